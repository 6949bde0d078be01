import MDCore
import MDDomain
import MDPotentials

extension Simulation {
  /// How many atoms are worked on between two looks at the messages: a few tenths of a millisecond's
  /// work, and whole blocks of any potential.
  private static let centersAtOnce = 4096

  /// Forces, energy and virial of the current positions, on owned atoms. Finishes an update of the
  /// ghosts that was started.
  ///
  /// half of the interior, while positions come → the atoms that ghosts are near to → the other half,
  /// while forces on ghosts go home.
  mutating func computeForces() throws {
    stamp += 1
    var tally = beginTally()
    let interior = 0..<decomposition.interiorCount
    let middle = interior.count / 2

    potential?.readPositions(of: 0..<state.atoms.owned, state.atoms.view)
    compute(0..<middle, &tally)
    decomposition.finishTransfer()
    timers.charge(.communication)
    potential?.readPositions(of: state.atoms.owned..<state.atoms.total, state.atoms.view)
    compute(interior.upperBound..<state.atoms.owned, &tally)
    decomposition.startReducingGhostForces(state.atoms)
    timers.charge(.communication)
    compute(middle..<interior.upperBound, &tally)
    decomposition.finishTransfer()

    if let perAtom = tally.perAtom {
      decomposition.reduceGhosts(perAtom.energy, components: 1)
      decomposition.reduceGhosts(perAtom.virial, components: 6)
    }
    state.potentialEnergy = tally.energy
    state.virial = tally.virial
    try reviewExtrapolations()
    timers.charge(.communication)
  }

  /// Forces at zero, and what else is to be added up.
  private mutating func beginTally() -> Tally {
    let atoms = state.atoms.view
    let step = state.step
    atoms.fx.update(repeating: 0, count: atoms.total)
    atoms.fy.update(repeating: 0, count: atoms.total)
    atoms.fz.update(repeating: 0, count: atoms.total)
    var tally = Tally(
      wantsVirial: wantsVirial || fixes.contains { $0.needsVirial(atStep: step) })
    if wantsPerAtom {
      state.perAtom.reset(total: atoms.total)
      state.perAtom.step = step
      tally.perAtom = state.perAtom.view
    }
    return tally
  }

  /// Adds what some atoms contribute, and lets messages get on in between.
  private mutating func compute(_ centers: Range<Int>, _ tally: inout Tally) {
    for first in stride(from: centers.lowerBound, to: centers.upperBound, by: Self.centersAtOnce) {
      let last = min(first + Self.centersAtOnce, centers.upperBound)
      potential?.compute(
        centers: first..<last, atoms: state.atoms.view, neighbors: neighbors.view, tally: &tally)
      decomposition.continueTransfer()
    }
    timers.charge(.pair)
  }

  /// Takes the potential's warnings, and asks all ranks to meet if there may be too many.
  private mutating func reviewExtrapolations() throws {
    guard let report = potential?.takeExtrapolations() else { return }
    let needsMeeting = extrapolations.add(report, state, isObserved: isObserved)
    if extrapolations.isMeetingDue {
      try extrapolations.meet(state, print: print)
    } else if needsMeeting {
      let reach = Int64(decomposition.noticeReach(in: state.box))
      decomposition.notice = min(decomposition.notice, state.step + 1 + reach)
    }
  }
}
