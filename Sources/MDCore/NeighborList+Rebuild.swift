import CSIMD

extension NeighborList {
  /// Finds, for every owned atom, all other atoms within `cutoff` Å, owned and ghosts: usually the
  /// cutoff of the potential and the skin.
  ///
  /// The work grows with the number of atoms. The order of the neighbours follows from the order of
  /// the atoms alone. Nothing is allocated when the list has once been as long.
  public mutating func rebuild(atoms: AtomView, box: Box, cutoff: Double) {
    precondition(cutoff > 0, "a neighbour list needs a cutoff")
    renew()
    // Cells of half the cutoff: the five cells each way hold about half of what three full ones do.
    cells.build(atoms: atoms, box: box, width: cutoff / 2)
    packPositions(atoms)
    starts.reserve(atoms.owned + 1, keeping: 0)
    count = atoms.owned
    let search = NeighborSearch(
      cells: cells.view, x: packedX.pointer, y: packedY.pointer, z: packedZ.pointer,
      cutoff: cutoff)
    if indices.capacity <= atoms.owned { makeRoom(estimate(search, atoms)) }
    let needed = fill(search, atoms)
    if needed + NeighborSearch.overhang > indices.capacity {
      makeRoom(needed + NeighborSearch.overhang)
      _ = fill(search, atoms)
    }
  }

  /// The old memory goes first, so that the two are never held together. What is not used of the new
  /// is not touched.
  private mutating func makeRoom(_ entries: Int) {
    indices = AlignedBuffer()
    indices = AlignedBuffer(uninitializedCapacity: entries + entries / 10 + 1024)
  }

  /// How long the list will be, from some of the atoms.
  private func estimate(_ search: NeighborSearch, _ atoms: AtomView) -> Int {
    let scratch = AlignedBuffer<Int32>(uninitializedCapacity: atoms.total + NeighborSearch.overhang)
    let step = max(1, atoms.owned / 1000)
    var (found, looked) = (0, 0)
    for i in stride(from: 0, to: atoms.owned, by: step) {
      found += search.neighbors(of: i, atoms, into: scratch.pointer)
      looked += 1
    }
    return looked == 0 ? 0 : found / looked * atoms.owned + atoms.owned
  }

  /// Copies the positions in the order of the cells, so that a row of cells is one stream.
  private mutating func packPositions(_ atoms: AtomView) {
    // Whole vectors are read at the last atom.
    packedX.reserve(atoms.total + NeighborSearch.overhang, keeping: 0)
    packedY.reserve(atoms.total + NeighborSearch.overhang, keeping: 0)
    packedZ.reserve(atoms.total + NeighborSearch.overhang, keeping: 0)
    let (x, y, z) = (packedX.pointer, packedY.pointer, packedZ.pointer)
    let order = cells.view.members
    for k in 0..<atoms.total {
      let i = Int(order[k])
      x[k] = atoms.x[i]
      y[k] = atoms.y[i]
      z[k] = atoms.z[i]
    }
  }

  /// Writes the list as far as there is room, and returns how long it is or more.
  private mutating func fill(_ search: NeighborSearch, _ atoms: AtomView) -> Int {
    let (starts, indices) = (starts.pointer, indices.pointer)
    let room = self.indices.capacity
    var written = 0
    for i in 0..<atoms.owned {
      starts[i] = written
      let candidates = search.candidates(of: i)
      guard written + candidates + NeighborSearch.overhang <= room else {
        return lengthBeyond(i, written, search, atoms)
      }
      written += search.neighbors(of: i, atoms, into: indices + written)
    }
    starts[atoms.owned] = written
    return written
  }

  /// How much room a list needs whose first `written` entries are those of the atoms before `first`.
  private func lengthBeyond(
    _ first: Int, _ written: Int, _ search: NeighborSearch, _ atoms: AtomView
  ) -> Int {
    let scratch = AlignedBuffer<Int32>(uninitializedCapacity: atoms.total + NeighborSearch.overhang)
    var length = written
    var most = 0
    for i in first..<atoms.owned {
      length += search.neighbors(of: i, atoms, into: scratch.pointer)
      most = max(most, search.candidates(of: i))
    }
    // The last atoms want room for all their candidates.
    return length + most
  }
}
