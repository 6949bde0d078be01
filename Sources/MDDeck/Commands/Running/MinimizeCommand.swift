import Foundation
import MDCore
import MDEngine

/// `minimize etol ftol maxiter maxeval`
struct MinimizeCommand: DeckCommand {
  static let names = ["minimize"]

  private let plan: MinimizationPlan

  init(_ arguments: inout Arguments) throws {
    let energy = try arguments.tolerance("the tolerance of the energy")
    let force = try arguments.tolerance("the tolerance of the force (eV/Angstrom)")
    let iterations = try arguments.integer("the most iterations", atLeast: 0)
    let evaluations = try arguments.integer("the most evaluations of forces", atLeast: 0)
    try arguments.expectEnd()
    plan = MinimizationPlan(
      energyTolerance: energy, forceTolerance: force, iterations: Int64(iterations),
      evaluations: Int64(evaluations))
  }

  func run(in session: Session) throws {
    guard try !session.passesOverRun(), try !session.isOver() else { return }
    let runner = try session.requireRunner()
    let target = session.progress.target
    try session.checkReadiness(steps: 0)
    guard runner.simulation.potential != nil else {
      throw InputError("minimize needs forces: pair_style and pair_coeff come first")
    }
    var plan = plan
    plan.iterations = try session.stepsThatTimeAllows(plan.iterations)
    if let target {
      plan.interruptedBegan = target.steps.lowerBound
      plan.iterations = target.steps.upperBound - target.steps.lowerBound
      try session.arrive(at: target)
    } else {
      session.showBeginning(of: session.settings.minimizer, runner.simulation)
    }
    session.beginThermo()
    let before = target?.head.step ?? runner.simulation.state.step
    let report = try session.savingLastFrame(of: runner) {
      try runner.minimize(
        plan, settings: session.settings.minimizer,
        isPerAtom: session.settings.thermo.isNormalized,
        resume: target.map { target in { try session.restore(target, in: $0) } })
    }
    let summary = RunSummary(
      of: runner.simulation, steps: runner.simulation.state.step - before,
      seconds: runner.loopSeconds, minimization: report)
    summary.lines.forEach { session.log.write($0) }
    session.log.write("")
    try session.noteEndOfRun()
    if !session.supervisor.takeHalt() && report.ending == .interrupted {
      try session.tellOfInterruption()
    }
  }
}

extension Session {
  /// What is about to be done: on the screen only, but for the warning and the numbers of `fire`, as in
  /// LAMMPS.
  fileprivate func showBeginning(
    of settings: MinimizerSettings, _ simulation: borrowing Simulation
  ) {
    let neighbor = simulation.neighborSettings
    if neighbor.every != 1 || neighbor.delay != 0 || !neighbor.check {
      log.warn("Using 'neigh_modify every 1 delay 0 check yes' setting during minimization")
    }
    let lines = [
      "Setting up \(settings.style.rawValue) style minimization ...", "  Unit style    : metal",
      "  Current step  : \(simulation.state.step)",
    ]
    for line in lines { log.write(line, toScreen: true, toLog: false) }
    let boxes = simulation.fixes.compactMap { $0 as? FixBoxRelax }
    if let box = boxes.first {
      log.write(
        "WARNING: Energy due to \(box.degreesOfFreedom) extra global DOFs will be included in "
          + "minimizer energies", toScreen: true, toLog: false)
    }
    guard settings.style == .fire else { return }
    let head =
      "    dmax delaystep dtgrow dtshrink alpha0 alphashrink tmax tmin    integrator halfstepback "
    let numbers = String(
      format: "    %4g %9lld %6g %8g %6g %11g %4g %4g ", settings.largestMove, settings.delay,
      settings.growth, settings.shrinkage, settings.mixing, settings.mixingShrinkage,
      settings.longestStep, settings.shortestStep)
    let name = settings.integrator.rawValue
    let words =
      String(repeating: " ", count: max(0, 13 - name.count)) + name
      + (settings.stepsBack ? "          yes " : "           no ")
    for line in ["  Parameters for fire: ", head, numbers + words] {
      log.write(line, toScreen: false, toLog: true)
    }
  }
}

