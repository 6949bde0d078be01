import MDCore
import MDDomain
import MDPotentials

extension Simulation {
  /// Ghosts, neighbour list and forces of the current positions, before a first step. Builds are
  /// counted from here.
  mutating func prepare() throws {
    try rebuildNeighbors()
    neighborStatistics.builds = 0
    neighborStatistics.dangerous = 0
    try checkForCoincidingAtoms()
    try computeForces()
  }

  /// The last of the setup: fixes look at the forces.
  mutating func setUpFixes() throws {
    for i in fixes.indices { try fixes[i].setup(&state) }
  }

  /// Timers and the counts of warnings and messages at zero, for the loop over the steps.
  mutating func beginCounting() {
    timers.restart()
    decomposition.counters = CommunicationCounters()
    extrapolations.beginRun()
  }

  /// One step of the dynamics.
  ///
  /// kick and drift → migrate and rebuild the list if any rank's atoms have moved half the skin, else
  /// update the ghosts → forces → ghost forces home → kick.
  mutating func advance() throws {
    state.step += 1
    for i in fixes.indices { try fixes[i].initialIntegrate(&state) }
    timers.charge(.modify)

    if neighborsAreStale() {
      try rebuildNeighbors()
    } else {
      decomposition.updateGhosts(state.atoms, box: state.box)
      timers.charge(.communication)
    }

    try computeForces()

    for i in fixes.indices { try fixes[i].postForce(&state) }
    for i in fixes.indices { try fixes[i].finalIntegrate(&state) }
    for i in fixes.indices { try fixes[i].endOfStep(&state) }
    timers.charge(.modify)
  }

  /// Forces, energy and virial of the current positions, on owned atoms.
  mutating func computeForces() throws {
    stamp += 1
    let atoms = state.atoms.view
    zeroForces(atoms)
    let step = state.step
    var tally = Tally(
      wantsVirial: wantsVirial || fixes.contains { $0.needsVirial(atStep: step) })
    if wantsPerAtom {
      state.perAtom.reset(total: atoms.total)
      state.perAtom.step = state.step
      tally.perAtom = state.perAtom.view
    }
    potential?.compute(
      centers: 0..<atoms.owned, atoms: atoms, neighbors: neighbors.view, tally: &tally)
    state.potentialEnergy = tally.energy
    state.virial = tally.virial
    timers.charge(.pair)

    decomposition.reduceGhostForces(state.atoms)
    if let perAtom = tally.perAtom {
      decomposition.reduceGhosts(perAtom.energy, components: 1)
      decomposition.reduceGhosts(perAtom.virial, components: 6)
    }
    try extrapolations.review(&potential, state, print: print)
    timers.charge(.communication)
  }

  private func zeroForces(_ atoms: AtomView) {
    atoms.fx.update(repeating: 0, count: atoms.total)
    atoms.fy.update(repeating: 0, count: atoms.total)
    atoms.fz.update(repeating: 0, count: atoms.total)
  }
}
