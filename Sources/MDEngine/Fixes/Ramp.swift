/// A target that moves from one value to another while a run proceeds, and the time in which a
/// thermostat or barostat follows it.
public struct Ramp: Equatable, Sendable {
  /// The targets at the two ends of the run: K, or bar.
  public var start, stop: Double
  /// The relaxation time, ps.
  public var damping: Double

  /// A target for each end of the run and the relaxation time.
  public init(start: Double, stop: Double, damping: Double) {
    self.start = start
    self.stop = stop
    self.damping = damping
  }

  /// The target when a fraction of the run is done.
  public func target(at fraction: Double) -> Double { start + fraction * (stop - start) }
}
