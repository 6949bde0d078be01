import MDCore

/// Sums over all ranks from which temperature and pressure follow, found in one reduction.
public struct ThermalSums: Equatable, Sendable {
  /// Σ m v⊗v over the atoms of a group, eV: twice the kinetic energy tensor.
  public var kinetic = SymmetricTensor.zero
  /// How many atoms the group has.
  public var atoms: Int64 = 0
  /// The mass of the group, g/mol.
  public var mass = 0.0
  /// The potential part of the virial, of all atoms, eV.
  public var virial = SymmetricTensor.zero
  /// The potential energy of all atoms, that of fixes included (`fix_modify energy`), eV.
  public var potentialEnergy = 0.0
  /// What the potential alone has of it, eV.
  public var pairEnergy = 0.0
}

extension SystemState {
  /// Kinetic sums over the atoms of a group, with virial and potential energy of the last evaluation
  /// of forces. Collective.
  ///
  /// - Parameter mask: the bit of the group; by default that of `all`.
  public func thermalSums(of mask: UInt32 = 1) -> ThermalSums {
    let local = localKineticSums(of: mask)
    let k = local.kinetic
    let v = virial
    // Counts are exact in a Double up to 2⁵³.
    let sums = communicator.reduce(
      [
        k.xx, k.yy, k.zz, k.xy, k.xz, k.yz, Double(local.atoms), local.mass,
        v.xx, v.yy, v.zz, v.xy, v.xz, v.yz, potentialEnergy, fixEnergy,
      ], .sum)
    var result = ThermalSums()
    result.kinetic.components = Array(sums[0..<6])
    result.atoms = Int64(sums[6])
    result.mass = sums[7]
    result.virial.components = Array(sums[8..<14])
    result.pairEnergy = sums[14]
    result.potentialEnergy = sums[14] + sums[15]
    return result
  }

  private func localKineticSums(of mask: UInt32) -> (
    kinetic: SymmetricTensor, atoms: Int, mass: Double
  ) {
    let atoms = self.atoms.view
    if mask == 1 && masses.count == 2 {
      let kinetic = Self.velocityProducts(atoms) * masses[1]
      return (
        kinetic * MetalUnits.massVelocitySquaredToEnergy, atoms.owned,
        Double(atoms.owned) * masses[1]
      )
    }
    var sum = SymmetricTensor.zero
    var count = 0
    var mass = 0.0
    masses.withUnsafeBufferPointer { masses in
      for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
        let m = masses[Int(atoms.type[i])]
        let vx = atoms.vx[i]
        let vy = atoms.vy[i]
        let vz = atoms.vz[i]
        sum.xx += m * vx * vx
        sum.yy += m * vy * vy
        sum.zz += m * vz * vz
        sum.xy += m * vx * vy
        sum.xz += m * vx * vz
        sum.yz += m * vy * vz
        mass += m
        count += 1
      }
    }
    return (sum * MetalUnits.massVelocitySquaredToEnergy, count, mass)
  }

  /// Σ v⊗v over all owned atoms, Å²/ps², eight at a time.
  private static func velocityProducts(_ atoms: AtomView) -> SymmetricTensor {
    let whole = wholeLanes(atoms.owned)
    let zero = SIMD8<Double>.zero
    var (xx, yy, zz, xy, xz, yz) = (zero, zero, zero, zero, zero, zero)
    for i in stride(from: 0, to: whole, by: 8) {
      let (vx, vy, vz) = (atoms.vx[lanes: i], atoms.vy[lanes: i], atoms.vz[lanes: i])
      xx += vx * vx
      yy += vy * vy
      zz += vz * vz
      xy += vx * vy
      xz += vx * vz
      yz += vy * vz
    }
    var sum = SymmetricTensor(
      xx: xx.sum(), yy: yy.sum(), zz: zz.sum(), xy: xy.sum(), xz: xz.sum(), yz: yz.sum())
    for i in whole..<atoms.owned {
      let (vx, vy, vz) = (atoms.vx[i], atoms.vy[i], atoms.vz[i])
      sum += SymmetricTensor(
        xx: vx * vx, yy: vy * vy, zz: vz * vz, xy: vx * vy, xz: vx * vz, yz: vy * vz)
    }
    return sum
  }
}
