import MDCore

/// Friction, F −= γ v, on the atoms of a group: `fix viscous`.
public struct FixViscous: Fix {
  public let id: String
  public var style: String { "viscous" }
  let mask: UInt32
  let gamma: Double
  let scales: [Int32: Double]

  /// - Parameters:
  ///   - gamma: γ, eV·ps/Å².
  ///   - scales: by atom type, the factor on γ.
  public init(id: String, mask: UInt32 = 1, gamma: Double, scales: [Int32: Double] = [:]) {
    self.id = id
    self.mask = mask
    self.gamma = gamma
    self.scales = scales
  }

  public var actsInMinimization: Bool { true }

  public mutating func setup(_ state: inout SystemState) throws { try postForce(&state) }

  public mutating func postForce(_ state: inout SystemState) throws {
    let factors = state.masses.indices.map { gamma * (scales[Int32($0)] ?? 1) }
    let atoms = state.atoms.view
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      let factor = factors[Int(atoms.type[i])]
      atoms.fx[i] -= factor * atoms.vx[i]
      atoms.fy[i] -= factor * atoms.vy[i]
      atoms.fz[i] -= factor * atoms.vz[i]
    }
  }
}
