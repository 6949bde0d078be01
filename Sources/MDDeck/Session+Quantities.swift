import MDCore
import MDDomain
import MDEngine

extension Session {
  /// Temperature, energies and pressure of now; measured once a step. Collective.
  func thermodynamics() throws -> Thermodynamics {
    let runner = try requireRunner()
    guard runner.hasRun else {
      throw InputError("energies and pressures are known only after a first run (run 0 will do)")
    }
    let stamp = runner.simulation.stamp
    if let cached = cachedThermodynamics, cached.stamp == stamp { return cached.value }
    let value = Thermodynamics(
      runner.simulation.state, temperature: try temperatureDefinition())
    cachedThermodynamics = (stamp, value)
    return value
  }

  /// What `temp` means in the thermo output.
  private func temperatureDefinition() throws -> TemperatureDefinition {
    try MDDeck.temperatureDefinition(
      settings.thermo.temperatureID, among: requireRunner().simulation.computes)
  }

  /// What quantities depend on besides energies and pressures. Collective for clocks, `fmax` and `fnorm`.
  func thermoContext(for quantities: [ThermoQuantity]) throws -> ThermoContext {
    let runner = try requireRunner()
    var context = ThermoContext(runner.simulation.state)
    if let steps = runner.current { context.run = steps }
    if runner.current == nil || runner.simulation.state.step > context.run.lowerBound {
      context.elapsedSeconds = runner.simulation.timers.elapsed
      // Commands may hang on it: one clock speaks for all ranks.
      let clocks: [ThermoQuantity] = [.cpu, .tpcpu, .spcpu, .cpuremain]
      if quantities.contains(where: clocks.contains) {
        context.elapsedSeconds = communicator.reduce(runner.simulation.timers.elapsed, .maximum)
      }
    }
    if quantities.contains(.timeremain), let limit = supervisor.limit {
      context.secondsLeft = communicator.reduce(limit.secondsLeft, .minimum)
    }
    context.previous = previousThermo
    for fix in runner.simulation.fixes where fix.couplesEnergy {
      context.coupledEnergy += fix.scalar(runner.simulation.state) ?? 0
    }
    if quantities.contains(.fmax) || quantities.contains(.fnorm) {
      context.forces = runner.simulation.state.forceMagnitudes()
    }
    context.builds = runner.simulation.neighborStatistics.builds
    context.dangerousBuilds = runner.simulation.neighborStatistics.dangerous
    context.latticeSpacings = settings.lattice.spacing
    context.isNormalized = settings.thermo.isNormalized
    return context
  }

  /// The value of a thermo column. Collective.
  ///
  /// - Parameter line: what all columns of a line share, if they have been asked for together.
  func value(of column: ThermoColumn, in line: ThermoContext? = nil) throws -> Double {
    let quantities = SessionQuantities(self)
    switch column {
    case .quantity(let quantity):
      let runner = try requireRunner()
      // Between runs, commands change box and atoms without an evaluation of forces.
      let measured =
        quantity.needsForces || runner.current != nil
        ? try thermodynamics() : Thermodynamics(runner.simulation.state)
      return quantity.value(measured, try line ?? thermoContext(for: [quantity]))
    case .compute(let id, let indices):
      return try quantities.compute(id, indices: indices) ?? notFound("compute", id)
    case .fix(let id, let indices):
      return try quantities.fix(id, indices: indices) ?? notFound("fix", id)
    case .variable(let name):
      return try variables.number(name, quantities)
    }
  }

  /// Whether a column is of a compute or fix whose value grows with the system.
  func isExtensive(_ column: ThermoColumn) -> Bool {
    switch column {
    case .compute(let id, let indices):
      isExtensive(.compute, id, isElement: !indices.isEmpty)
    case .fix(let id, let indices): isExtensive(.fix, id, isElement: !indices.isEmpty)
    case .quantity, .variable: false
    }
  }

  /// Whether the value of a compute or fix, or an element of its vector, grows with the system.
  func isExtensive(_ kind: Reference.Kind, _ id: String, isElement: Bool) -> Bool {
    let source: (any GlobalQuantity)? =
      switch kind {
      case .compute: runner?.simulation.computes.first { $0.id == id }
      case .fix: runner?.simulation.fixes.first { $0.id == id }
      case .variable: nil
      }
    return source?.isExtensive(isElement: isElement) ?? false
  }

  private func notFound(_ kind: String, _ id: String) throws -> Double {
    throw InputError("there is no \(kind) '\(id)'")
  }

  /// Throws if a column names something that is not defined.
  func checkDefined(_ column: ThermoColumn) throws {
    guard let runner else { return }
    switch column {
    case .quantity: break
    case .compute(let id, _):
      let ids = runner.simulation.computes.map(\.id)
      if !ids.contains(id) { throw unknownID(id, kind: "compute", among: ids) }
    case .fix(let id, _):
      let ids = runner.simulation.fixes.map(\.id)
      if !ids.contains(id) { throw unknownID(id, kind: "fix", among: ids) }
    case .variable(let name):
      guard variables.isDefined(name) else {
        throw InputError("there is no variable '\(name)'")
      }
    }
  }
}

/// The quantities that formulas of the deck may name, read from the session as it is now.
struct SessionQuantities: QuantityProvider {
  private unowned let session: Session

  init(_ session: Session) { self.session = session }

  var thermoKeywords: [String] { ThermoQuantity.keywords }

