import MDCore

/// Puts owned atoms in the order of their cells, and of their ids within a cell, so that neighbours in
/// space are neighbours in memory and the order does not depend on how the atoms came here.
struct SpatialSort: ~Copyable {
  /// The width of a cell in Å; half the cutoff, once that is known.
  var cellWidth = 3.0
  private var cells = CellList()
  private var order = AlignedBuffer<Int32>()
  private var scratch = AlignedBuffer<Int64>()

  /// Sorts the owned atoms. There must be no ghosts.
  ///
  /// - Parameter interior: bounds in fractional coordinates of a part whose atoms come before the
  ///   others.
  /// - Returns: how many atoms lie in that part.
  mutating func sort(
    _ atoms: inout AtomStore, box: Box, interior: (lower: Vector3, upper: Vector3)?
  ) -> Int {
    precondition(atoms.ghosts == 0, "atoms are sorted before ghosts are exchanged")
    let count = atoms.owned
    let view = atoms.view
    cells.build(atoms: view, box: box, width: cellWidth)
    sortCells(view.id)
    order.reserve(count, keeping: 0)
    let first = partition(view, box, interior)
    scratch.reserve(count * max(1, view.extraCount), keeping: 0)
    permute(view.x, count)
    permute(view.y, count)
    permute(view.z, count)
    permute(view.vx, count)
    permute(view.vy, count)
    permute(view.vz, count)
    permute(view.id, count)
    permute(view.type, count)
    permute(view.imageX, count)
    permute(view.imageY, count)
    permute(view.imageZ, count)
    permute(view.groups, count)
    permuteRows(view.extra, width: view.extraCount, count)
    return first
  }

  /// Orders the atoms of each cell by id: by insertion, since they are few and mostly in order.
  private func sortCells(_ ids: UnsafePointer<Int64>) {
    let cells = self.cells.view
    for cell in 0..<cells.cellCount {
      var members = cells.members(of: cell)
      guard members.count < 32 else {
        members.sort { ids[Int($0)] < ids[Int($1)] }
        continue
      }
      for k in 1..<max(members.count, 1) {
        let atom = members[k]
        var hole = k
        while hole > 0 && ids[Int(members[hole - 1])] > ids[Int(atom)] {
          members[hole] = members[hole - 1]
          hole -= 1
        }
        members[hole] = atom
      }
    }
  }

  /// Writes the order of the cells to `order`, atoms of the interior first; returns their number.
  private func partition(
    _ view: AtomView, _ box: Box, _ interior: (lower: Vector3, upper: Vector3)?
  ) -> Int {
    let members = cells.view.members
    guard let (lower, upper) = interior else {
      order.pointer.update(from: members, count: view.owned)
      return 0
    }
    var first = 0
    var last = view.owned
    for k in 0..<view.owned {
      let s = box.fractional(view.position(Int(members[k])))
      if all((s .>= lower) .& (s .< upper)) {
        order[first] = members[k]
        first += 1
      } else {
        last -= 1
        order[last] = members[k]
      }
    }
    var boundary = UnsafeMutableBufferPointer(
      start: order.pointer + first, count: view.owned - first)
    boundary.reverse()
    return first
  }

  private func permute<T: BitwiseCopyable>(_ values: UnsafeMutablePointer<T>, _ count: Int) {
    let sorted = UnsafeMutableRawPointer(scratch.pointer)
    let stride = MemoryLayout<T>.stride
    for k in 0..<count {
      sorted.storeBytes(of: values[Int(order.pointer[k])], toByteOffset: k * stride, as: T.self)
    }
    UnsafeMutableRawPointer(values).copyMemory(from: sorted, byteCount: count * stride)
  }

  /// Orders rows of several values.
  private func permuteRows(_ values: UnsafeMutablePointer<Double>, width: Int, _ count: Int) {
    guard width > 0 else { return }
    let sorted = UnsafeMutableRawPointer(scratch.pointer)
    let bytes = 8 * width
    for k in 0..<count {
      (sorted + k * bytes).copyMemory(
        from: values + Int(order.pointer[k]) * width, byteCount: bytes)
    }
    UnsafeMutableRawPointer(values).copyMemory(from: sorted, byteCount: count * bytes)
  }
}
