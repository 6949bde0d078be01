import MDCore
import MDDomain
import MDPotentials

extension Simulation {
  /// Computes and fixes are ready for what comes, and forces known, before a first step. Builds are counted from
  /// here.
  mutating func prepare(isMinimizing: Bool = false) throws {
    for i in computes.indices { try computes[i].prepare(cutoff: potential?.cutoff) }
    if !isMinimizing { for i in fixes.indices { try fixes[i].beginRun(&state) } }
    try evaluateAnew()
    neighborStatistics.builds = 0
    neighborStatistics.dangerous = 0
  }

  /// Ghosts, neighbour list and forces of positions that need not be near those before.
  mutating func evaluateAnew() throws {
    try checkForCrowding()
    try rebuildNeighbors()
    try checkForCoincidingAtoms()
    extrapolations.begin(&potential)
    try computeForces()
  }

  /// The last of the setup: fixes look at the forces.
  mutating func setUpFixes() throws {
    for i in fixes.indices { try fixes[i].setup(&state) }
    takeEnergyOfFixes()
  }

  /// The potential energy of the fixes whose energy counts, as they now say it is.
  mutating func takeEnergyOfFixes() {
    state.fixEnergy = 0
    for fix in fixes where energyFixes.contains(fix.id) {
      state.fixEnergy += fix.potentialEnergyShare ?? 0
    }
  }

  /// Timers and the counts of warnings and messages at zero, for the loop over the steps.
  mutating func beginCounting() {
    timers.charge(.modify)
    setupTimers = timers
    timers.restart()
    decomposition.counters = CommunicationCounters()
    extrapolations.beginRun()
  }

  /// Counts of all ranks up to date, for the summary of a run.
  mutating func endCounting() throws {
    guard potential is any ExtrapolationChecking else { return }
    try extrapolations.meet(state, print: print)
  }

  /// One step of the dynamics.
  ///
  /// kick and drift → migrate and rebuild the list if any rank's atoms have moved half the skin, else
  /// start to update the ghosts → forces, of the interior while messages are in flight → kick.
  mutating func advance() throws {
    state.step += 1
    for i in fixes.indices { try fixes[i].initialIntegrate(&state) }
    for i in fixes.indices { try fixes[i].postIntegrate(&state) }
    timers.charge(.modify)

    if neighborsAreStale() {
      try rebuildNeighbors()
    } else {
      decomposition.startUpdatingGhosts(state.atoms, box: state.box)
      timers.charge(.communication)
    }

    try computeForces()

    for i in fixes.indices { try fixes[i].postForce(&state) }
    if !energyFixes.isEmpty { takeEnergyOfFixes() }
    for i in fixes.indices { try fixes[i].finalIntegrate(&state) }
    for i in fixes.indices { try fixes[i].endOfStep(&state) }
    timers.charge(.modify)
  }
}
