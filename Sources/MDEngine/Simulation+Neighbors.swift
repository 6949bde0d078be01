import MDCore
import MDDomain

extension Simulation {
  /// Whether this step makes the neighbour list anew. The same answer on all ranks.
  ///
  /// Where nothing but rounding depends on the step of a build, the ranks agree without a reduction.
  /// A rank that sees that an atom will have moved half the skin gives notice of a build so many steps
  /// ahead as the notice needs to reach all ranks with the updates of the ghosts (one step for two
  /// ranks, eleven for ten thousand). One rank alone builds in the very step in which the atom has.
  mutating func neighborsAreStale() -> Bool {
    let age = state.step - lastBuild.step
    if state.needsRebuild || age < 0 { return true }
    var isDue = decomposition.notice <= state.step
    guard neighborSettings.check, !neighborSettings.once, let oldBox = lastBuild.box else {
      return isDue || (!neighborSettings.once && mayBuild(atAge: age))
    }
    if boxDependsOnBuilds || fixes.contains(where: \.displacesAtoms) {
      return mustBuild(atAge: age, oldBox) || isDue
    }
    let reach = Int64(decomposition.noticeReach(in: state.box))
    let moved = lastBuild.largestDisplacement(state.atoms.view)
    // Two atoms may approach each other, and the box may have carried both along with its corners.
    let allowance = 0.5 * (neighborSettings.skin - state.box.largestApproach(from: oldBox))
    if mayBuild(atAge: age + reach) && moved + furtherWay(in: reach) > allowance {
      decomposition.notice = min(decomposition.notice, state.step + reach)
    }
    previousBox = state.box
    isDue = decomposition.notice <= state.step
    noteLateness(age, isDue: isDue, isOver: moved > allowance)
    return isDue
  }

  /// Whether faces that follow the atoms, or a barostat that may describe a tilted box anew, do so
  /// when the list is built: then the step of a build shows in volume and pressure, and must be
  /// LAMMPS's on any number of ranks.
  private var boxDependsOnBuilds: Bool {
    (0..<3).contains { state.box.boundaries[$0] == .shrinkWrapped }
      || fixes.contains { $0.changesBox }
  }

  /// Whether some atom of any rank has moved half the skin by now. Collective.
  private mutating func mustBuild(atAge age: Int64, _ oldBox: Box) -> Bool {
    guard mayBuild(atAge: age) else { return false }
    let allowance = 0.5 * (neighborSettings.skin - state.box.largestApproach(from: oldBox))
    let isOver = lastBuild.largestDisplacement(state.atoms.view) > allowance
    let isDue = state.communicator.reduce(isOver ? 1 : 0, .maximum) == Int64(1)
    noteLateness(age, isDue: isDue, isOver: isDue)
    return isDue
  }

  /// Whether `every` and `delay` allow a build so many steps after the last.
  private func mayBuild(atAge age: Int64) -> Bool {
    age >= neighborSettings.delay && age % neighborSettings.every == 0
  }

  /// How much closer to each other than now two atoms may come within some steps, half of it, Å: they
  /// move no faster than the fastest atom of this rank now, and the box goes on as in the last step; a
  /// tenth is allowed for errors of both.
  private func furtherWay(in steps: Int64) -> Double {
    guard steps > 0 else { return 0 }
    let speed = LastBuild.largestSpeed(state.atoms.view)
    // A box that changes moves atoms too.
    let approach = state.box.largestApproach(from: previousBox ?? state.box)
    return 1.1 * Double(steps) * (speed * state.timestep + approach)
  }

  /// Remembers that a build may come too late: atoms had moved too far when the list was allowed to
  /// be made anew for the first time (then earlier ones may have been due), or before all ranks knew.
  private mutating func noteLateness(_ age: Int64, isDue: Bool, isOver: Bool) {
    guard isOver, mayBuild(atAge: age) else { return }
    if !isDue || age == max(neighborSettings.every, neighborSettings.delay) { buildIsLate = true }
  }

  /// Brings atoms into the box and to their owners, without ghosts: for looking at or changing the
  /// system between runs.
  public mutating func settle() {
    state.shrinkWrap()
    decomposition.migrate(&state.atoms, box: state.box)
    state.needsRebuild = true
  }

  /// Atoms to their owners, ghosts and list made anew.
  mutating func rebuildNeighbors() throws {
    for i in fixes.indices { try fixes[i].preExchange(&state) }
    state.shrinkWrap()
    state.loseAtomsBeyondFixedFaces()
    if let request = state.balanceRequest {
      state.balanceRequest = nil
      state.lastImbalance = balance(request).after
    }
    let known = decomposition.migrate(
      &state.atoms, box: state.box, cutoff: interactionRange,
      carrying: SIMD2(buildIsLate ? 1 : 0, extrapolations.unmet), toleratesStrays: true)
    if decomposition.strays.exist { throw strayAtoms() }
    extrapolations.isMeetingDue = known.y > 0
    timers.charge(.communication)
    decomposition.exchangeGhosts(&state.atoms, box: state.box, cutoff: ghostRange)
    timers.charge(.communication)
    neighbors.rebuild(atoms: state.atoms.view, box: state.box, cutoff: interactionRange)
    lastBuild.remember(state.atoms.view, box: state.box, step: state.step)
    previousBox = state.box
    state.needsRebuild = false
    buildIsLate = false
    neighborStatistics.builds += 1
    neighborStatistics.dangerous += Int(known.x)
    neighborStatistics.ghosts = state.atoms.ghosts
    neighborStatistics.entries = neighbors.view.starts[neighbors.count]
    timers.charge(.neighbor)
  }
}
