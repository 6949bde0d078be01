import MDCore
import MDDomain

/// What a snapshot says of an atom.
public struct AtomSnapshot: BitwiseCopyable, Sendable {
  /// Its id.
  public var id: Int64
  /// Å.
  public var position: Vector3
  /// How often it has crossed the periodic faces.
  public var image: SIMD3<Int32>
  /// Å/ps.
  public var velocity: Vector3

  /// An atom of a snapshot.
  public init(id: Int64, position: Vector3, image: SIMD3<Int32>, velocity: Vector3) {
    self.id = id
    self.position = position
    self.image = image
    self.velocity = velocity
  }

  /// What is taken from a snapshot; the rest of an atom stays as it is.
  public struct Fields: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let positions = Fields(rawValue: 1)
    public static let images = Fields(rawValue: 2)
    public static let velocities = Fields(rawValue: 4)
  }
}

extension SystemState {
  /// Gives atoms what a snapshot says of them; those that it does not have stay as they are.
  ///
  /// Atoms may lie anywhere afterwards: ``Simulation/settle()`` brings them to their owners. Collective.
  ///
  /// - Parameter snapshot: in the order of ids, on the root; empty on the other ranks.
  /// - Returns: how many atoms of all ranks it has.
  public mutating func replaceAtoms(
    by snapshot: [AtomSnapshot], taking fields: AtomSnapshot.Fields
  ) -> Int64 {
    let view = atoms.view
    let places = (0..<view.owned).sorted { view.id[$0] < view.id[$1] }
    var replaced: Int64 = 0
    var next = 0
    communicator.forEachBlock(of: snapshot) { block in
      for row in block {
        while next < places.count && view.id[places[next]] < row.id { next += 1 }
        guard next < places.count else { break }
        let i = places[next]
        guard view.id[i] == row.id else { continue }
        if fields.contains(.positions) { view.setPosition(row.position, of: i) }
        if fields.contains(.images) { view.setImage(row.image, of: i) }
        if fields.contains(.velocities) {
          (view.vx[i], view.vy[i], view.vz[i]) = (row.velocity.x, row.velocity.y, row.velocity.z)
        }
        replaced += 1
      }
    }
    needsRebuild = true
    return communicator.reduce(replaced, .sum)
  }
}
