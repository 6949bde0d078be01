import MDCore

/// `compute ID group pe/atom`: the potential's energy of each atom, eV.
public struct ComputePotentialEnergyPerAtom: Compute {
  public let id: String
  public var style: String { "pe/atom" }
  let mask: UInt32

  /// The atomic energies of a group.
  public init(id: String, mask: UInt32 = 1) {
    self.id = id
    self.mask = mask
  }

  public var perAtomColumns: Int { 1 }
  public var needsPerAtom: Bool { true }

  public func perAtom(_ state: borrowing SystemState, column: Int) -> [Double] {
    guard state.perAtom.step == state.step else { return state.untallied() }
    let tally = state.perAtom.view
    let atoms = state.atoms.view
    return (0..<atoms.owned).map { atoms.groups[$0] & mask != 0 ? tally.energy[$0] : 0 }
  }
}

/// `compute ID group ke/atom`: ½ m v² of each atom, eV.
public struct ComputeKineticEnergyPerAtom: Compute {
  public let id: String
  public var style: String { "ke/atom" }
  let mask: UInt32

  /// The kinetic energies of the atoms of a group.
  public init(id: String, mask: UInt32 = 1) {
    self.id = id
    self.mask = mask
  }

  public var perAtomColumns: Int { 1 }

  public func perAtom(_ state: borrowing SystemState, column: Int) -> [Double] {
    let atoms = state.atoms.view
    let masses = state.masses
    return (0..<atoms.owned).map { i in
      guard atoms.groups[i] & mask != 0 else { return 0 }
      let v = Vector3(atoms.vx[i], atoms.vy[i], atoms.vz[i])
      return 0.5 * MetalUnits.massVelocitySquaredToEnergy * masses[Int(atoms.type[i])] * v.dot(v)
    }
  }
}

/// `compute ID group stress/atom temp-ID [ke] [pair] [virial]`: minus the atom's share of pressure times
/// volume, bar·Å³, in the order xx, yy, zz, xy, xz, yz.
///
/// The kinetic part is −m v⊗v whether or not a temperature is named: temperatures have no bias here.
public struct ComputeStressPerAtom: Compute {
  public let id: String
  public var style: String { "stress/atom" }
  let mask: UInt32
  let includesKinetic: Bool
  let includesVirial: Bool

  /// The stresses of the atoms of a group, with or without their kinetic and potential part.
  public init(
    id: String, mask: UInt32 = 1, includesKinetic: Bool = true, includesVirial: Bool = true
  ) {
    self.id = id
    self.mask = mask
    self.includesKinetic = includesKinetic
    self.includesVirial = includesVirial
  }

  public var perAtomColumns: Int { 6 }
  public var needsVirial: Bool { includesVirial }
  public var needsPerAtom: Bool { includesVirial }

  public func perAtom(_ state: borrowing SystemState, column: Int) -> [Double] {
    guard !includesVirial || state.perAtom.step == state.step else { return state.untallied() }
    let tally = state.perAtom.view
    let atoms = state.atoms.view
    let masses = state.masses
    let pairs = [(0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2)]
    let velocities = [atoms.vx, atoms.vy, atoms.vz]
    let (v, w) = (velocities[pairs[column].0], velocities[pairs[column].1])
    return (0..<atoms.owned).map { i in
      guard atoms.groups[i] & mask != 0 else { return 0 }
      var sum = includesVirial ? tally.virial[6 * i + column] : 0
      if includesKinetic {
        let mass = masses[Int(atoms.type[i])]
        sum += MetalUnits.massVelocitySquaredToEnergy * mass * v[i] * w[i]
      }
      return -MetalUnits.pressure * sum
    }
  }
}

/// `compute ID group hdnnp/ew/atom`: how many extrapolation warnings the last evaluation gave for each
/// atom. LAMMPS has no such style.
public struct ComputeExtrapolationsPerAtom: Compute {
  public let id: String
  public var style: String { "hdnnp/ew/atom" }
  let mask: UInt32

  /// The extrapolation warnings of the atoms of a group.
  public init(id: String, mask: UInt32 = 1) {
    self.id = id
    self.mask = mask
  }

  public var perAtomColumns: Int { 1 }
  public var needsPerAtom: Bool { true }

  public func perAtom(_ state: borrowing SystemState, column: Int) -> [Double] {
    guard state.perAtom.step == state.step else { return state.untallied() }
    let tally = state.perAtom.view
    let atoms = state.atoms.view
    return (0..<atoms.owned).map {
      atoms.groups[$0] & mask != 0 ? Double(tally.extrapolations[$0]) : 0
    }
  }
}

extension SystemState {
  /// What a compute shows when the step did not tally single atoms.
  func untallied() -> [Double] { [Double](repeating: .nan, count: atoms.owned) }
}
