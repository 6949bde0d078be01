import MDCore

/// `compute ID group heat/flux ke-ID pe-ID stress-ID`: the heat flux of a group times the volume, eV·Å/ps.
///
/// J = Σ e_i v_i − Σ S_i·v_i with the energy e_i and the stress times volume S_i of an atom, as LAMMPS has it; its
/// vector holds the three components of J, then those of the first sum, the convective part. How potentials of more than
/// two atoms share their virial among atoms is a convention, and the second sum depends on it (Fan et al., Phys. Rev. B
/// 92, 094301 (2015)).
public struct ComputeHeatFlux: Compute {
  public let id: String
  public var style: String { "heat/flux" }
  public var vectorLength: Int { 6 }
  let mask: UInt32
  private let kinetic: ComputeKineticEnergyPerAtom
  private let potential: ComputePotentialEnergyPerAtom
  private let stress: ComputeStressPerAtom

  /// The heat flux of a group from what other computes say of its atoms.
  public init(
    id: String, mask: UInt32 = 1, kinetic: ComputeKineticEnergyPerAtom,
    potential: ComputePotentialEnergyPerAtom, stress: ComputeStressPerAtom
  ) {
    self.id = id
    self.mask = mask
    self.kinetic = kinetic
    self.potential = potential
    self.stress = stress
  }

  public var inputs: [String] { [kinetic.id, potential.id, stress.id] }
  public var needsVirial: Bool { stress.needsVirial }
  public var needsPerAtom: Bool { true }
  public func isExtensive(isElement: Bool) -> Bool { true }

  public func vector(_ state: borrowing SystemState) -> [Double] {
    let atoms = state.atoms.view
    let energies = zip(
      kinetic.perAtom(state, column: 0), potential.perAtom(state, column: 0)
    ).map { $0 + $1 }
    var columns: [[Double]] = []
    for column in 0..<stress.perAtomColumns {
      columns.append(stress.perAtom(state, column: column))
    }
    var (convective, virial) = (Vector3.zero, Vector3.zero)
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      let v = Vector3(atoms.vx[i], atoms.vy[i], atoms.vz[i])
      convective += energies[i] * v
      let (xx, yy, zz) = (columns[0][i], columns[1][i], columns[2][i])
      let (xy, xz, yz) = (columns[3][i], columns[4][i], columns[5][i])
      virial -= Vector3(
        xx * v.x + xy * v.y + xz * v.z, xy * v.x + yy * v.y + yz * v.z,
        xz * v.x + yz * v.y + zz * v.z)
    }
    virial = virial * (1 / MetalUnits.pressure)
    let total = convective + virial
    return state.communicator.reduce(
      [total.x, total.y, total.z, convective.x, convective.y, convective.z], .sum)
  }
}
