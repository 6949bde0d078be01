import MDCore
import MDDomain

/// Dynamics that lose their kinetic energy on the way down. Velocities are those of the atoms, Å/ps; they
/// start from zero.
extension Minimizer {
  /// Sums over all atoms of v·F, v·v and F·F. Collective.
  private func products(_ state: borrowing SystemState) -> (vf: Double, vv: Double, ff: Double) {
    let atoms = state.atoms.view
    var (vf, vv, ff) = (0.0, 0.0, 0.0)
    for i in 0..<atoms.owned {
      let v = Vector3(atoms.vx[i], atoms.vy[i], atoms.vz[i])
      let f = Vector3(atoms.fx[i], atoms.fy[i], atoms.fz[i])
      vf += v.dot(f)
      vv += v.dot(v)
      ff += f.dot(f)
    }
    let sums = state.communicator.reduce([vf, vv, ff], .sum)
    return (sums[0], sums[1], sums[2])
  }

  /// A time step with which no atom moves farther than `dmax` along any axis. Collective.
  private func limited(_ time: Double, _ state: borrowing SystemState) -> Double {
    let atoms = state.atoms.view
    var fastest = 0.0
    for i in 0..<atoms.owned {
      fastest = max(fastest, abs(atoms.vx[i]), abs(atoms.vy[i]), abs(atoms.vz[i]))
    }
    fastest = state.communicator.reduce(fastest, .maximum)
    return time * fastest > settings.largestMove ? settings.largestMove / fastest : time
  }

  /// Whether the tolerances are met.
  private func ending(
    _ simulation: borrowing Simulation, checksEnergy: Bool
  ) -> MinimizationReport.Ending? {
    if plan.energyTolerance > 0 && checksEnergy && energyHasSettled { return .energy }
    return forcesHaveSettled(simulation) ? .force : nil
  }

  // MARK: - Quickmin

  mutating func quickMin(_ runner: Runner) throws -> MinimizationReport.Ending {
    let time = runner.simulation.state.timestep
    if !isContinued { inertia.lastUphill = runner.simulation.state.step }
    while report.iterations < plan.iterations {
      if try isInterrupted(runner) { return .interrupted }
      runner.simulation.state.step += 1
      report.iterations += 1
      let sums = products(runner.simulation.state)
      if sums.vf < 0 {
        inertia.lastUphill = runner.simulation.state.step
        runner.simulation.state.scaleVelocities(1, by: 0)
      } else {
        runner.simulation.state.mixVelocities(
          keeping: 0, force: sums.ff == 0 ? 0 : sums.vf / sums.ff)
      }
      let step = limited(time, runner.simulation.state)
      runner.simulation.state.drift(1, by: step)
      runner.simulation.state.kick(1, by: step)
      try evaluateAfterMove(&runner.simulation)
      let settled = runner.simulation.state.step - inertia.lastUphill > 5
      if let ending = ending(runner.simulation, checksEnergy: settled) { return ending }
      try endIteration(runner)
    }
    return .iterations
  }

  private mutating func evaluateAfterMove(_ simulation: inout Simulation) throws {
    previousEnergy = energy
    energy = try evaluate(&simulation)
    report.evaluations += 1
  }

  // MARK: - FIRE

  mutating func relaxInertially(
    _ runner: Runner
  ) throws -> MinimizationReport.Ending {
    if !isContinued { try setOff(&runner.simulation) }
    while report.iterations < plan.iterations {
      if try isInterrupted(runner) { return .interrupted }
      runner.simulation.state.step += 1
      report.iterations += 1
      let sums = products(runner.simulation.state)
      var mixture: (keep: Double, force: Double)?
      if sums.vf > 0 {
        mixture = speedUp(sums, runner.simulation.state)
      } else if turnBack(&runner.simulation.state) {
        return .stuckUphill
      }
      try move(&runner.simulation, mixture)
      let settled = runner.simulation.state.step - inertia.lastUphill > settings.delay
      if let ending = ending(runner.simulation, checksEnergy: settled) { return ending }
      try endIteration(runner)
    }
    return .iterations
  }

  private mutating func setOff(_ simulation: inout Simulation) throws {
    let (now, time) = (simulation.state.step, simulation.state.timestep)
    inertia = Inertia(time: time, mixing: settings.mixing, lastUphill: now, first: now)
    guard settings.integrator == .leapfrog else { return }
    _ = try evaluate(&simulation)
    report.evaluations += 1
    simulation.state.kick(1, by: -0.5 * time)
  }

  /// Downhill: how velocity and force mix; the time step grows when it has gone well for long.
  private mutating func speedUp(
    _ sums: (vf: Double, vv: Double, ff: Double), _ state: borrowing SystemState
  ) -> (keep: Double, force: Double) {
    inertia.uphill = 0
    let force = sums.ff <= 1e-20 ? 0 : inertia.mixing * (sums.vv / sums.ff).squareRoot()
    let mixture = (keep: 1 - inertia.mixing, force: force)
    if state.step - inertia.lastUphill > settings.delay {
      inertia.time = min(
        inertia.time * settings.growth, settings.longestStep * state.timestep)
      inertia.mixing *= settings.mixingShrinkage
    }
    return mixture
  }

  /// Uphill: half a step back, and rest. Whether it has gone uphill too often.
  private mutating func turnBack(_ state: inout SystemState) -> Bool {
    inertia.lastUphill = state.step
    if !(settings.delaysFirst && state.step - inertia.first < settings.delay) {
      inertia.mixing = settings.mixing
      if inertia.time * settings.shrinkage >= settings.shortestStep * state.timestep {
        inertia.time *= settings.shrinkage
      }
    }
    inertia.uphill += 1
    if settings.mostUphill > 0 && inertia.uphill > settings.mostUphill { return true }
    if settings.stepsBack { state.drift(1, by: -0.5 * inertia.time) }
    state.scaleVelocities(1, by: 0)
    inertia.isAtRest = true
    return false
  }

  private mutating func move(
    _ simulation: inout Simulation, _ mixture: (keep: Double, force: Double)?
  ) throws {
    if inertia.isAtRest {
      // The velocities that the first kick will give tell how long it may be.
      _ = try evaluate(&simulation)
      report.evaluations += 1
      simulation.state.kick(1, by: inertia.time)
    }
    let step = limited(inertia.time, simulation.state)
    if inertia.isAtRest { simulation.state.scaleVelocities(1, by: 0) }
    inertia.isAtRest = false
    let isExplicit = settings.integrator == .eulerexplicit
    let isVerlet = settings.integrator == .verlet
    if !isExplicit { simulation.state.kick(1, by: isVerlet ? 0.5 * step : step) }
    if let mixture {
      simulation.state.mixVelocities(keeping: mixture.keep, force: mixture.force)
    }
    simulation.state.drift(1, by: step)
    if isExplicit { simulation.state.kick(1, by: step) }
    try evaluateAfterMove(&simulation)
    if isVerlet { simulation.state.kick(1, by: 0.5 * step) }
  }
}

extension SystemState {
  /// v = a v + b F.
  fileprivate mutating func mixVelocities(keeping a: Double, force b: Double) {
    let atoms = self.atoms.view
    for i in 0..<atoms.owned {
      atoms.vx[i] = a * atoms.vx[i] + b * atoms.fx[i]
      atoms.vy[i] = a * atoms.vy[i] + b * atoms.fy[i]
      atoms.vz[i] = a * atoms.vz[i] + b * atoms.fz[i]
    }
  }
}
