import Foundation
import MDCore
import MDDomain
import MDEngine

/// `run N [upto] [start N] [stop N] [pre yes|no] [post yes|no] [every M command …]`
struct RunCommand: DeckCommand {
  static let names = ["run"]

  private var steps: Int
  private var isUpTo = false
  private var start: Int?
  private var stop: Int?
  private var prepares = true
  private var summarises = true
  private var chunk: Int?
  private(set) var heldCommands: [String] = []
  private let location: SourceLocation

  init(_ arguments: inout Arguments) throws {
    location = arguments.location
    steps = try arguments.integer("the number of steps", atLeast: 0)
    let keywords = ["upto", "start", "stop", "pre", "post", "every"]
    while !arguments.isAtEnd {
      switch try arguments.choice("keyword", among: keywords) {
      case "upto": isUpTo = true
      case "start": start = try arguments.integer("the step where ramps start", atLeast: 0)
      case "stop": stop = try arguments.integer("the step where ramps stop", atLeast: 0)
      case "pre": prepares = try arguments.flag("pre")
      case "post": summarises = try arguments.flag("post")
      default:
        chunk = try arguments.integer("the steps between commands", atLeast: 1)
        guard !arguments.isAtEnd else {
          throw arguments.error("every needs commands in quotes, or NULL")
        }
        heldCommands = arguments.rest()
        if heldCommands == ["NULL"] { heldCommands = [] }
      }
    }
  }

  func run(in session: Session) throws {
    let now = try session.requireRunner().simulation.state.step
    let count = isUpTo ? Int64(steps) - now : Int64(steps)
    guard count >= 0 else {
      throw InputError("run upto \(steps): the current step is \(now) already")
    }
    guard Int64(start ?? 0) <= now, Int64(stop ?? .max) >= now + count else {
      throw InputError("run: start must not lie after this run begins, nor stop before it ends")
    }
    guard let chunk else {
      return try run(count, in: session, prepares: prepares, summarises: summarises)
    }
    var left = count
    repeat {
      let part = min(left, Int64(chunk))
      // As in LAMMPS the first part is prepared and the last summarised whatever the deck says.
      try run(
        part, in: session, prepares: prepares || left == count,
        summarises: summarises || left == part)
      for command in heldCommands { try session.script?.runCommand(command, at: location) }
      left -= part
    } while left > 0
  }

  private func run(
    _ count: Int64, in session: Session, prepares: Bool, summarises: Bool
  ) throws {
    guard try !session.passesOverRun(), try !session.isOver() else { return }
    // Commands between the parts may have made the system new.
    let runner = try session.requireRunner()
    let target = session.progress.target
    var plan = RunPlan(steps: try session.stepsThatTimeAllows(count))
    plan.rampStart = start.map(Int64.init)
    plan.rampStop = stop.map(Int64.init)
    plan.prepares = prepares || !runner.hasRun
    try session.checkReadiness(steps: count)
    if let target {
      plan.interruptedRunBegan = target.steps.lowerBound
      plan.steps = target.steps.upperBound - target.steps.lowerBound
      try session.arrive(at: target)
    }
    if plan.prepares { session.showSetup(runner.simulation.state) }
    session.beginThermo()
    var progress = Progress(steps: count, isRoot: session.communicator.isRoot, log: session.log)
    let began = target?.head.step ?? runner.simulation.state.step
    let isDone = try session.savingLastFrame(of: runner) {
      try runner.run(
        plan, resume: target.map { target in { try session.restore(target, in: $0) } },
        progress: { progress.report($0) })
    }
    progress.clear()
    let summary = RunSummary(
      of: runner.simulation, steps: runner.simulation.state.step - began,
      seconds: runner.loopSeconds)
    // Tools that read a log find the end of a table by this line.
    let isWhole = summarises && session.settings.showsTimes
    let lines = isWhole ? summary.lines : Array(summary.lines.prefix(1))
    lines.forEach { session.log.write($0) }
    session.log.write("")
    try session.noteEndOfRun()
    if !session.supervisor.takeHalt() && !isDone { try session.tellOfInterruption() }
  }
}

extension Session {
  /// What is about to run, on the screen only, as in LAMMPS.
  fileprivate func showSetup(_ state: borrowing SystemState) {
    let lines = [
      "Setting up Verlet run ...", "  Unit style    : metal", "  Current step  : \(state.step)",
      "  Time step     : \(String(format: "%.15g", state.timestep))",
    ]
    for line in lines { log.write(line, toScreen: true, toLog: false) }
  }
}
