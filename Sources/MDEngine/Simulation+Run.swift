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

  /// A run of some steps.
  public init(steps: Int64) {
    self.steps = steps
  }
}

extension Simulation {
  /// Runs the steps of a plan and shows the system to the observers that are due, before the first
  /// step and after each.
  ///
  /// - Parameter progress: called now and then with the number of steps done.
  public mutating func run(_ plan: RunPlan, progress: (Int64) -> Void = { _ in }) throws {
    let first = state.step
    let last = first + plan.steps
    state.rampRange =
      (plan.rampStart ?? first)..<max(plan.rampStop ?? last, plan.rampStart ?? first)
    if plan.prepares { try prepare() }
    for i in fixes.indices { try fixes[i].setup(&state) }
    try observe()

    timers.restart()
    neighborStatistics.builds = 0
    neighborStatistics.dangerous = 0
    while state.step < last {
      try advance()
      try observe()
      progress(state.step - first)
    }
  }

  /// Ghosts, neighbour list and forces of the current positions.
  public mutating func prepare() throws {
    try rebuildNeighbors()
    try checkForLostAtoms()
    try computeForces()
  }

  /// Lets the observers that are due look at the system.
  private mutating func observe() throws {
    for i in observers.indices where observers[i].nextStep(atOrAfter: state.step) == state.step {
      try observers[i].observe(state)
    }
    timers.charge(.output)
  }

  /// Throws if atoms have left through a boundary that is not periodic.
  func checkForLostAtoms() throws {
    let now = state.communicator.reduce(Int64(state.atoms.owned), .sum)
    guard now == state.totalAtoms else {
      throw InputError("Lost atoms: original \(state.totalAtoms) current \(now)")
    }
  }
}
