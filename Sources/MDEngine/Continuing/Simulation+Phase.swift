import MDCore
import MDDomain

/// An atom as a restart file has it.
public struct SavedAtom: Sendable {
  /// Where it is, unwrapped since the last build of the neighbour list, and what it belongs to.
  public var atom: Atom
  /// eV/Å.
  public var force: Vector3
  /// Where the last build saw it, Å.
  public var buildPosition: Vector3
  /// Where a minimisation along lines goes on, eV/Å; nil in runs and other minimisations.
  public var direction: Vector3?

  /// An atom.
  public init(
    atom: Atom, force: Vector3, buildPosition: Vector3, direction: Vector3? = nil
  ) {
    self.atom = atom
    self.force = force
    self.buildPosition = buildPosition
    self.direction = direction
  }

  /// Whether all its numbers are numbers.
  public var isFinite: Bool {
    let vectors = [atom.position, atom.velocity, force, buildPosition, direction ?? .zero]
    return vectors.allSatisfy { $0.sum().isFinite }
  }
}

extension Simulation {
  /// The phase of now, in a run and between two steps. Collective.
  public func phase() -> SimulationPhase {
    let communicator = state.communicator
    let notice = communicator.reduce(decomposition.notice, .minimum)
    let box = state.box
    return SimulationPhase(
      clock: state.clock, buildStep: lastBuild.step, buildBox: lastBuild.box ?? box,
      previousBox: previousBox ?? box, notice: notice == .max ? nil : notice,
      builds: neighborStatistics.builds, dangerous: neighborStatistics.dangerous,
      isLate: communicator.reduce(buildIsLate ? 1 : 0, .maximum) == Int64(1),
      needsRebuild: state.needsRebuild, balances: state.balanceRequest != nil,
      imbalance: state.lastImbalance, extrapolations: extrapolations.memory(communicator),
      grid: decomposition.grid.counts, cuts: decomposition.cuts.map(\.positions))
  }

  /// Where the last build saw owned atom i, Å; to be asked in a run and between two steps.
  public func buildPosition(_ i: Int) -> Vector3 { lastBuild.position(i) }

  /// Cuts the box as in a phase, if there are as many ranks. Collective.
  public mutating func adoptCuts(_ phase: SimulationPhase) throws(InputError) {
    let wanted = phase.grid
    guard wanted.x * wanted.y * wanted.z == state.communicator.size else { return }
    if decomposition.grid.counts != wanted {
      decomposition = try Decomposition(
        communicator: state.communicator, box: phase.buildBox, processors: wanted)
    }
    decomposition.setCuts(phase.cuts.map { Cuts($0) })
  }

  /// Goes on in the middle of a run, in the box that is set already: ghosts and list are made as the
  /// last build made them, forces are those that were saved, and fixes remember what they knew.
  /// Collective; every atom may be given to any rank.
  ///
  /// - Parameters:
  ///   - style: how energies are minimised, if it is a minimisation that goes on.
  ///   - restoreFixes: gives the fixes their memory, after their `setup`.
  public mutating func resume(
    _ saved: [SavedAtom], _ phase: SimulationPhase,
    minimizing style: MinimizerSettings.Style? = nil,
    restoreFixes: (inout Simulation) -> Void
  ) throws {
    let (box, timestep) = (state.box, state.timestep)
    for i in computes.indices { try computes[i].prepare(cutoff: potential?.cutoff) }
    placeAtomsAsBuilt(saved, phase)
    let index = Dictionary(uniqueKeysWithValues: saved.indices.map { (saved[$0].atom.id, $0) })
    // Other ranks may own them now: then their rows come along.
    let rows = rowsAtHome(saved, index)
    state.box = box
    set(rows) { atoms, i, row in
      (atoms.x[i], atoms.y[i], atoms.z[i]) = (
        row.atom.position.x, row.atom.position.y, row.atom.position.z
      )
    }
    decomposition.notice = phase.notice ?? .max
    decomposition.startUpdatingGhosts(state.atoms, box: box)
    try evaluateQuietly()
    if style == nil { try setUpFixes() } else { try setUpFixesForMinimization() }
    restoreFixes(&self)
    // Fixes may have chosen another in their setup.
    state.setTimestep(timestep)
    takeEnergyOfFixes()
    set(rows) { atoms, i, row in
      (atoms.fx[i], atoms.fy[i], atoms.fz[i]) = (row.force.x, row.force.y, row.force.z)
      let v = row.atom.velocity
      (atoms.vx[i], atoms.vy[i], atoms.vz[i]) = (v.x, v.y, v.z)
    }
    if style?.searchesLines == true { restoreSearch(rows) }
    state.box = box
    adopt(phase)
  }

  /// Atoms where the last build saw them, sorted as then, with ghosts and list.
  private mutating func placeAtomsAsBuilt(_ saved: [SavedAtom], _ phase: SimulationPhase) {
    state.atoms.setCounts(owned: 0, ghosts: 0)
    state.atoms.reserve(saved.count)
    for row in saved {
      var atom = row.atom
      atom.position = row.buildPosition
      state.atoms.append(atom)
    }
    let cell = phase.buildBox
    decomposition.migrate(&state.atoms, box: cell, cutoff: interactionRange)
    decomposition.exchangeGhosts(&state.atoms, box: cell, cutoff: ghostRange)
    neighbors.rebuild(atoms: state.atoms.view, box: cell, cutoff: interactionRange)
    lastBuild.remember(state.atoms.view, box: cell, step: phase.buildStep)
  }

  /// The rows of the owned atoms in their order.
  private func rowsAtHome(_ saved: [SavedAtom], _ index: [Int64: Int]) -> [SavedAtom] {
    let view = state.atoms.view
    return (0..<view.owned).map { i in
      guard let place = index[view.id[i]] else {
        preconditionFailure("atoms are read by the rank that owns where the last build saw them")
      }
      return saved[place]
    }
  }

  private func set(_ rows: [SavedAtom], _ body: (AtomView, Int, SavedAtom) -> Void) {
    let view = state.atoms.view
    for (i, row) in rows.enumerated() { body(view, i, row) }
  }

  /// Energy and virial of now; what there is to warn of was said before.
  private mutating func evaluateQuietly() throws {
    let say = print
    print = { _ in }
    defer { print = say }
    wantsVirial = true
    wantsPerAtom = false
    isObserved = false
    extrapolations.begin(&potential)
    try computeForces()
  }

  private mutating func adopt(_ phase: SimulationPhase) {
    state.clock = phase.clock
    state.needsRebuild = phase.needsRebuild
    if !phase.balances { state.balanceRequest = nil }
    state.lastImbalance = phase.imbalance
    previousBox = phase.previousBox
    buildIsLate = phase.isLate
    neighborStatistics.builds = phase.builds
    neighborStatistics.dangerous = phase.dangerous
    neighborStatistics.ghosts = state.atoms.ghosts
    neighborStatistics.entries = neighbors.view.starts[neighbors.count]
    extrapolations.resume(phase.extrapolations, isRoot: state.communicator.isRoot)
  }
}
