import MDCore

/// Sets force components of a group to constants after the potential has been evaluated: `fix setforce`.
public struct FixSetForce: Fix {
  public let id: String
  public var style: String { "setforce" }
  let selection: FixSelection
  let components: [Double?]
  /// This rank's sum of the forces that were there, eV/Å.
  private var original = Vector3.zero

  /// - Parameters:
  ///   - x: eV/Å; nil (`NULL`) leaves the component.
  ///   - y: likewise.
  ///   - z: likewise.
  public init(
    id: String, mask: UInt32 = 1, x: Double?, y: Double?, z: Double?, region: Region? = nil
  ) {
    self.id = id
    selection = FixSelection(mask: mask, region: region)
    components = [x, y, z]
  }

  public var actsInMinimization: Bool { true }

  public mutating func setup(_ state: inout SystemState) throws { try postForce(&state) }

  public mutating func postForce(_ state: inout SystemState) throws {
    let atoms = state.atoms.view
    original = .zero
    let forces = [atoms.fx, atoms.fy, atoms.fz]
    for i in 0..<atoms.owned where selection.contains(atoms, i, in: state.box) {
      for (d, force) in forces.enumerated() {
        original[d] += force[i]
        if let value = components[d] { force[i] = value }
      }
    }
  }

  /// The total force on the group before it was set, eV/Å. Collective.
  public func vector(_ state: borrowing SystemState) -> [Double] {
    state.communicator.reduce([original.x, original.y, original.z], .sum)
  }

  public func isExtensive(isElement: Bool) -> Bool { true }
}
