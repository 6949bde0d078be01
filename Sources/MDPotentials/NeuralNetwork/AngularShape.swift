import MDKernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A function of the angle at the centre that enters symmetry functions as a factor.
enum AngularShape: Sendable, Equatable {
  /// 2^(1−ζ)·(1 + λc)^ζ with whole ζ.
  case integerPower(lambda: Double, zeta: Int, norm: Double)
  /// The same with any positive ζ.
  case realPower(lambda: Double, zeta: Double, norm: Double)
  /// A compact function of the angle in radians.
  case compact(CompactFunction)

  init(_ part: SymmetryFunction.AngularPart, core: CoreFunction) {
    switch part {
    case .none:
      self = .integerPower(lambda: 0, zeta: 0, norm: 1)
    case .power(let lambda, let zeta):
      let norm = pow(2, 1 - zeta)
      if let whole = Int(exactly: zeta) {
        self = .integerPower(lambda: lambda, zeta: whole, norm: norm)
      } else {
        self = .realPower(lambda: lambda, zeta: zeta, norm: norm)
      }
    case .compact(let left, let right):
      let function = CompactFunction(
        core: core, isAsymmetric: false, left: left * .pi / 180, right: right * .pi / 180)
      self = .compact(function)
    }
  }

  /// The value and the derivative with respect to c = cos θ. Powers are 0 where 1 + λc ≤ 0.
  ///
  /// As n2p2 does, compact functions pass over triplets that lie on a line (c = ±1), also where the
  /// window is centred at 0 or 180 degrees and the function would be 1. Whether such a triplet gives
  /// exactly ±1 is a matter of rounding, so that ``PairGeometry`` rounds as n2p2 does.
  @inline(__always)
  func valueAndDerivative(_ c: Double) -> (Double, Double) {
    switch self {
    case .integerPower(let lambda, let zeta, let norm):
      let base = 1 + lambda * c
      guard base > 0 else { return (0, 0) }
      let power = norm * MDKernels.integerPower(base, zeta - 1)
      return (power * base, power * lambda * Double(zeta))
    case .realPower(let lambda, let zeta, let norm):
      let base = 1 + lambda * c
      guard base > 0 else { return (0, 0) }
      let power = norm * pow(base, zeta - 1)
      return (power * base, power * lambda * zeta)
    case .compact(let function):
      guard c > -1 && c < 1 else { return (0, 0) }
      let (value, slope) = function.valueAndDerivative(acos(c))
      return (value, -slope / ((1 - c) * (1 + c)).squareRoot())
    }
  }
}

extension AngularShape {
  /// Writes the values at many arguments to memory, and the derivatives if there is room for them: whole vectors, the last
  /// of which may reach behind `count`. Arguments are cos θ, those of compact functions θ.
  func fill(
    _ values: UnsafeMutablePointer<Double>, slopes: UnsafeMutablePointer<Double>?,
    at arguments: UnsafePointer<Double>, count: Int
  ) {
    switch self {
    case .integerPower(let lambda, let zeta, let norm):
      for n in stride(from: 0, to: count, by: 8) {
        let base = 1 + lambda * arguments.lanes(n)
        let isPositive = DoubleLanes.zero.isLess(base)
        let power = (Self.power(base, zeta - 1) * norm).selected(isPositive, else: .zero)
        values.store(power * base, n)
        slopes?.store(power * (lambda * Double(zeta)), n)
      }
    case .realPower(let lambda, let zeta, let norm):
      for n in stride(from: 0, to: count, by: 8) {
        let base = 1 + lambda * arguments.lanes(n)
        let isPositive = DoubleLanes.zero.isLess(base)
        let logarithm = base.selected(isPositive, else: DoubleLanes(repeating: 1)).logarithm()
        let power = ((logarithm * (zeta - 1)).exponential() * norm)
          .selected(isPositive, else: .zero)
        values.store(power * base, n)
        slopes?.store(power * (lambda * zeta), n)
      }
    case .compact(let function):
      function.fill(values, slopes: slopes, at: arguments, count: count)
    }
  }

  @inline(__always)
  private static func power(_ base: DoubleLanes, _ exponent: Int) -> DoubleLanes {
    var (result, square, rest) = (DoubleLanes(repeating: 1), base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}
