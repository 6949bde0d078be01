import MDCore

/// `compute ID group coord/atom cutoff R [types…]`: how many neighbours each atom of a group has within a
/// distance, of any type or, a column each, of some types.
public struct ComputeCoordination: Compute {
  public let id: String
  public var style: String { "coord/atom" }
  public var perAtomColumns: Int { types.count }
  public var ghostReach: Double { cutoff }
  public var needsGhosts: Bool { true }
  let mask: UInt32
  let cutoff: Double
  let types: [ClosedRange<Int32>]
  let neighborMask: UInt32

  /// - Parameters:
  ///   - cutoff: Å.
  ///   - types: those that are counted, a range for each column.
  ///   - neighborMask: the group of atoms that are counted.
  public init(
    id: String, mask: UInt32 = 1, cutoff: Double, types: [ClosedRange<Int32>],
    neighborMask: UInt32 = 1
  ) {
    self.id = id
    self.mask = mask
    self.cutoff = cutoff
    self.types = types
    self.neighborMask = neighborMask
  }

  public func perAtom(_ state: borrowing SystemState, column: Int) -> [Double] {
    let view = state.atoms.view
    var list = NeighborList()
    list.rebuild(atoms: view, box: state.box, cutoff: cutoff)
    let neighbors = list.view
    return (0..<view.owned).map { i in
      guard view.groups[i] & mask != 0 else { return 0 }
      var count = 0
      for entry in neighbors.neighbors(of: i) {
        let j = Int(entry)
        guard view.groups[j] & neighborMask != 0, types[column].contains(view.type[j]),
          (view.position(i) - view.position(j)).length < cutoff
        else { continue }
        count += 1
      }
      return Double(count)
    }
  }
}