extension Arguments {
  fileprivate mutating func tolerance(_ meaning: String) throws(InputError) -> Double {
    let value = try number(meaning)
    guard value >= 0 else { throw error("\(meaning) must not be negative, it is \(value)") }
    return value
  }
}

/// `min_style cg|sd|fire|quickmin`
struct MinStyleCommand: DeckCommand {
  static let names = ["min_style"]

  private let style: MinimizerSettings.Style

  init(_ arguments: inout Arguments) throws {
    let names = MinimizerSettings.Style.allCases.map(\.rawValue)
    style = .init(rawValue: try arguments.choice("minimization style", among: names))!
    try arguments.expectEnd()
  }

  /// As in LAMMPS, what `min_modify` said before is forgotten.
  func run(in session: Session) throws {
    session.settings.minimizer = MinimizerSettings()
    session.settings.minimizer.style = style
  }
}

/// `min_modify keyword value …`
struct MinModifyCommand: DeckCommand {
  static let names = ["min_modify"]

  private typealias Change = (inout MinimizerSettings) -> Void
  private var changes: [Change] = []

  private static let keywords = [
    "dmax", "line", "norm", "integrator", "delaystep", "dtgrow", "dtshrink", "alpha0",
    "alphashrink", "tmax", "tmin", "halfstepback", "initialdelay", "vdfmax",
  ]

  init(_ arguments: inout Arguments) throws {
    guard !arguments.isAtEnd else { throw arguments.error("a keyword is missing") }
    while !arguments.isAtEnd {
      let keyword = try arguments.choice("keyword", among: Self.keywords)
      changes.append(try Self.word(keyword, &arguments) ?? Self.value(keyword, &arguments))
    }
  }

  func run(in session: Session) throws {
    for change in changes { change(&session.settings.minimizer) }
  }

  /// The keywords whose value is a word; nil for the others.
  private static func word(_ keyword: String, _ arguments: inout Arguments) throws -> Change? {
    switch keyword {
    case "line":
      let names = MinimizerSettings.LineSearch.allCases.map(\.rawValue)
      let line = MinimizerSettings.LineSearch(rawValue: try arguments.choice("line", among: names))!
      return { $0.lineSearch = line }
    case "norm":
      let names = MinimizerSettings.Norm.allCases.map(\.rawValue)
      let norm = MinimizerSettings.Norm(rawValue: try arguments.choice("norm", among: names))!
      return { $0.norm = norm }
    case "integrator":
      let names = MinimizerSettings.Integrator.allCases.map(\.rawValue)
      let integrator = MinimizerSettings.Integrator(
        rawValue: try arguments.choice("integrator", among: names))!
      return { $0.integrator = integrator }
    case "halfstepback":
      let stepsBack = try arguments.flag(keyword)
      return { $0.stepsBack = stepsBack }
    case "initialdelay":
      let delays = try arguments.flag(keyword)
      return { $0.delaysFirst = delays }
    case "delaystep":
      let delay = Int64(try arguments.integer(keyword, atLeast: 0))
      return { $0.delay = delay }
    case "vdfmax":
      let most = Int64(try arguments.integer(keyword, atLeast: 0))
      return { $0.mostUphill = most }
    default: return nil
    }
  }

  private static func value(_ keyword: String, _ arguments: inout Arguments) throws -> Change {
    let value = try arguments.positiveNumber(keyword)
    return {
      switch keyword {
      case "dmax": $0.largestMove = value
      case "dtgrow": $0.growth = value
      case "dtshrink": $0.shrinkage = value
      case "alpha0": $0.mixing = value
      case "alphashrink": $0.mixingShrinkage = value
      case "tmax": $0.longestStep = value
      default: $0.shortestStep = value
      }
    }
  }
}