  func thermo(_ keyword: String) throws -> Double? {
    guard let quantity = ThermoQuantity(keyword: keyword) else { return nil }
    return try session.value(of: .quantity(quantity))
  }

  func compute(_ id: String, indices: [Int]) throws -> Double? {
    try value(.compute, id, indices)
  }

  func fix(_ id: String, indices: [Int]) throws -> Double? { try value(.fix, id, indices) }

  /// What a reference to a compute or fix names; nil if it is not defined.
  private func source(_ kind: Reference.Kind, _ id: String) throws -> (any GlobalQuantity)? {
    guard let runner = session.runner else { return nil }
    if kind == .fix { return runner.simulation.fixes.first { $0.id == id } }
    let compute = runner.simulation.computes.first { $0.id == id }
    if let compute, compute.needsGhosts, runner.current == nil {
      throw InputError("compute \(id) (\(compute.style)) is known only while a run is in progress")
    }
    return compute
  }

  private func value(_ kind: Reference.Kind, _ id: String, _ indices: [Int]) throws -> Double? {
    guard let source = try source(kind, id), let runner = session.runner else { return nil }
    let name = "\(kind == .fix ? "fix" : "compute") \(id) (\(source.style))"
    let letter = kind.rawValue
    guard let index = indices.first else {
      if let value = source.scalar(runner.simulation.state) { return value }
      throw InputError("\(name) has no single value; perhaps \(letter)_\(id)[i]")
    }
    if indices.count == 2 {
      let table = source.table(runner.simulation.state)
      guard indices[1] <= table.count, index <= table[indices[1] - 1].count else {
        throw InputError(
          "\(name) has a table of \(table.first?.count ?? 0) rows and \(table.count) columns, none "
            + "is \(letter)_\(id)[\(index)][\(indices[1])]")
      }
      return table[indices[1] - 1][index - 1]
    }
    let vector = source.vector(runner.simulation.state)
    guard index <= vector.count else {
      throw InputError("\(name) has \(vector.count) values, not one numbered \(index)")
    }
    return vector[index - 1]
  }

  func computeColumns(_ id: String) throws -> [[Double]]? { try columns(.compute, id) }

  func fixColumns(_ id: String) throws -> [[Double]]? { try columns(.fix, id) }

  private func columns(_ kind: Reference.Kind, _ id: String) throws -> [[Double]]? {
    guard let source = try source(kind, id), let runner = session.runner else { return nil }
    let table = source.table(runner.simulation.state)
    return table.isEmpty ? [source.vector(runner.simulation.state)] : table
  }

  func groupFunction(
    _ function: GroupFunction, group: String, component: String?, region: String?
  ) throws -> Double? {
    guard let runner = session.runner else {
      throw InputError("\(function.rawValue)() needs atoms, and there is no simulation box yet")
    }
    guard let mask = runner.simulation.state.groups.mask(of: group) else { return nil }
    let region = try region.map { try session.requireRegion($0) }
    let place = component.flatMap { function.components.firstIndex(of: $0) } ?? 0
    return try function.value(runner.simulation.state, mask: mask, region: region, component: place)
  }

  func atom(_ attribute: String, id: Int) throws -> Double? {
    guard let runner = session.runner else { return nil }
    try runner.simulation.state.require(attribute: attribute)
    return runner.simulation.state.value(of: attribute, ofAtom: Int64(id))
  }

  func atoms(_ attribute: String) throws -> [Double]? {
    guard let runner = session.runner else { return nil }
    try runner.simulation.state.require(attribute: attribute)
    return runner.simulation.state.values(of: attribute)
  }

  func computeAtoms(_ id: String, column: Int?) throws -> [Double]? {
    guard let runner = session.runner,
      let compute = try source(.compute, id) as? any Compute, compute.perAtomColumns > 0
    else { return nil }
    let (_, place) = try session.perAtomColumn(
      id, column.map { [$0] } ?? [], for: "a formula", among: [compute])
    return compute.perAtom(runner.simulation.state, column: place)
  }

  func mask(group: String?, region: String?) throws -> [Double]? {
    guard let runner = session.runner else { return nil }
    let bits = try group.map { try runner.simulation.state.groups.requiredMask(of: $0) }
    let place = try region.map { try session.requireRegion($0) }
    let atoms = runner.simulation.state.atoms.view
    return (0..<atoms.owned).map { i in
      let isInGroup = bits.map { atoms.groups[i] & $0 != 0 } ?? true
      return isInGroup && place?.contains(atoms.position(i)) ?? true ? 1 : 0
    }
  }

  func isDefined(_ category: String, id: String) throws -> Bool? {
    switch category {
    case "compute": session.runner?.simulation.computes.contains { $0.id == id } ?? false
    case "fix": session.runner?.simulation.fixes.contains { $0.id == id } ?? false
    // Not the observers themselves, one of which may be asking.
    case "dump": session.settings.dumps[id] != nil
    case "group": session.runner?.simulation.state.groups.mask(of: id) != nil
    case "region": session.settings.regions[id] != nil
    default: nil
    }
  }

  var step: Int { Int(session.runner?.simulation.state.step ?? 0) }

  var run: RunInterval? {
    guard let runner = session.runner, let steps = runner.current else { return nil }
    return RunInterval(
      first: Int(steps.lowerBound), last: Int(steps.upperBound),
      timestep: runner.simulation.state.timestep)
  }
}
