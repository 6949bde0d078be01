import MDCore
import MDDomain
import MDEngine

/// What one `swift-md -in deck` holds between commands: the ranks, the variables, the system that is
/// being built and run.
public final class Session {
  /// The ranks of this run.
  public let communicator: any Communicator

  /// A session in which nothing is defined yet.
  public init(communicator: any Communicator) {
    self.communicator = communicator
  }
}
