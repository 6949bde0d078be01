import MDCore
import MDDomain
import MDTrajectory

/// What `-continue` finds.
enum Continuation {
  /// Nothing to go on with: the deck begins at its start.
  case nothing
  /// The deck has come to its end before.
  case finished
  /// The newest checkpoint that is whole.
  case checkpoint(Checkpoint)
}

extension Session {
  /// Looks for the newest checkpoint that is whole, telling of those that are not. Collective.
  ///
  /// - Parameter file: the checkpoint that the user names; nil for the newest of the index.
  /// - Throws: ``InputError`` if there are checkpoints, but none that can be used.
  func findCheckpoint(_ file: String?) throws -> Continuation {
    if let file {
      let head = try RestartReader.open(path: file, communicator: communicator).head
      return .checkpoint(try Checkpoint(path: file, head: head))
    }
    let known = try communicator.collectively { () -> [UInt8] in
      communicator.isRoot ? Array((supervisor.index.read()?.text ?? "").utf8) : []
    }
    let index = CheckpointIndex.Contents(
      String(decoding: communicator.broadcast(known), as: UTF8.self))
    guard !index.isFinished else { return .finished }
    guard !index.checkpoints.isEmpty else { return .nothing }
    var complaints: [String] = []
    for path in index.checkpoints.reversed() {
      do {
        let head = try RestartReader.open(path: path, communicator: communicator).head
        let checkpoint = try Checkpoint(path: path, head: head)
        for complaint in complaints {
          log.warn("\(complaint); going on from the one before, '\(path)'")
        }
        return .checkpoint(checkpoint)
      } catch {
        complaints.append("\(error)")
      }
    }
    throw InputError(
      "-continue: no checkpoint can be used. " + complaints.joined(separator: "; ")
        + ". (Without -continue the deck begins at its start.)")
  }
}

/// The deck was ended by a signal; the checkpoint is written.
struct StoppedBySignal: Error {}
