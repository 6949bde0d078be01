/// Eight values at once of functions with compact support.
extension CoreFunction {
  /// The value at x in [0, 1]; 0 at 1, to the last bit for the polynomials.
  @inlinable @inline(__always)
  func value(_ x: DoubleLanes) -> DoubleLanes {
    let x2 = x * x
    switch self {
    case .polynomial1: return Self.onePlus(x2, x, 0, 0, 0, 2, -3)
    case .polynomial2: return Self.onePlus(x2 * x, x, 0, 0, -6, 15, -10)
    case .polynomial3: return Self.onePlus(x2 * x2, x, 0, 20, -70, 84, -35)
    case .polynomial4: return Self.onePlus(x2 * x2 * x, x, -70, 315, -540, 420, -126)
    case .cosine, .exponential: return otherValueAndSlope(x).value
    }
  }

  /// The derivative at x in [0, 1], which for the polynomials is a multiple of a power of x(1 − x).
  @inlinable @inline(__always)
  func slope(_ x: DoubleLanes) -> DoubleLanes {
    let y = x * (1 - x)
    switch self {
    case .polynomial1: return y * -6
    case .polynomial2: return y * y * -30
    case .polynomial3: return y * y * y * -140
    case .polynomial4: return (y * y) * (y * y) * -630
    case .cosine, .exponential: return otherValueAndSlope(x).slope
    }
  }

  /// 1 + p·((((a·x + b)x + c)x + d)x + e)
  @inlinable @inline(__always)
  static func onePlus(
    _ p: DoubleLanes, _ x: DoubleLanes, _ a: Double, _ b: Double, _ c: Double, _ d: Double,
    _ e: Double
  ) -> DoubleLanes {
    let first = DoubleLanes(repeating: b).addingProduct(DoubleLanes(repeating: a), x)
    let second = DoubleLanes(repeating: c).addingProduct(first, x)
    let third = DoubleLanes(repeating: d).addingProduct(second, x)
    let fourth = DoubleLanes(repeating: e).addingProduct(third, x)
    return DoubleLanes(repeating: 1).addingProduct(p, fourth)
  }

  /// Those that are no polynomials.
  @usableFromInline
  func otherValueAndSlope(_ x: DoubleLanes) -> (value: DoubleLanes, slope: DoubleLanes) {
    if self == .cosine {
      let (h, slope) = CosineSplit.valueAndSlope(x * x)
      return (h * h, h * slope * x * 4)
    }
    // Kept off 1, where the exponential is 0 long before.
    let inverse = 1 / (1 - x * x).atLeast(DoubleLanes(repeating: 1e-9))
    let isInside = inverse.isLess(DoubleLanes(repeating: 700))
    let value = (1 - inverse).exponential().selected(isInside, else: .zero)
    return (value, -2 * x * inverse * inverse * value)
  }
}

extension CompactFunction {
  /// The values of eight arguments.
  @inlinable @inline(__always)
  public func value(_ argument: DoubleLanes) -> DoubleLanes {
    let x = ((argument - center) * inverseHalfWidth).magnitude
      .atMost(DoubleLanes(repeating: 1))
    return core.value(isAsymmetric ? (2 - x) * x : x)
  }

  /// The values and the derivatives of eight arguments.
  @inlinable @inline(__always)
  public func valueAndDerivative(_ argument: DoubleLanes)
    -> (value: DoubleLanes, derivative: DoubleLanes)
  {
    let signed = (argument - center) * inverseHalfWidth
    let x = signed.magnitude.atMost(DoubleLanes(repeating: 1))
    let scale = DoubleLanes(repeating: -inverseHalfWidth)
      .selected(signed.isLess(.zero), else: DoubleLanes(repeating: inverseHalfWidth))
    if isAsymmetric {
      let folded = (2 - x) * x
      return (core.value(folded), core.slope(folded) * ((2 - 2 * x) * scale))
    }
    return (core.value(x), core.slope(x) * scale)
  }
}
