import MDCore
import MDDomain

/// What the last build of the neighbour list saw: positions, box and step.
struct LastBuild: ~Copyable {
  var x = AlignedBuffer<Double>()
  var y = AlignedBuffer<Double>()
  var z = AlignedBuffer<Double>()
  var box: Box?
  var step: Int64 = 0

  /// Remembers where the owned atoms are.
  mutating func remember(_ atoms: AtomView, box: Box, step: Int64) {
    x.reserve(atoms.owned, keeping: 0)
    y.reserve(atoms.owned, keeping: 0)
    z.reserve(atoms.owned, keeping: 0)
    x.pointer.update(from: atoms.x, count: atoms.owned)
    y.pointer.update(from: atoms.y, count: atoms.owned)
    z.pointer.update(from: atoms.z, count: atoms.owned)
    self.box = box
    self.step = step
  }

  /// The square of the longest way that an owned atom has gone since, Å².
  func largestDisplacementSquared(_ atoms: AtomView) -> Double {
    var largest = 0.0
    for i in 0..<atoms.owned {
      let dx = atoms.x[i] - x.pointer[i]
      let dy = atoms.y[i] - y.pointer[i]
      let dz = atoms.z[i] - z.pointer[i]
      largest = max(largest, dx * dx + dy * dy + dz * dz)
    }
    return largest
  }
}

extension Box {
  /// By how much an atom and an image of another in a neighbouring cell may have approached each other
  /// because of another box alone, Å: the ways of the lower and the upper corner, or in a triclinic
  /// box those of the two corners that moved most.
  ///
  /// This is LAMMPS's measure, so that lists are built in the same steps, but for triclinic boxes,
  /// where LAMMPS may overlook the second corner when it comes before the first.
  func largestApproach(from other: Box) -> Double {
    guard isTriclinic else {
      return (lower - other.lower).length + (upper - other.upper).length
    }
    var (first, second) = (0.0, 0.0)
    for corner in 0..<8 {
      let s = Vector3(Double(corner & 1), Double(corner >> 1 & 1), Double(corner >> 2 & 1))
      let way = (cartesian(s) - other.cartesian(s)).length
      second = max(second, min(first, way))
      first = max(first, way)
    }
    return first + second
  }
}

extension Simulation {
  /// Whether the list must be built anew: atoms of some rank have moved so far that a pair may have
  /// come within the cutoff unseen. The same answer on all ranks.
  mutating func neighborsAreStale() -> Bool {
    if state.needsRebuild { return true }
    let age = state.step - lastBuild.step
    let settings = neighborSettings
    guard !settings.once, age >= settings.delay, age % settings.every == 0 else { return false }
    guard settings.check, let oldBox = lastBuild.box else { return true }
    // Two atoms may approach each other, and the box may have carried both along with its corners.
    let allowance = 0.5 * (settings.skin - state.box.largestApproach(from: oldBox))
    let limit = max(0, allowance) * max(0, allowance)
    let moved = lastBuild.largestDisplacementSquared(state.atoms.view)
    let stale = state.communicator.reduce(moved > limit ? 1 : 0, .maximum) == Int64(1)
    let earliest = max(settings.every, settings.delay)
    if stale && age == earliest { neighborStatistics.dangerous += 1 }
    return stale
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
    decomposition.migrate(&state.atoms, box: state.box)
    timers.charge(.communication)
    decomposition.exchangeGhosts(&state.atoms, box: state.box, cutoff: interactionRange)
    timers.charge(.communication)
    neighbors.rebuild(atoms: state.atoms.view, box: state.box, cutoff: interactionRange)
    lastBuild.remember(state.atoms.view, box: state.box, step: state.step)
    state.needsRebuild = false
    neighborStatistics.builds += 1
    neighborStatistics.ghosts = state.atoms.ghosts
    neighborStatistics.entries = neighbors.view.starts[neighbors.count]
    timers.charge(.neighbor)
  }
}
