extension NeighborList {
  /// Finds, for every owned atom, all other atoms within `cutoff` Å, owned and ghosts: usually the
  /// cutoff of the potential and the skin.
  ///
  /// The work grows with the number of atoms. The order of the neighbours follows from the order of
  /// the atoms alone. Nothing is allocated when the list has once been as long.
  public mutating func rebuild(atoms: AtomView, box: Box, cutoff: Double) {
    precondition(cutoff > 0, "a neighbour list needs a cutoff")
    // Cells of half the cutoff: the five cells each way hold about half of what three full ones do.
    cells.build(atoms: atoms, box: box, width: cutoff / 2)
    packPositions(atoms)
    starts.reserve(atoms.owned + 1, keeping: 0)
    count = atoms.owned
    let needed = fill(atoms, cutoff)
    if needed > indices.capacity {
      // The old memory goes first, so that the two are never held together.
      indices = AlignedBuffer()
      indices.reserve(needed, keeping: 0)
      _ = fill(atoms, cutoff)
    }
  }

  /// Copies the positions in the order of the cells, so that a row of cells is one stream.
  private mutating func packPositions(_ atoms: AtomView) {
    packedX.reserve(atoms.total, keeping: 0)
    packedY.reserve(atoms.total, keeping: 0)
    packedZ.reserve(atoms.total, keeping: 0)
    let order = cells.view.members
    for k in 0..<atoms.total {
      let i = Int(order[k])
      packedX.pointer[k] = atoms.x[i]
      packedY.pointer[k] = atoms.y[i]
      packedZ.pointer[k] = atoms.z[i]
    }
  }

  /// Writes the list as far as there is room, and returns how long it is.
  private mutating func fill(_ atoms: AtomView, _ cutoff: Double) -> Int {
    let cells = cells.view
    let (starts, indices, capacity) = (starts.pointer, indices.pointer, indices.capacity)
    var written = 0
    for i in 0..<atoms.owned {
      starts[i] = written
      let found = findNeighbors(of: i, atoms, cells, cutoff * cutoff)
      if written + found <= capacity {
        (indices + written).update(from: scratch.pointer, count: found)
      }
      written += found
    }
    starts[atoms.owned] = written
    return written
  }

  /// Leaves the neighbours of one atom in `scratch` and returns their number.
  @inline(__always)
  private mutating func findNeighbors(
    of i: Int, _ atoms: AtomView, _ cells: CellListView, _ cutoffSquared: Double
  ) -> Int {
    let counts = cells.counts
    let cell = Int(cells.cellOfAtom[i])
    let (cx, cy, cz) = (
      cell % counts.x, cell / counts.x % counts.y, cell / (counts.x * counts.y)
    )
    let (firstX, lastX) = (max(0, cx - 2), min(counts.x - 1, cx + 2))
    var found = 0
    for z in max(0, cz - 2)...min(counts.z - 1, cz + 2) {
      for y in max(0, cy - 2)...min(counts.y - 1, cy + 2) {
        let row = (z * counts.y + y) * counts.x
        let first = Int(cells.starts[row + firstX])
        let last = Int(cells.starts[row + lastX + 1])
        scratch.reserve(found + last - first + 1, keeping: found)
        found = collect(i, atoms, cells.members, first, last, cutoffSquared, found)
      }
    }
    return found
  }

  /// Adds the atoms of a stretch of the packed order that are near atom i to `scratch`.
  @inline(__always)
  private func collect(
    _ i: Int, _ atoms: AtomView, _ order: UnsafePointer<Int32>, _ first: Int, _ last: Int,
    _ cutoffSquared: Double, _ before: Int
  ) -> Int {
    let (xi, yi, zi) = (atoms.x[i], atoms.y[i], atoms.z[i])
    let (px, py, pz) = (packedX.pointer, packedY.pointer, packedZ.pointer)
    let target = scratch.pointer
    var found = before
    for k in first..<last {
      let dx = px[k] - xi
      let dy = py[k] - yi
      let dz = pz[k] - zi
      let j = order[k]
      // Written always and kept or not: no branch that half of the candidates would mispredict.
      target[found] = j
      let near = dx * dx + dy * dy + dz * dz <= cutoffSquared ? 1 : 0
      found &+= near & (j != Int32(truncatingIfNeeded: i) ? 1 : 0)
    }
    return found
  }
}
