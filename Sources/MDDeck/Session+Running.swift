import MDCore
import MDDomain
import MDEngine

extension Session {
  /// Throws if something that a run needs is missing, and warns of what it may lack.
  func checkReadiness(steps: Int64) throws {
    try checkAtomVariables()
    try withSimulation { simulation in
      try simulation.state.requireMasses("run")
      if simulation.potential == nil {
        guard settings.pairStyle == nil else {
          throw InputError(
            "pair_style is set, but a pair_coeff, which loads the potential or a part of it, is missing"
          )
        }
        log.warn("there is no pair_style: atoms do not interact")
      }
      try checkReferences(simulation)
      try checkBoxes(simulation.fixes)
      if steps > 0 && !simulation.fixes.contains(where: \.integrates) {
        log.warn("no fix integrates the motion (fix nve, nvt, npt, nph): atoms will not move")
      }
      if steps > 0 { warnOfDoubleIntegration(simulation) }
      if let place = simulation.fixes.firstIndex(where: { $0 is FixRecenter }),
        simulation.fixes[place...].contains(where: \.integrates)
      {
        log.warn("Fix recenter should come after all other integration fixes")
      }
    }
  }

  /// Warns of atoms that more than one fix moves, as LAMMPS does: `fix nve` beside `fix nvt` is a slip, and the
  /// atoms go twice as far in a step. Collective.
  private func warnOfDoubleIntegration(_ simulation: borrowing Simulation) {
    let movers = simulation.fixes.filter(\.integrates).map(\.id)
    let masks = movers.compactMap { settings.fixGroups[$0] }
      .compactMap { simulation.state.groups.mask(of: $0) }
    guard masks.count > 1 else { return }
    let atoms = simulation.state.atoms.view
    let own = (0..<atoms.owned).filter { i in
      masks.filter { atoms.groups[i] & $0 != 0 }.count > 1
    }.count
    let count = communicator.reduce(Int64(own), .sum)
    guard count > 0 else { return }
    log.warn(
      "One or more atoms are time integrated more than once: \(count) atoms, by the fixes "
        + movers.joined(separator: ", "))
  }

  /// Throws if a compute is gone that something still asks, as LAMMPS does when a run begins.
  private func checkReferences(_ simulation: borrowing Simulation) throws {
    let ids = Set(simulation.computes.map(\.id))
    func require(_ id: String, for user: String) throws {
      guard !ids.contains(id) else { return }
      throw InputError("\(user) uses compute \(id), which is not defined any more (uncompute)")
    }
    let fixes = Set(simulation.fixes.map(\.id))
    func require(fix id: String, for user: String) throws {
      guard !fixes.contains(id) else { return }
      throw InputError("\(user) uses fix \(id), which is not defined any more (unfix)")
    }
    for dump in settings.dumps.values.sorted(by: { $0.id < $1.id }) {
      for word in dump.words {
        guard let reference = Reference(withoutWildcard: word) else { continue }
        if reference.kind == .fix { try require(fix: reference.id, for: "dump \(dump.id)") }
        if reference.kind == .compute { try require(reference.id, for: "dump \(dump.id)") }
      }
    }
    for (fix, compute) in settings.fixTemperatures.sorted(by: { $0.key < $1.key }) {
      try require(compute, for: "fix \(fix)")
    }
    for compute in simulation.computes {
      for input in compute.inputs { try require(input, for: "compute \(compute.id)") }
      for source in (compute as? ComputeReduce)?.sources.compactMap(\.source) ?? [] {
        guard let averages = source as? AveragesOfFix else { continue }
        try require(fix: averages.id, for: "compute \(compute.id)")
      }
    }
    for column in settings.thermo.columns {
      if case .compute(let id, _) = column { try require(id, for: "thermo_style") }
    }
  }

  /// Throws if the formula of an atom variable that something asks names what there is not. Not while the simulation is
  /// being changed: formulas look at it.
  func checkAtomVariables() throws {
    guard let runner else { return }
    for dump in settings.dumps.values.sorted(by: { $0.id < $1.id }) {
      for word in dump.words {
        guard let reference = Reference(word), reference.kind == .variable else { continue }
        try AtomVariable(reference.id, self).check()
      }
    }
    for compute in runner.simulation.computes {
      guard let reduction = compute as? ComputeReduce else { continue }
      for source in reduction.sources.compactMap(\.source) {
        try (source as? AtomVariable)?.check()
      }
    }
  }

  /// Throws if two fixes change the same component of the box.
  private func checkBoxes(_ fixes: [any Fix]) throws {
    var owners: [PressureComponent: String] = [:]
    for fix in fixes {
      for component in fix.boxComponents {
        if let other = owners[component] {
          throw InputError(
            "fix \(other) and fix \(fix.id) (\(fix.style)) both change \(component.keyword) of the "
              + "box; only one can")
        }
        owners[component] = fix.id
      }
    }
    guard fixes.filter({ $0 is FixDeform }).count <= 1 else {
      throw InputError("More than one fix deform")
    }
  }

  /// Puts the thermo output, as it is set now, behind all other observers.
  func beginThermo() {
    guard let runner else { return }
    runner.observers.removeAll { $0.id == ThermoOutput.name }
    runner.observers.append(ThermoOutput(self))
  }
}
