import MDCore

/// Puts owned atoms in the order of their cells, and of their ids within a cell, so that neighbours in
/// space are neighbours in memory and the order does not depend on how the atoms came here.
struct SpatialSort: ~Copyable {
  /// The width of a cell in Å; half the cutoff, once that is known.
  var cellWidth = 3.0
  private var cells = CellList()
  private var scratch = AlignedBuffer<Int64>()

  /// Sorts the owned atoms. There must be no ghosts.
  mutating func sort(_ atoms: inout AtomStore, box: Box) {
    precondition(atoms.ghosts == 0, "atoms are sorted before ghosts are exchanged")
    let count = atoms.owned
    let view = atoms.view
    cells.build(atoms: view, box: box, width: cellWidth)
    let cellView = cells.view
    let ids = view.id
    for cell in 0..<cellView.cellCount {
      var members = cellView.members(of: cell)
      if members.count > 1 { members.sort { ids[Int($0)] < ids[Int($1)] } }
    }
    scratch.reserve(count, keeping: 0)
    let order = cellView.members
    permute(view.x, order, count)
    permute(view.y, order, count)
    permute(view.z, order, count)
    permute(view.vx, order, count)
    permute(view.vy, order, count)
    permute(view.vz, order, count)
    permute(view.id, order, count)
    permute(view.type, order, count)
    permute(view.imageX, order, count)
    permute(view.imageY, order, count)
    permute(view.imageZ, order, count)
    permute(view.groups, order, count)
  }

  private func permute<T: BitwiseCopyable>(
    _ values: UnsafeMutablePointer<T>, _ order: UnsafePointer<Int32>, _ count: Int
  ) {
    let sorted = UnsafeMutableRawPointer(scratch.pointer)
    let stride = MemoryLayout<T>.stride
    for k in 0..<count {
      sorted.storeBytes(of: values[Int(order[k])], toByteOffset: k * stride, as: T.self)
    }
    UnsafeMutableRawPointer(values).copyMemory(from: sorted, byteCount: count * stride)
  }
}
