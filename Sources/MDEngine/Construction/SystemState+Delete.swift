import MDCore
import MDDomain

extension SystemState {
  /// Removes the atoms of a selection.
  ///
  /// - Parameter compress: whether ids are made contiguous again, see ``compressIDs(deleted:)``.
  /// - Returns: how many atoms were removed.
  @discardableResult
  public mutating func delete(_ selection: AtomSelection, compress: Bool) -> Int64 {
    let view = atoms.view
    return delete((0..<view.owned).map { selection.contains($0, of: view) }, compress: compress)
  }

  /// Removes the owned atoms that are marked.
  mutating func delete(_ marked: [Bool], compress: Bool) -> Int64 {
    let before = totalAtoms
    let gone = marked.indices.filter { marked[$0] }.map { atoms.view.id[$0] }
    drop(marked)
    recountAtoms()
    if compress { compressIDs(deleted: gone) }
    return before - totalAtoms
  }

  /// Takes the owned atoms that are marked out of this rank's store, without telling anybody.
  private mutating func drop(_ marked: [Bool]) {
    var kept = 0
    for i in marked.indices where !marked[i] {
      if kept != i {
        atoms.write(atoms.read(i), at: kept)
        atoms.copyColumns(from: i, to: kept)
      }
      kept += 1
    }
    atoms.setCounts(owned: kept, ghosts: 0)
  }

  /// Loses the atoms that have passed a fixed face of the box. `totalAtoms` still counts them, so that
  /// whoever looks next sees that atoms are missing.
  mutating func loseAtomsBeyondFixedFaces() {
    let fixed = (0..<3).filter { box.boundaries[$0] == .fixed }
    guard !fixed.isEmpty else { return }
    let view = atoms.view
    var lost: [Int] = []
    for i in 0..<view.owned {
      let s = box.fractional(view.position(i))
      if fixed.contains(where: { s[$0] < 0 || s[$0] > 1 }) { lost.append(i) }
    }
    guard !lost.isEmpty else { return }
    var marked = [Bool](repeating: false, count: view.owned)
    for i in lost { marked[i] = true }
    drop(marked)
  }

  /// Deletes atoms of the first group that lie closer to one of the second than `cutoff` (Å), so that
  /// no such pair is left; what is left is the same on any number of ranks.
  ///
  /// Atoms are looked at in the order of their ids, as LAMMPS does when they have not been sorted: of a
  /// pair that may lose either, the lower id goes. LAMMPS differs where the groups overlap in part and
  /// a pair lies across the boundary of a subdomain: it may then delete an atom whose partner is gone.
  @discardableResult
  public mutating func deleteOverlap(
    cutoff: Double, _ first: UInt32, _ second: UInt32, compress: Bool
  ) -> Int64 {
    for i in 0..<atoms.owned {
      var r = atoms.view.position(i)
      var image = atoms.view.image(i)
      box.wrap(&r, image: &image)
      atoms.view.setPosition(r, of: i)
      atoms.view.setImage(image, of: i)
    }
    let marked = Overlap(self, cutoff: cutoff, first: first, second: second).deletions(self)
    return delete(marked, compress: compress)
  }
}
