import MDCore

/// What `velocity group create` is told, with LAMMPS's defaults.
public struct VelocityCreation: Equatable, Sendable {
  /// `dist`.
  public enum Distribution: String, CaseIterable, Sendable { case uniform, gaussian }

  /// `loop`: in which order random numbers are given to atoms.
  ///
  /// `all` goes through the ids; `geom` takes a new sequence for each atom from its coordinates. Both
  /// give LAMMPS's numbers, on any number of ranks. `local`, which in LAMMPS depends on the ranks,
  /// gives here what LAMMPS gives on one rank for the group `all` of atoms in order of their ids: the
  /// sequence of `all` after a hundred numbers.
  public enum Loop: String, CaseIterable, Sendable { case all, local, geom }

  /// K.
  public var temperature: Double
  /// From 1 to 2³¹ − 2.
  public var seed: Int
  /// How the components are distributed before they are scaled.
  public var distribution = Distribution.uniform
  /// `sum yes`: the new velocities are added to the old ones.
  public var addsToOld = false
  /// `mom yes`: the group's momentum is taken out.
  public var zerosMomentum = true
  /// `rot yes`: the group's angular momentum is taken out.
  public var zerosRotation = false
  /// Which atom gets which numbers.
  public var loop = Loop.all
  /// `temp`: what is scaled to `temperature`; nil for the temperature of the group.
  public var temperatureDefinition: TemperatureDefinition?

  /// Velocities of a temperature from a seed.
  public init(temperature: Double, seed: Int) {
    self.temperature = temperature
    self.seed = seed
  }
}

extension SystemState {
  /// Gives the atoms of a group random velocities (`velocity group create`). Collective.
  ///
  /// - Throws: ``InputError``, on all ranks, for a bad seed or temperature, an empty group, or ids that
  ///   do not run from 1 to N where the order of the ids matters.
  public mutating func createVelocities(of mask: UInt32, _ creation: VelocityCreation) throws {
    guard creation.seed > 0, creation.seed < Int(Int32.max) else {
      throw InputError("velocity create: the seed must be positive, not \(creation.seed)")
    }
    guard creation.temperature >= 0 else {
      throw InputError("velocity create: the temperature must not be negative")
    }
    let old = creation.addsToOld ? velocitiesByAtom() : []
    switch creation.loop {
    case .geom: drawByPosition(mask, creation)
    case .all: try drawById(mask, creation, warmUp: 0)
    case .local: try drawById(mask, creation, warmUp: 100)
    }
    if creation.zerosMomentum { try zeroMomentum(of: mask) }
    if creation.zerosRotation { try zeroRotation(of: mask) }
    let definition = creation.temperatureDefinition ?? TemperatureDefinition(mask: mask)
    try rescale(mask, to: creation.temperature, measuredBy: definition)
    if creation.addsToOld { addVelocities(old, mask) }
  }

  private func velocitiesByAtom() -> [Vector3] {
    let atoms = self.atoms.view
    return (0..<atoms.owned).map { Vector3(atoms.vx[$0], atoms.vy[$0], atoms.vz[$0]) }
  }

  private mutating func addVelocities(_ velocities: [Vector3], _ mask: UInt32) {
    let atoms = self.atoms.view
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      atoms.vx[i] += velocities[i].x
      atoms.vy[i] += velocities[i].y
      atoms.vz[i] += velocities[i].z
    }
  }

  private mutating func setVelocity(_ i: Int, _ draw: Vector3) {
    let atoms = self.atoms.view
    let v = draw * (1 / masses[Int(atoms.type[i])].squareRoot())
    (atoms.vx[i], atoms.vy[i], atoms.vz[i]) = (v.x, v.y, v.z)
  }

  private mutating func drawByPosition(_ mask: UInt32, _ creation: VelocityCreation) {
    let atoms = self.atoms.view
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      var random = RandomPark(seed: Int32(creation.seed), position: atoms.position(i))
      setVelocity(i, random.velocity(creation.distribution))
    }
  }

  /// Every rank walks the one sequence of the whole system, three numbers an id, and stops at its own
  /// atoms; nothing is stored for the others.
  private mutating func drawById(
    _ mask: UInt32, _ creation: VelocityCreation, warmUp: Int
  ) throws {
    try requireConsecutiveIds(creation.loop)
    let atoms = self.atoms.view
    var random = RandomPark(seed: creation.seed)
    random.skip(warmUp)
    let order = (0..<atoms.owned).sorted { atoms.id[$0] < atoms.id[$1] }
    var next: Int64 = 1
    for i in order {
      random.skipVelocities(Int(atoms.id[i] - next), creation.distribution)
      let draw = random.velocity(creation.distribution)
      next = atoms.id[i] + 1
      if atoms.groups[i] & mask != 0 { setVelocity(i, draw) }
    }
  }

  private func requireConsecutiveIds(_ loop: VelocityCreation.Loop) throws {
    let atoms = self.atoms.view
    let ids = (0..<atoms.owned).lazy.map { atoms.id[$0] }
    let extremes = communicator.reduce([ids.max() ?? 0, -(ids.min() ?? .max)], .maximum)
    guard extremes[0] == totalAtoms, extremes[1] == -1 else {
      throw InputError(
        "Atom IDs must be consecutive for velocity create loop \(loop.rawValue): they run from "
          + "\(-extremes[1]) to \(extremes[0]) for \(totalAtoms) atoms; use loop geom")
    }
  }
}

extension RandomPark {
  /// Three components before they are divided by √m.
  fileprivate mutating func velocity(_ distribution: VelocityCreation.Distribution) -> Vector3 {
    switch distribution {
    case .uniform:
      let x = uniform() - 0.5
      let y = uniform() - 0.5
      return Vector3(x, y, uniform() - 0.5)
    case .gaussian:
      let x = gaussian()
      let y = gaussian()
      return Vector3(x, y, gaussian())
    }
  }

  fileprivate mutating func skipVelocities(
    _ count: Int, _ distribution: VelocityCreation.Distribution
  ) {
    switch distribution {
    case .uniform: skip(3 * count)
    case .gaussian: skipGaussians(3 * count)
    }
  }
}
