import Foundation
import MDCore
import MDDomain
import MDEngine

/// `run N [upto] [start N] [stop N] [pre yes|no] [post yes|no]`
struct RunCommand: DeckCommand {
  static let names = ["run"]

  private var steps: Int
  private var isUpTo = false
  private var start: Int?
  private var stop: Int?
  private var prepares = true
  private var summarises = true

  init(_ arguments: inout Arguments) throws {
    steps = try arguments.integer("the number of steps", atLeast: 0)
    let keywords = ["upto", "start", "stop", "pre", "post"]
    while !arguments.isAtEnd {
      switch try arguments.choice("keyword", among: keywords) {
      case "upto": isUpTo = true
      case "start": start = try arguments.integer("the step where ramps start", atLeast: 0)
      case "stop": stop = try arguments.integer("the step where ramps stop", atLeast: 0)
      case "pre": prepares = try arguments.flag("pre")
      default: summarises = try arguments.flag("post")
      }
    }
  }

  func run(in session: Session) throws {
    let runner = try session.requireRunner()
    let now = runner.simulation.state.step
    let count = isUpTo ? Int64(steps) - now : Int64(steps)
    guard count >= 0 else {
      throw InputError("run upto \(steps): the current step is \(now) already")
    }
    var plan = RunPlan(steps: count)
    plan.rampStart = start.map(Int64.init)
    plan.rampStop = stop.map(Int64.init)
    plan.prepares = prepares || !runner.hasRun
    guard (plan.rampStart ?? now) <= now, (plan.rampStop ?? now + count) >= now + count else {
      throw InputError("run: start must not lie after this run begins, nor stop before it ends")
    }
    try session.checkReadiness(steps: count)
    session.beginThermo()
    var progress = Progress(steps: count, isRoot: session.communicator.isRoot)
    try runner.run(plan) { progress.report($0) }
    progress.clear()
    guard summarises else { return }
    let summary = RunSummary(
      of: runner.simulation, steps: count, seconds: runner.loopSeconds)
    summary.lines.forEach { session.log.write($0) }
    session.log.write("")
  }
}
