import MDCore
import MDDomain

/// `fix ID group balance N thresh shift DIMENSIONS …`: asks for balance every so many steps.
///
/// The cuts belong to the simulation, which moves them before atoms next migrate.
public struct FixBalance: Fix {
  public let id: String
  public var style: String { "balance" }
  /// Steps between looks; 0 for the start of a run only.
  public let interval: Int64
  /// What is done.
  public let settings: LoadBalance

  /// Balance every `interval` steps.
  public init(id: String, interval: Int64, settings: LoadBalance) {
    self.id = id
    self.interval = interval
    self.settings = settings
  }

  public mutating func setup(_ state: inout SystemState) throws {
    state.balanceRequest = settings
    state.needsRebuild = true
  }

  public mutating func endOfStep(_ state: inout SystemState) throws {
    guard interval > 0, state.step % interval == 0 else { return }
    state.balanceRequest = settings
    state.needsRebuild = true
  }

  /// The imbalance after the last look.
  public func scalar(_ state: borrowing SystemState) -> Double? { state.lastImbalance }
}
