import MDCore
import MDDomain
import MDPotentials

extension Simulation {
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
    let atoms = state.atoms.view
    zeroForces(atoms)
    let wantsPerAtom = observers.contains {
      $0.needsPerAtom && $0.nextStep(atOrAfter: state.step) == state.step
    }
    var tally = Tally(wantsVirial: wantsVirial)
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
    timers.charge(.communication)
  }

  private var wantsVirial: Bool {
    fixes.contains { $0.needsVirial(atStep: state.step) }
      || observers.contains { $0.needsVirial && $0.nextStep(atOrAfter: state.step) == state.step }
  }

  private func zeroForces(_ atoms: AtomView) {
    atoms.fx.update(repeating: 0, count: atoms.total)
    atoms.fy.update(repeating: 0, count: atoms.total)
    atoms.fz.update(repeating: 0, count: atoms.total)
  }
}
