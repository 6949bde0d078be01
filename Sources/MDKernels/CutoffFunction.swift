#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A function of the distance that is 0 from the cutoff radius on: n2p2's cutoff types 0 to 8.
///
/// The types with a core function are 1 up to the inner radius α·rc and follow the core function of
/// x = (r − α·rc)/(rc − α·rc) from there; the hard cutoff and the hyperbolic tangents do not use α.
public struct CutoffFunction: Sendable, Equatable {
  /// The kinds, numbered as `cutoff_type` of `input.nn`.
  public enum Kind: Int, Sendable, Equatable, CaseIterable {
    /// 1 below the radius.
    case hard
    /// ½(cos πx + 1)
    case cosine
    /// tanh³(1 − r/rc)
    case tanh
    /// tanh³(1 − r/rc)/tanh³(1), so that it begins at 1
    case scaledTanh
    /// exp(1 + 1/(x² − 1))
    case exponential
    /// The polynomials of ``CoreFunction``.
    case polynomial1, polynomial2, polynomial3, polynomial4
  }

  /// Which of the functions it is.
  public let kind: Kind
  /// rc, in the unit of length of the caller.
  public let radius: Double
  /// α·rc.
  public let innerRadius: Double
  @usableFromInline let inverseWidth: Double
  @usableFromInline let inverseRadius: Double
  @usableFromInline let prefactor: Double
  @usableFromInline let core: CoreFunction

  /// A cutoff function; `radius` > 0 and 0 ≤ `alpha` < 1.
  public init(kind: Kind, radius: Double, alpha: Double = 0) {
    precondition(
      radius > 0 && alpha >= 0 && alpha < 1, "cutoff radius and alpha are checked before")
    self.kind = kind
    self.radius = radius
    innerRadius = radius * alpha
    inverseWidth = 1 / (radius - innerRadius)
    inverseRadius = 1 / radius
    let atZero = hyperbolicTangent(1)
    prefactor = kind == .scaledTanh ? 1 / (atZero * atZero * atZero) : 1
    core =
      switch kind {
      case .exponential: .exponential
      case .polynomial1: .polynomial1
      case .polynomial2: .polynomial2
      case .polynomial3: .polynomial3
      case .polynomial4: .polynomial4
      default: .cosine
      }
  }

  /// The value and the derivative with respect to r at a distance of 0 or more.
  @inlinable
  public func valueAndDerivative(_ r: Double) -> (value: Double, derivative: Double) {
    guard r < radius else { return (0, 0) }
    switch kind {
    case .hard:
      return (1, 0)
    case .tanh, .scaledTanh:
      let t = hyperbolicTangent(1 - r * inverseRadius)
      let t2 = t * t
      return (prefactor * t * t2, 3 * prefactor * t2 * (t2 - 1) * inverseRadius)
    default:
      guard r >= innerRadius else { return (1, 0) }
      let (value, slope) = core.valueAndDerivative((r - innerRadius) * inverseWidth)
      return (value, slope * inverseWidth)
    }
  }
}

/// The library's tanh, under a name that an enum case `tanh` does not hide.
@inlinable
func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
