import Foundation
import MDCore
import MDDomain
import MDEngine
import MDTrajectory

/// Watches the runs of a deck: signals, time limits, and checkpoints that are due.
final class Supervisor: RunWatch {
  /// `timer timeout`.
  var limit: TimeLimit?
  /// Steps between looks at the clock (`timer every`).
  var clockInterval: Int64 = 10
  /// Set when the limit was reached: further runs do no step.
  var isTimeUp = false
  /// Set by a fix that ends the run in progress, on all ranks.
  private(set) var endsRun = false
  /// Set by a fix that ends all runs: further ones are passed over.
  var runsAreOver = false
  /// How many runs have been cut to nothing since.
  var runsCutShort = 0
  /// When checkpoints are written whatever the deck says (`-checkpoint`).
  let interval: CheckpointInterval?
  /// The program's words on the command line, to tell how to go on.
  let command: [String]
  /// Where checkpoints are written that the deck does not name, and which ones there are.
  var index: CheckpointIndex
  /// The last checkpoint and its step.
  private(set) var last: (path: String, step: Int64, run: Int)?
  /// When a signal was seen between two runs.
  var signalHeard: ContinuousClock.Instant?
  /// The signal that ended the run.
  private(set) var signal: Int32 = 0

  private unowned let session: Session
  private var nextCheckpoint: ContinuousClock.Instant?
  private var turn = 0

  init(
    _ session: Session, interval: CheckpointInterval? = nil, command: [String] = [],
    index: CheckpointIndex
  ) {
    self.session = session
    self.interval = interval
    self.command = command
    self.index = index
    if case .seconds(let seconds) = interval { nextCheckpoint = .now + .seconds(seconds) }
  }

  func wish(atStep step: Int64) -> RunWish? {
    if StopSignals.received != 0 { return .stop }
    // One clock decides for all.
    guard session.communicator.isRoot else { return nil }
    if let limit, !isTimeUp, step % clockInterval == 0, limit.secondsLeft == 0 { return .endRun }
    if let nextCheckpoint, nextCheckpoint <= .now { return .checkpoint }
    return nil
  }

  func fulfil(_ wish: RunWish, _ runner: Runner) throws -> Bool {
    let step = runner.simulation.state.step
    if last?.step != step || last?.run != session.progress.runs {
      try writeCheckpoint(of: runner, to: index.nextPath(turn))
      turn += 1
    }
    if case .seconds(let seconds) = interval { nextCheckpoint = .now + .seconds(seconds) }
    switch wish {
    case .checkpoint: return false
    case .endRun: isTimeUp = true
    case .stop:
      let known = session.communicator.reduce(Int64(StopSignals.received), .maximum)
      signal = Int32(known)
    }
    return true
  }

  /// Ends the run in progress after this step; called on all ranks.
  ///
  /// - Parameter endsAllRuns: whether further runs are passed over.
  func haltRun(endsAllRuns: Bool) {
    endsRun = true
    if endsAllRuns { runsAreOver = true }
  }

  /// Whether a fix has ended the run that is over.
  func takeHalt() -> Bool {
    defer { endsRun = false }
    return endsRun
  }

  func stepIsDone(_ runner: Runner) throws {
    let step = runner.simulation.state.step
    if let restart = session.settings.restart, step % restart.interval == 0 {
      session.settings.restart?.written += 1
      try writeCheckpoint(of: runner, to: restart.path(atStep: step))
    }
    if case .steps(let interval) = interval, step % interval == 0, last?.step != step {
      try writeCheckpoint(of: runner, to: index.nextPath(turn))
      turn += 1
    }
  }

  /// Writes a file from which the run goes on, and takes it into the index.
  private func writeCheckpoint(of runner: Runner, to path: String) throws {
    let steps = runner.current ?? 0...0
    try session.writeCheckpoint(of: runner, steps: steps, to: path)
    try session.communicator.collectively {
      if session.communicator.isRoot { try index.note(path) }
    }
    last = (path, runner.simulation.state.step, session.progress.runs)
    runner.simulation.timers.charge(.output)
  }

  /// Takes note of the checkpoint from which the program went on.
  func wentOn(from checkpoint: Checkpoint) {
    last = (checkpoint.path, checkpoint.head.step, checkpoint.run)
    // The next one must not take the place of this one.
    turn = index.turn(after: checkpoint.path)
  }

  /// How to go on, as words for the shell.
  var commandToGoOn: String {
    let environment = ProcessInfo.processInfo.environment
    let ranks = session.communicator.size
    var words: [String] = []
    if environment["OMPI_COMM_WORLD_SIZE"] != nil {
      words = ["mpirun", "-np", "\(ranks)"]
    } else if environment["SLURM_PROCID"] != nil {
      let kind = environment["SLURM_MPI_TYPE"].map { ["--mpi=\($0)"] } ?? []
      words = ["srun"] + kind + ["-n", "\(ranks)"]
    } else if ranks > 1 {
      words = ["mpiexec", "-n", "\(ranks)"]
    }
    words += command
    let goesOn = ["-continue", "--continue"]
    if !words.contains(where: goesOn.contains) { words.append("-continue") }
    return words.map(Self.quoted).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy {
      (48...57).contains($0) || (97...122).contains($0 | 32) || "-_./=:,+@%".utf8.contains($0)
    }
    return plain && !word.isEmpty
      ? word : "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}

/// When checkpoints are written whatever the deck says.
public enum CheckpointInterval: Equatable, Sendable {
  case steps(Int64)
  case seconds(Double)

  /// `1000` is steps; `30min`, `90s` and `2h` are times.
  ///
  /// - Throws: ``InputError`` for anything else.
  init(_ text: String) throws(InputError) {
    if let steps = Int64(text), steps > 0 {
      self = .steps(steps)
      return
    }
    for (unit, seconds) in [("min", 60.0), ("s", 1), ("h", 3600)] where text.hasSuffix(unit) {
      guard let number = Double(text.dropLast(unit.count)), number > 0, number < 1e9 else { break }
      self = .seconds(number * seconds)
      return
    }
    throw InputError(
      "-checkpoint takes a number of steps or a time such as 30min, 90s or 2h, not '\(text)'")
  }
}

/// `restart N FILE [FILE2]`.
struct RestartSchedule: Equatable {
  var interval: Int64
  /// One file with the step in its name (`*`, or appended), or two in turn.
  var paths: [String]
  var written = 0

  func path(atStep step: Int64) -> String {
    if paths.count == 2 { return paths[(written + 1) % 2] }
    return paths[0].contains("*")
      ? paths[0].replacingOccurrences(of: "*", with: "\(step)") : "\(paths[0]).\(step)"
  }
}
