import MDCore
import MDDomain

extension Simulation {
  /// Ghosts, list and forces of the current positions within a minimisation, in which atoms move by any
  /// way: all ranks look in each evaluation whether the list still holds.
  mutating func evaluate() throws {
    if listIsOutworn() {
      try rebuildNeighbors()
    } else {
      decomposition.startUpdatingGhosts(state.atoms, box: state.box)
      timers.charge(.communication)
    }
    try computeForces()
    for i in fixes.indices where fixes[i].actsInMinimization {
      try fixes[i].postForce(&state)
    }
    takeEnergyOfFixes()
    timers.charge(.modify)
  }

  /// The last of the setup of a minimisation: fixes that act in it look at the forces.
  mutating func setUpFixesForMinimization() throws {
    for i in fixes.indices where fixes[i].actsInMinimization { try fixes[i].setup(&state) }
    takeEnergyOfFixes()
  }

  /// Whether an atom of any rank has moved half the skin. Collective.
  private func listIsOutworn() -> Bool {
    guard let oldBox = lastBuild.box, !state.needsRebuild else { return true }
    let allowance = 0.5 * (neighborSettings.skin - state.box.largestApproach(from: oldBox))
    let isOver = lastBuild.largestDisplacement(state.atoms.view) > allowance
    return state.communicator.reduce(isOver ? 1 : 0, .maximum) == Int64(1)
  }
}
