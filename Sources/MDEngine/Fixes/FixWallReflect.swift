import MDCore

/// Flat walls from which atoms bounce: an atom that a step has taken behind one is put as far in front of it,
/// and the component of its velocity turned round: `fix wall/reflect`.
public struct FixWallReflect: Fix {
  public let id: String
  public var style: String { "wall/reflect" }
  let mask: UInt32
  let walls: [(face: WallFace, position: Double)]

  /// - Parameter walls: with their places, Å.
  /// - Throws: ``InputError`` for a face named twice, or a periodic one.
  public init(
    id: String, mask: UInt32 = 1, walls: [(face: WallFace, position: Double)], box: Box
  ) throws {
    self.id = id
    self.mask = mask
    self.walls = walls
    try WallFace.check(walls.map(\.face), in: box, style: "wall/reflect", allowsPeriodic: false)
  }

  public mutating func postIntegrate(_ state: inout SystemState) throws {
    let atoms = state.atoms.view
    for (face, position) in walls {
      let d = face.dimension
      let (x, v) = d == 0 ? (atoms.x, atoms.vx) : d == 1 ? (atoms.y, atoms.vy) : (atoms.z, atoms.vz)
      for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
        guard face.isUpper ? x[i] > position : x[i] < position else { continue }
        x[i] = position + (position - x[i])
        v[i] = -v[i]
      }
    }
  }
}
