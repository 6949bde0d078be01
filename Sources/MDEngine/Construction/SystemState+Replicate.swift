import MDCore
import MDDomain

extension Box {
  /// The cell that holds so many copies of this one along each edge; the lower corner stays.
  public func replicated(_ copies: SIMD3<Int>) -> Box {
    var result = self
    result.lengths = Vector3(
      Double(copies.x) * lengths.x, Double(copies.y) * lengths.y, Double(copies.z) * lengths.z)
    result.tilts = Vector3(
      tilts.x * Double(copies.y), tilts.y * Double(copies.z), tilts.z * Double(copies.z))
    return result
  }
}

extension SystemState {
  /// Fills the replicated box with copies of all atoms: velocities and groups are copied, images
  /// start from zero, and copy (i, j, k) of atom n is numbered n + (i + nx·(j + ny·k))·(largest id), molecules likewise.
  ///
  /// - Parameters:
  ///   - copies: how often the cell is repeated along each edge.
  ///   - decomposition: who owns which part of the replicated box.
  public mutating func replicate(
    _ copies: SIMD3<Int>, _ decomposition: borrowing Decomposition
  ) throws(InputError) {
    precondition(copies.min() >= 1, "at least one copy along each edge")
    let properties = atoms.columns.properties
    guard atoms.columns.count == properties.count else {
      throw InputError(
        "replicate cannot be used while atoms carry values of a compute or fix (compute msd, vacf); "
          + "define it afterwards")
    }
    let largest = largestID
    let view = atoms.view
    let own = (0..<view.owned).map { PackedAtom($0, of: view) }
    let molecules = communicator.reduce(own.map(\.molecule).max() ?? 0, .maximum)
    let count = Double(copies.x) * Double(copies.y) * Double(copies.z)
    guard count * max(Double(largest), Double(totalAtoms), molecules, 1) < 1e15 else {
      throw InputError("\(totalAtoms) atoms replicated \(count) times are too many")
    }
    let expected = totalAtoms * Int64(copies.x * copies.y * copies.z)
    try requireRoom(for: expected)
    let old = box
    atoms = AtomStore()
    atoms.add(properties)
    box = old.replicated(copies)
    let placing = Replication(
      old: old, new: box, copies: copies, largestID: largest, largestMolecule: molecules,
      subdomain: decomposition.subdomain)
    var fresh = AtomStore()
    fresh.add(properties)
    communicator.forEachBlock(of: own) { block in
      for atom in block { placing.place(atom, into: &fresh, decomposition) }
    }
    swap(&atoms, &fresh)
    _ = try countCreated(ownedBefore: 0, expected: expected)
  }
}

/// Where the copies of an atom go.
private struct Replication {
  let old, new: Box
  let copies: SIMD3<Int>
  let largestID: Int64
  let largestMolecule: Double
  let subdomain: (lower: Vector3, upper: Vector3)

  /// Adds the copies of an atom that this rank owns.
  func place(
    _ atom: PackedAtom, into atoms: inout AtomStore, _ decomposition: borrowing Decomposition
  ) {
    let unwrapped = atom.position + old.shift(atom.image)
    let s = old.fractional(unwrapped)
    let alongX = candidates(s, 0)
    guard !alongX.isEmpty else { return }
    let alongY = candidates(s, 1)
    guard !alongY.isEmpty else { return }
    for k in candidates(s, 2) {
      for j in alongY {
        for i in alongX {
          var r = unwrapped + old.shift(SIMD3(Int32(i), Int32(j), Int32(k)))
          var image = SIMD3<Int32>.zero
          new.wrap(&r, image: &image)
          guard decomposition.owns(r, in: new) else { continue }
          let copy = Int64(i + copies.x * (j + copies.y * k))
          atoms.append(
            Atom(
              id: atom.id + copy * largestID, type: atom.type, position: r,
              velocity: Vector3(atom.vx, atom.vy, atom.vz), image: image, groups: atom.groups,
              charge: atom.charge,
              // What belongs to no molecule does not in its copies.
              molecule: atom.molecule > 0 ? atom.molecule + Double(copy) * largestMolecule : 0))
        }
      }
    }
  }

  /// The copies along a dimension that can lie in this rank's part of the box. Fractional
  /// coordinates of the three dimensions do not mix, so they can be chosen one by one.
  private func candidates(_ s: Vector3, _ d: Int) -> [Int] {
    let tolerance = 1e-9
    let count = copies[d]
    guard new.isPeriodic(d) else { return Array(0..<count) }
    return (0..<count).filter { i in
      let place = (s[d] + Double(i)) / Double(count)
      let wrapped = place - place.rounded(.down)
      return [wrapped - 1, wrapped, wrapped + 1].contains {
        $0 >= subdomain.lower[d] - tolerance && $0 <= subdomain.upper[d] + tolerance
      }
    }
  }
}
