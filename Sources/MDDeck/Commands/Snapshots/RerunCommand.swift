import MDCore
import MDEngine

/// `rerun FILE … [first N] [last N] [every N] [skip N] [start N] [stop N] [post yes|no] dump field …`: forces,
/// thermo output and dumps of the snapshots of a trajectory.
struct RerunCommand: DeckCommand {
  static let names = ["rerun"]

  private var paths: [String] = []
  private var first: Int64 = 0
  private var last = Self.latest
  private var every: Int64 = 0
  private var skip: Int64 = 1
  private var summarises = false
  private let words: SnapshotWords

  /// Beyond any step, with room to calculate.
  private static let latest: Int64 = 1 << 52
  private static let keywords = [
    "first", "last", "every", "skip", "start", "stop", "post", "dump",
  ]

  init(_ arguments: inout Arguments) throws {
    repeat {
      paths.append(try arguments.word("a file of snapshots"))
    } while arguments.next.map { !Self.keywords.contains($0) } ?? false
    var words: SnapshotWords?
    while words == nil {
      guard !arguments.isAtEnd else {
        throw arguments.error("'dump' and the fields to read are missing: dump x y z")
      }
      switch try arguments.choice("keyword", among: Self.keywords) {
      case "first": first = Int64(try arguments.integer("the first step", atLeast: 0))
      case "last": last = Int64(try arguments.integer("the last step", atLeast: 0))
      case "every": every = Int64(try arguments.integer("every", atLeast: 0))
      case "skip": skip = Int64(try arguments.integer("skip", atLeast: 1))
      // Between which steps ramps move: nothing here moves by itself.
      case "start": _ = try arguments.integer("start", atLeast: 0)
      case "stop": _ = try arguments.integer("stop", atLeast: 0)
      case "post": summarises = try arguments.flag("post")
      default: words = try SnapshotWords(&arguments, isRerun: true)
      }
    }
    self.words = words!
    guard first <= last else { throw arguments.error("first \(first) lies behind last \(last)") }
  }

  func run(in session: Session) throws {
    guard try !session.passesOverRun(), try !session.isOver() else { return }
    let runner = try session.requireRunner()
    try session.checkReadiness(steps: 0)
    let files = SnapshotFiles(paths, words, session.communicator)
    var choice = Choice(first: first, last: last, every: every, skip: skip)
    guard let head = try files.next({ choice.judge($0) }) else {
      let end = last < Self.latest ? " to \(last)" : " on"
      throw InputError(
        "rerun: \(paths.joined(separator: ", ")) has no snapshot from step \(first)\(end)")
    }
    try session.warn(ofMissing: try session.take(head, of: files, words), head)
    session.beginThermo()
    let count = try runner.rerun(upTo: Self.latest) { _ in
      try session.heedSignals()
      guard let head = try files.next({ choice.judge($0) }) else { return false }
      _ = try session.take(head, of: files, words)
      return true
    }
    let summary = RunSummary(of: runner.simulation, steps: count, seconds: runner.loopSeconds)
    let lines = summarises ? summary.lines : Array(summary.lines.prefix(1))
    lines.forEach { session.log.write($0) }
    session.log.write("")
    try session.noteEndOfRun()
  }

  /// Which snapshots are taken: the first, and then by their steps, which must grow.
  private struct Choice {
    let first, last, every, skip: Int64
    private var previous: Int64?
    private var passed: Int64 = 0

    init(first: Int64, last: Int64, every: Int64, skip: Int64) {
      (self.first, self.last, self.every, self.skip) = (first, last, every, skip)
    }

    /// Judges a snapshot, in LAMMPS's order: `skip` counts all that follow the last one taken.
    mutating func judge(_ step: Int64) -> SnapshotFiles.Choice {
      guard step <= last else { return .end }
      guard step >= first, step > previous ?? -1 else { return .pass }
      if previous != nil {
        if passed == skip { passed = 0 }
        passed += 1
        guard every == 0 || step % every == 0, passed == skip else { return .pass }
      }
      previous = step
      passed = 0
      return .take
    }
  }
}
