/// What a rank has sent to others since the counters were last set to zero.
public struct CommunicationCounters: Equatable, Sendable {
  /// Messages to other ranks.
  public var messages = 0
  /// Their bytes.
  public var bytes = 0

  /// Nothing sent.
  public init() {}
}
