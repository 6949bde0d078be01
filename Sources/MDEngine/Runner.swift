import MDCore
import MDDomain

/// What a `run` command asks for.
public struct RunPlan: Sendable {
  /// How many steps.
  public var steps: Int64
  /// The steps between which ramps move, if not those of this run (`start`, `stop`).
  public var rampStart, rampStop: Int64?
  /// Whether forces and lists are made before the first step; `pre no` trusts those of the last run.
  public var prepares = true
  /// The first step of the run, if it is one that was interrupted and goes on at the present step.
  public var interruptedRunBegan: Int64?

  /// A run of some steps.
  public init(steps: Int64) {
    self.steps = steps
  }
}

/// Runs a simulation and shows it to its observers.
///
/// A class, so that an observer's formulas may look at the simulation between steps through the same
/// reference; a step itself has it alone.
public final class Runner {
  /// The system and what acts on it.
  public var simulation: Simulation
  /// Dumps and other onlookers, in the order of the deck; thermo output comes last.
  public var observers: [any Observer] = []
  /// The steps of the run in progress; nil between runs.
  public internal(set) var current: ClosedRange<Int64>?
  /// Whether a run has been made, so that forces and lists are known.
  public internal(set) var hasRun = false
  /// How long the loop over the steps of the last run took on this rank, s.
  public internal(set) var loopSeconds = 0.0

  /// What the minimisation in progress must remember between two iterations; nil if none is.
  public var minimization: [Double]?

  /// Decides between steps whether something is to be done that no rank can decide alone; none for a run
  /// that nobody watches.
  public weak var watch: (any RunWatch)?

  /// A runner of a system that nobody looks at yet.
  public init(_ simulation: consuming Simulation) {
    self.simulation = simulation
  }

  /// Runs the steps of a plan and shows the system to the observers that are due, before the first
  /// step and after each. Errors are the same on all ranks.
  ///
  /// - Parameters:
  ///   - resume: for a run that was interrupted: puts the system back to where it was, in place of all that
  ///     comes before the first step.
  ///   - progress: called after each step with the number of steps done.
  /// - Returns: whether the run came to its end.
  @discardableResult
  public func run(
    _ plan: RunPlan, resume: ((Runner) throws -> Void)? = nil,
    progress: (Int64) -> Void = { _ in }
  ) throws -> Bool {
    let first = plan.interruptedRunBegan ?? simulation.state.step
    let last = first + plan.steps
    current = first...last
    simulation.timers.restart()
    defer { current = nil }
    let rampStart = plan.rampStart ?? first
    simulation.state.rampRange = rampStart..<max(plan.rampStop ?? last, rampStart)
    for i in observers.indices { try observers[i].beginRun(first...last) }

    hasRun = true
    if let resume {
      simulation.beginCounting()
      try resume(self)
    } else {
      askForWhatIsDue(at: first)
      if plan.prepares {
        try simulation.prepare()
      } else if simulation.fixes.contains(where: \.changesForces) {
        // What they did to the forces of the last step is in there.
        try simulation.computeForces()
      }
      try simulation.setUpFixes()
      try observe()
      simulation.beginCounting()
    }

    var isStopped =
      try simulation.state.step < last ? keepAppointment() : settleAppointments()
    while !isStopped && simulation.state.step < last {
      askForWhatIsDue(at: simulation.state.step + 1)
      try simulation.advance()
      try observe()
      try watch?.stepIsDone(self)
      progress(simulation.state.step - first)
      isStopped = try simulation.state.step < last ? keepAppointment() : settleAppointments()
    }
    loopSeconds = simulation.timers.elapsed
    try simulation.endCounting()
    return !isStopped
  }

  /// Shows the observers moments that come from elsewhere, such as a file: forces are evaluated and fixes set up
  /// for each as before the first step of a run, and nothing moves. Errors are the same on all ranks.
  ///
  /// - Parameters:
  ///   - last: the highest step that may come.
  ///   - next: puts the next moment in place of the present one, with its step; false if there is none. Not
  ///     called for the first, which is in place.
  /// - Returns: how many moments there were.
  public func rerun(upTo last: Int64, next: (Runner) throws -> Bool) throws -> Int64 {
    let steps = simulation.state.step...last
    current = steps
    defer { current = nil }
    simulation.timers.restart()
    simulation.state.rampRange = steps.lowerBound..<last
    for i in observers.indices { try observers[i].beginRun(steps) }
    hasRun = true
    var count: Int64 = 0
    repeat {
      // Nobody knows yet whether this one is the last.
      askForWhatIsDue(at: simulation.state.step)
      simulation.wantsVirial = observers.contains(where: \.needsVirial)
      simulation.wantsPerAtom = observers.contains(where: \.needsPerAtom)
      if count == 0 { try simulation.prepare() } else { try simulation.evaluateAnew() }
      try simulation.setUpFixes()
      if count == 0 { simulation.beginCounting() }
      try observe()
      count += 1
    } while try next(self)
    let step = simulation.state.step
    for i in observers.indices
    where observers[i].looksAtTheEnd && observers[i].nextStep(atOrAfter: step) != step {
      try observers[i].observe(simulation)
    }
    loopSeconds = simulation.timers.elapsed
    try simulation.endCounting()
    return count
  }

  /// Lets all observers close their files, and forgets them.
  public func finishObservers() throws {
    for i in observers.indices { try observers[i].finish() }
    observers = []
  }

  /// Tells the simulation what the observers of a step will want to know.
  func askForWhatIsDue(at step: Int64) {
    simulation.wantsVirial = false
    simulation.wantsPerAtom = false
    simulation.isObserved = false
    for observer in observers where observer.nextStep(atOrAfter: step) == step {
      simulation.isObserved = true
      if observer.needsVirial { simulation.wantsVirial = true }
      if observer.needsPerAtom { simulation.wantsPerAtom = true }
    }
  }

  /// Lets the observers that are due look at the system.
  private func observe() throws {
    let step = simulation.state.step
    for i in observers.indices where observers[i].nextStep(atOrAfter: step) == step {
      try observers[i].observe(simulation)
    }
    simulation.timers.charge(.output)
  }
}
