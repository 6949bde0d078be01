/// A function of a distance or an angle that is 0 outside an interval and 1 in its middle; both
/// flanks follow a core function (Bircher, Singraber, Dellago, Mach. Learn. Sci. Technol. 2,
/// 035026 (2021)).
public struct CompactFunction: Sendable, Equatable {
  /// The shape of the flanks.
  public let core: CoreFunction
  /// Whether the core function is taken at (2 − x)x instead of x, which falls faster.
  public let isAsymmetric: Bool
  /// The ends of the interval.
  public let left, right: Double
  @usableFromInline let center: Double
  @usableFromInline let inverseHalfWidth: Double

  /// A function on `left`…`right`, with `left` < `right`.
  public init(core: CoreFunction, isAsymmetric: Bool, left: Double, right: Double) {
    precondition(left < right, "the interval is checked before")
    self.core = core
    self.isAsymmetric = isAsymmetric
    self.left = left
    self.right = right
    center = (right + left) / 2
    inverseHalfWidth = 1 / ((right - left) / 2)
  }

  /// The value and the derivative.
  @inlinable
  public func valueAndDerivative(_ argument: Double) -> (value: Double, derivative: Double) {
    guard argument > left && argument < right else { return (0, 0) }
    let signed = (argument - center) * inverseHalfWidth
    let x = abs(signed)
    let scale = signed < 0 ? -inverseHalfWidth : inverseHalfWidth
    guard isAsymmetric else {
      let (value, slope) = core.valueAndDerivative(x)
      return (value, slope * scale)
    }
    let (value, slope) = core.valueAndDerivative((2 - x) * x)
    return (value, slope * (2 - 2 * x) * scale)
  }
}
