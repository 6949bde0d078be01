import Foundation
import MDCore
import MDDomain
import MDEngine
import MDTrajectory

/// How runs end that do not come to their end.
extension Session {
  /// A deck that waits for something to happen would wait for ever once no run does a step.
  private static let mostRunsCutShort = 1000

  /// How many of some steps a run may do: none once `timer timeout` has ended one, as in LAMMPS.
  func stepsThatTimeAllows(_ steps: Int64) throws -> Int64 {
    guard supervisor.isTimeUp else { return steps }
    try countRunCutShort("the time limit was reached")
    return 0
  }

  /// Whether a run or minimisation is passed over, since `fix halt` has ended all of them, as in LAMMPS.
  func isOver() throws -> Bool {
    guard supervisor.runsAreOver else { return false }
    try countRunCutShort("fix halt has ended the runs")
    return true
  }

  private func countRunCutShort(_ reason: String) throws {
    supervisor.runsCutShort += 1
    guard supervisor.runsCutShort <= Self.mostRunsCutShort else {
      throw InputError(
        "\(reason), and the deck has started \(Self.mostRunsCutShort) runs since, "
          + "which do no step: it seems to wait for something that will not happen")
    }
  }

  /// Tells why a run has ended early and how to go on; ends the deck if a signal has ended it.
  func tellOfInterruption() throws {
    let step = try requireRunner().simulation.state.step
    let reason =
      supervisor.signal == 0
      ? "Wall time limit reached" : "\(StopSignals.name(supervisor.signal)) received"
    let file = supervisor.last.map { "The checkpoint is '\($0.path)'. " } ?? ""
    log.warn("\(reason): the run ends at step \(step). \(file)To go on:")
    log.write("  \(supervisor.commandToGoOn)")
    if supervisor.signal != 0 { throw StoppedBySignal() }
  }

  /// How long a signal waits for the next run, which can write a checkpoint.
  private static let patience = Duration.seconds(5)

  /// Ends the deck if a signal has come and no run is likely to see it: before the first run, where nothing is
  /// lost, or when none has begun for some seconds. Collective; called where a deck may spend any time without
  /// a run, at jumps and shell commands.
  func heedSignals() throws {
    guard !progress.isReplaying else { return }
    let signal = Int32(
      truncatingIfNeeded: communicator.reduce(Int64(StopSignals.received), .maximum))
    guard signal != 0 else { return }
    let name = StopSignals.name(signal)
    guard progress.runs > 0 else {
      log.warn(
        "\(name) received before the first run: there is nothing to go on from. To begin again:")
      log.write("  \(supervisor.commandToGoOn)")
      throw StoppedBySignal()
    }
    let since = supervisor.signalHeard ?? .now
    supervisor.signalHeard = since
    // One clock decides for all.
    let isOver = communicator.isRoot && ContinuousClock.now - since > Self.patience
    guard communicator.reduce(isOver ? 1 : Int64(0), .maximum) != 0 else { return }
    let file = supervisor.last.map { "The last checkpoint is '\($0.path)' (step \($0.step))" }
    log.warn(
      "\(name) received, and no run has begun since that could write a checkpoint. "
        + (file ?? "There is no earlier one: the deck will begin at its start") + ". To go on:")
    log.write("  \(supervisor.commandToGoOn)")
    throw StoppedBySignal()
  }

  /// What a message of a run that failed says of the last checkpoint; empty if there is none.
  var lastCheckpointHint: String {
    guard let last = supervisor.last else { return "" }
    return ". The last good restart file is '\(last.path)' (step \(last.step))"
  }

  /// Runs something; if the simulation turns out to have become unstable, the atoms of that moment are
  /// saved, for the user to look at.
  func savingLastFrame<T>(of runner: Runner, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as Instability {
      let path = supervisor.index.base + ".last-frame.dump"
      var hint = ". The last frame is '\(path)'"
      do { try writeLastFrame(of: runner, to: path) } catch {
        hint = ". The last frame could not be saved: \(error)"
      }
      throw Instability("\(error)\(hint)")
    }
  }

  private func writeLastFrame(of runner: Runner, to path: String) throws {
    var settings = DumpSettings(
      columns: ["id", "type", "x", "y", "z", "vx", "vy", "vz", "fx", "fy", "fz", "ix", "iy", "iz"]
        .map { DumpColumn(word: $0)! })
    // Where atoms are no longer in the box, that is what is to be seen.
    settings.wraps = false
    var dump = try communicator.collectively {
      try DumpObserver(id: "last frame", path: path, every: 1, settings: settings)
    }
    try dump.observe(runner.simulation)
    try communicator.collectively { try dump.finish() }
  }
}
