import MDCore

/// How many neighbours and triplets a symmetry function meets, on average over the atoms of an
/// element.
public struct Shells: Sendable {
  /// Atoms of the element.
  public var centers = 0
  /// Neighbours within the cutoff.
  public var neighbors = 0.0
  /// Pairs of neighbours.
  public var pairs = 0.0
  /// Pairs of neighbours that are within the cutoff of each other.
  public var livePairs = 0.0

  /// Counts around the atoms of a type.
  ///
  /// - Parameters:
  ///   - type: of the central atoms, from 1.
  ///   - kinds: the types of the neighbours: of one, or of the two of a pair; nil for any.
  ///   - cutoff: Å.
  public init(
    around type: Int32, of kinds: [Int32?], cutoff: Double, atoms: AtomView,
    neighbors list: NeighborListView
  ) {
    let limit = cutoff * cutoff
    let (first, second) = (kinds[0], kinds.count > 1 ? kinds[1] : kinds[0])
    var near: [(position: Vector3, type: Int32)] = []
    // A part of the atoms is enough for an average.
    let stride = max(1, atoms.owned / 500)
    for i in Swift.stride(from: 0, to: atoms.owned, by: stride) where atoms.type[i] == type {
      centers += 1
      near.removeAll(keepingCapacity: true)
      for j in list.neighbors(of: i) {
        let d = atoms.position(Int(j)) - atoms.position(i)
        let kind = atoms.type[Int(j)]
        let isWanted = first == nil || kind == first || kind == second
        if isWanted && d.dot(d) < limit { near.append((d, kind)) }
      }
      neighbors += Double(near.count)
      for (a, one) in near.enumerated() {
        for other in near[(a + 1)...] {
          let fits =
            first == nil || (one.type == first && other.type == second)
            || (one.type == second && other.type == first)
          guard fits else { continue }
          pairs += 1
          let across = one.position - other.position
          if across.dot(across) < limit { livePairs += 1 }
        }
      }
    }
    let share = 1 / Double(max(centers, 1))
    neighbors *= share
    pairs *= share
    livePairs *= share
  }
}
