import MDCore
import MDTrajectory

/// How far a deck has come, and how far it must come before it goes on by itself.
struct DeckProgress {
  /// What its way depended on.
  var journal = Journal()
  /// How many runs (or parts of `run … every`) and minimisations have begun.
  var runs = 0
  /// The checkpoint that the deck is on its way back to; nil when it goes on by itself.
  var target: Checkpoint?
  /// Whether a run has been passed over, so that the atoms are not what they should be.
  var atomsAreStale = false
  /// Whether the deck is being checked before it runs.
  var isChecking = false
  /// The texts of deck and command line, which must be the same when the deck is continued.
  var identity: [String: String] = [:]

  /// Whether commands are gone through for what they define only: what they print and write is there
  /// already.
  var isReplaying: Bool { target != nil }
}

/// A restart file that was written in the middle of a run of a deck.
struct Checkpoint {
  var path: String
  var head: RestartHead
  /// The number of the run.
  var run: Int
  /// The first and last step of the run.
  var steps: ClosedRange<Int64>

  private static let runKey = "run of the deck"

  /// The run as numbers for the head.
  static func numbers(run: Int, steps: ClosedRange<Int64>) -> [String: [Double]] {
    [runKey: [Double(run), Double(steps.lowerBound), Double(steps.upperBound)]]
  }

  /// The checkpoint of a head.
  ///
  /// - Throws: ``InputError`` if the file was not written in the middle of a run.
  init(path: String, head: RestartHead) throws(InputError) {
    self.path = path
    self.head = head
    guard let run = head.numbers[Self.runKey], run.count == 3, head.phase != nil,
      run[1] <= run[2], run[0] >= 1, run.allSatisfy({ abs($0) < 1e15 })
    else {
      throw InputError(
        "the restart file '\(path)' was written between runs, not in the middle of one; start from it "
          + "with read_restart")
    }
    self.run = Int(run[0])
    steps = Int64(run[1])...Int64(run[2])
    guard steps.contains(head.step) else {
      throw InputError("the restart file '\(path)' cannot be used: its head makes no sense")
    }
  }
}
