import MDCore
import MDEngine

/// `read_dump FILE N field … [keyword value …]`: atoms and box of one snapshot in place of those of now.
struct ReadDumpCommand: DeckCommand {
  static let names = ["read_dump"]

  private let path: String
  private let step: Int64
  private let words: SnapshotWords

  init(_ arguments: inout Arguments) throws {
    path = try arguments.word("the file")
    step = Int64(try arguments.integer("the step of the snapshot", atLeast: 0))
    words = try SnapshotWords(&arguments, isRerun: false)
  }

  func run(in session: Session) throws {
    _ = try session.requireRunner()
    session.log.write("Scanning dump file ...")
    let files = SnapshotFiles([path], words, session.communicator)
    let wanted = step
    guard let head = try files.next({ $0 == wanted ? .take : .pass }) else {
      throw InputError("'\(path)' has no snapshot of step \(step)")
    }
    session.log.write("Reading snapshot from dump file ...")
    let replaced = try session.take(head, of: files, words)
    let state = try session.withSimulation { ($0.state.box, $0.state.totalAtoms) }
    if words.takesBox { session.log.write("  \(state.0.logDescription)") }
    let lines = [
      "\(state.1) atoms before read", "\(head.atoms) atoms in snapshot", "0 atoms purged",
      "\(replaced) atoms replaced", "0 atoms trimmed", "0 atoms added",
      "\(state.1) atoms after read",
    ]
    lines.forEach { session.log.write("  \($0)") }
    try session.warn(ofMissing: replaced, head)
  }
}

extension Session {
  /// Warns of atoms of the snapshot that the system does not have, or the other way round.
  func warn(ofMissing replaced: Int64, _ head: SnapshotFiles.Head) throws {
    let total = try withSimulation { $0.state.totalAtoms }
    if replaced < head.atoms {
      log.warn(
        "\(head.atoms - replaced) atoms of the snapshot of step \(head.step) are not in the system")
    }
    if replaced < total {
      log.warn(
        "\(total - replaced) atoms are not in the snapshot of step \(head.step) and stay as they are"
      )
    }
  }
}
