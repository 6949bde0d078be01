import MDCore

/// Leaves of the forces on a group only what lies along a line, or in a plane: `fix lineforce` and `fix
/// planeforce`.
public struct FixForceDirection: Fix {
  /// What is left.
  public enum Kind: String, Sendable {
    /// The part along the direction.
    case lineforce
    /// The part across it.
    case planeforce
  }

  public let id: String
  public var style: String { kind.rawValue }
  let mask: UInt32
  let kind: Kind
  let direction: Vector3

  /// - Parameter direction: along the line, or across the plane; of any length.
  /// - Throws: ``InputError`` for a direction of length zero.
  public init(id: String, mask: UInt32 = 1, kind: Kind, direction: Vector3) throws {
    guard direction.length > 0 else {
      throw InputError("fix \(kind.rawValue): x y z must not all be zero")
    }
    self.id = id
    self.mask = mask
    self.kind = kind
    self.direction = direction / direction.length
  }

  public var actsInMinimization: Bool { true }

  public mutating func setup(_ state: inout SystemState) throws { try postForce(&state) }

  public mutating func postForce(_ state: inout SystemState) throws {
    let atoms = state.atoms.view
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      let force = Vector3(atoms.fx[i], atoms.fy[i], atoms.fz[i])
      let along = direction * direction.dot(force)
      let left = kind == .lineforce ? along : force - along
      atoms.fx[i] = left.x
      atoms.fy[i] = left.y
      atoms.fz[i] = left.z
    }
  }
}
