import MDCore

/// The atoms of one small cell with all their periodic images within reach, and their neighbour list:
/// what a potential needs to evaluate a structure on its own.
///
/// The cell may be thinner than the reach; atoms then meet their own images.
struct PeriodicAtoms: ~Copyable {
  private(set) var atoms = AtomStore()
  private(set) var neighbors = NeighborList()
  /// The owned atom that each atom is a copy of; owned ones are their own.
  private(set) var owners: [Int32] = []

  /// Lays out a structure.
  ///
  /// - Parameters:
  ///   - types: of each atom, from 1.
  ///   - reach: Å, how far neighbours are looked for.
  mutating func load(_ structure: LabelledStructure, types: [Int32], reach: Double) {
    let (box, count) = (structure.box, structure.count)
    var places = structure.positions
    for i in places.indices {
      var image = SIMD3<Int32>.zero
      box.wrap(&places[i], image: &image)
    }
    var owners = Array(0..<Int32(count))
    var copies: [Vector3] = []
    let margin = Vector3(repeating: reach) / box.faceDistances
    for i in 0..<count {
      forEachImage(of: box.fractional(places[i]), margin, box) { image in
        owners.append(Int32(i))
        copies.append(places[i] + box.shift(image))
      }
    }
    self.owners = owners
    atoms.setCounts(owned: count, ghosts: copies.count)
    for (i, position) in (places + copies).enumerated() {
      let owner = Int(owners[i])
      atoms.write(
        Atom(id: Int64(owner) + 1, type: types[owner], position: position), at: i)
    }
    neighbors.rebuild(atoms: atoms.view, box: box, cutoff: reach)
  }

  /// The images of a point of the cell that lie within a margin (in fractional coordinates) of it.
  private func forEachImage(
    of s: Vector3, _ margin: Vector3, _ box: Box, _ body: (SIMD3<Int32>) -> Void
  ) {
    func range(_ d: Int) -> ClosedRange<Int32> {
      guard box.isPeriodic(d) else { return 0...0 }
      return Int32((-margin[d] - s[d]).rounded(.up))...Int32((1 + margin[d] - s[d]).rounded(.down))
    }
    for x in range(0) {
      for y in range(1) {
        for z in range(2) where (x, y, z) != (0, 0, 0) { body(SIMD3(x, y, z)) }
      }
    }
  }

  /// The forces of all atoms with those of their copies added, eV/Å.
  func foldedForces() -> [Vector3] {
    let view = atoms.view
    var forces = [Vector3](repeating: .zero, count: view.owned)
    for i in 0..<view.total {
      forces[Int(owners[i])] += Vector3(view.fx[i], view.fy[i], view.fz[i])
    }
    return forces
  }

  /// A quantity of all atoms, that of their copies added.
  func folded(_ values: UnsafePointer<Double>) -> [Double] {
    var sums = [Double](repeating: 0, count: atoms.owned)
    for i in 0..<atoms.total { sums[Int(owners[i])] += values[i] }
    return sums
  }
}
