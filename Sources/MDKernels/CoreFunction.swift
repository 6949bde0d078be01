#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A function on [0, 1] that falls smoothly from 1 to 0: the shape of cutoff functions and of
/// symmetry functions with compact support.
///
/// The polynomials are the ones whose first 1, 2, 3, 4 derivatives vanish at both ends
/// (Singraber, Behler, Dellago, J. Chem. Theory Comput. 15, 1827 (2019)).
public enum CoreFunction: Int, Sendable, Equatable {
  /// ½(cos πx + 1)
  case cosine
  /// (2x − 3)x² + 1
  case polynomial1
  /// ((15 − 6x)x − 10)x³ + 1
  case polynomial2
  /// (((20x − 70)x + 84)x − 35)x⁴ + 1
  case polynomial3
  /// ((((315 − 70x)x − 540)x + 420)x − 126)x⁵ + 1
  case polynomial4
  /// exp(1 + 1/(x² − 1))
  case exponential

  /// The value and the derivative at x in [0, 1); both are 0 from 1 on.
  @inlinable
  public func valueAndDerivative(_ x: Double) -> (value: Double, derivative: Double) {
    guard x < 1 else { return (0, 0) }
    let x2 = x * x
    switch self {
    case .cosine:
      return (0.5 * (cos(.pi * x) + 1), -0.5 * .pi * sin(.pi * x))
    case .polynomial1:
      return ((2 * x - 3) * x2 + 1, x * (6 * x - 6))
    case .polynomial2:
      return (((15 - 6 * x) * x - 10) * x * x2 + 1, x2 * ((60 - 30 * x) * x - 30))
    case .polynomial3:
      let inner = x * (x * (20 * x - 70) + 84) - 35
      let slope = x * (x * (140 * x - 420) + 420) - 140
      return (inner * x2 * x2 + 1, x2 * x * slope)
    case .polynomial4:
      let inner = x * (x * ((315 - 70 * x) * x - 540) + 420) - 126
      let slope = x * (x * ((2520 - 630 * x) * x - 3780) + 2520) - 630
      return (inner * x * x2 * x2 + 1, x2 * x2 * slope)
    case .exponential:
      let inverse = 1 / (x2 - 1)
      let value = exp(1 + inverse)
      // Near 1 the square of the inverse overflows before the exponential has become zero.
      guard value > 0 else { return (0, 0) }
      return (value, -2 * x * inverse * inverse * value)
    }
  }
}
