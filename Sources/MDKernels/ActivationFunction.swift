#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The activation function of a layer of an atomic network, with the letters of `input.nn`.
public enum ActivationFunction: String, Sendable, Equatable, CaseIterable {
  /// x
  case identity = "l"
  /// tanh x
  case tanh = "t"
  /// 1/(1 + e⁻ˣ)
  case logistic = "s"
  /// ln(1 + eˣ)
  case softplus = "p"
  /// max(0, x)
  case rectifier = "r"
  /// exp(−x²/2)
  case gaussian = "g"
  /// cos x
  case cosine = "c"
  /// 1 − 1/(1 + e⁻ˣ)
  case reverseLogistic = "S"
  /// e⁻ˣ
  case exponential = "e"
  /// x²
  case harmonic = "h"

  /// The value and the derivative.
  ///
  /// The logistic function and softplus take their limits outside ±35, where n2p2 takes them: they
  /// are closer to them than a double can tell.
  @inlinable
  public func valueAndDerivative(_ x: Double) -> (value: Double, derivative: Double) {
    switch self {
    case .identity:
      return (x, 1)
    case .tanh:
      let t = hyperbolicTangent(x)
      return (t, 1 - t * t)
    case .logistic:
      if x > 35 { return (1, 0) }
      if x < -35 { return (0, 0) }
      let s = 1 / (1 + exp(-x))
      return (s, s * (1 - s))
    case .softplus:
      if x > 35 { return (x, 1) }
      if x < -35 { return (0, 0) }
      let e = exp(x)
      return (log(1 + e), 1 / (1 + 1 / e))
    case .rectifier:
      return x > 0 ? (x, 1) : (0, 0)
    case .gaussian:
      let e = exp(-0.5 * x * x)
      return (e, -x * e)
    case .cosine:
      return (cos(x), -sin(x))
    case .reverseLogistic:
      let s = 1 / (1 + exp(-x))
      return (1 - s, s * (s - 1))
    case .exponential:
      let e = exp(-x)
      return (e, -e)
    case .harmonic:
      return (x * x, 2 * x)
    }
  }
}
