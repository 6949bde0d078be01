import MDCore
import MDEngine

/// `reset_timestep N [time T]`
struct ResetTimestepCommand: DeckCommand {
  static let names = ["reset_timestep"]

  private let step: Int
  private var time: Double?

  init(_ arguments: inout Arguments) throws {
    step = try arguments.integer("the new step", atLeast: 0)
    if !arguments.isAtEnd {
      _ = try arguments.choice("keyword", among: ["time"])
      time = try arguments.number("the new time (ps)")
    }
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    try session.resetStep(to: Int64(step), time: time)
  }
}

extension Session {
  /// Gives the present moment another step number and, if given, another time (ps).
  func resetStep(to step: Int64, time: Double? = nil) throws {
    let runner = try requireRunner()
    let isOther = runner.simulation.state.step != step
    runner.simulation.resetStep(to: step, time: time)
    guard isOther else { return }
    // A snapshot that was written under the old numbers says nothing about the new ones.
    for place in runner.observers.indices {
      guard var dump = runner.observers[place] as? any ScheduledDump, dump.schedule.last != nil
      else { continue }
      dump.schedule.wrote(step: .min)
      runner.observers[place] = dump
    }
  }
}
