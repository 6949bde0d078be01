extension ActivationFunction {
  /// Applies the function to rows of eight atoms in place, and leaves the derivatives in `slopes`.
  public func apply(
    _ values: UnsafeMutablePointer<Double>, slopes: UnsafeMutablePointer<Double>, rows: Int
  ) {
    switch self {
    case .identity:
      for n in 0..<rows { slopes.store(DoubleLanes(repeating: 1), 8 * n) }
    case .tanh:
      for n in 0..<rows {
        let t = values.lanes(8 * n).hyperbolicTangent()
        values.store(t, 8 * n)
        slopes.store(DoubleLanes(repeating: 1).addingProduct(-t, t), 8 * n)
      }
    case .logistic:
      for n in 0..<rows {
        let s = Self.logisticValue(values.lanes(8 * n))
        values.store(s, 8 * n)
        slopes.store(s * (1 - s), 8 * n)
      }
    case .softplus:
      for n in 0..<rows { softplus(values + 8 * n, slopes + 8 * n) }
    default:
      for n in 0..<(8 * rows) { (values[n], slopes[n]) = valueAndDerivative(values[n]) }
    }
  }

  /// 1/(1 + e⁻ˣ) with the limits beyond ±35 that n2p2 takes.
  @inline(__always)
  private static func logisticValue(_ x: DoubleLanes) -> DoubleLanes {
    let limit = DoubleLanes(repeating: 35)
    let inside = 1 / (1 + (-x.atLeast(-limit).atMost(limit)).exponential())
    let low = inside.selected(x.isLess(-limit) ^ 0xFF, else: .zero)
    return low.selected(limit.isLess(x) ^ 0xFF, else: DoubleLanes(repeating: 1))
  }

  /// ln(1 + eˣ) and the logistic function, with the same limits.
  @inline(__always)
  private func softplus(
    _ value: UnsafeMutablePointer<Double>, _ slope: UnsafeMutablePointer<Double>
  ) {
    let x = value.lanes(0)
    let limit = DoubleLanes(repeating: 35)
    let e = x.atLeast(-limit).atMost(limit).exponential()
    let (isLow, isHigh) = (x.isLess(-limit), limit.isLess(x))
    let inside = e.logarithmOfOnePlus()
    let result = inside.selected(isLow ^ 0xFF, else: .zero).selected(isHigh ^ 0xFF, else: x)
    let rise = (e / (1 + e)).selected(isLow ^ 0xFF, else: .zero)
      .selected(isHigh ^ 0xFF, else: DoubleLanes(repeating: 1))
    value.store(result, 0)
    slope.store(rise, 0)
  }
}
