/// Atoms sorted into cells of a grid that is parallel to the box and spans the atoms.
///
/// The grid is laid in fractional coordinates, so that cells are parallelepipeds in a tilted box. Cell
/// indices run along x fastest. Within a cell the atoms keep their order.
public struct CellList: ~Copyable {
  private var starts = AlignedBuffer<Int32>()
  private var members = AlignedBuffer<Int32>()
  private var cellOfAtom = AlignedBuffer<Int32>()
  private var counts = SIMD3<Int>(repeating: 1)
  private var atomCount = 0

  /// No atoms.
  public init() {}

  /// Sorts all atoms of a view, owned and ghosts, into cells whose faces are at least `width` Å apart.
  ///
  /// There are never many more cells than atoms: where the atoms are few for the space they span,
  /// cells are wider.
  public mutating func build(atoms: AtomView, box: Box, width: Double) {
    precondition(width > 0, "cells have a width")
    let (low, high) = Self.extent(atoms, box)
    let narrowest = Vector3(repeating: width * (1 + 1e-6)) / box.faceDistances
    counts = Self.cellCounts(extent: high - low, narrowest: narrowest, atoms: atoms.total)
    let cellCount = counts.x * counts.y * counts.z
    atomCount = atoms.total
    starts.reserve(cellCount + 1, keeping: 0)
    members.reserve(atomCount, keeping: 0)
    cellOfAtom.reserve(atomCount, keeping: 0)
    assignCells(atoms, box, low: low, extent: high - low)
    fill(cellCount)
  }

  /// The least and greatest fractional coordinates of the atoms.
  private static func extent(_ atoms: AtomView, _ box: Box) -> (low: Vector3, high: Vector3) {
    guard atoms.total > 0 else { return (.zero, .zero) }
    var low = Vector3(repeating: .infinity)
    var high = -low
    for i in 0..<atoms.total {
      let s = box.fractional(atoms.position(i))
      low = pointwiseMin(low, s)
      high = pointwiseMax(high, s)
    }
    return (low, high)
  }

  /// As many cells as fit, but not more than about two an atom; the longest dimension gives way first.
  static func cellCounts(extent: Vector3, narrowest: Vector3, atoms: Int) -> SIMD3<Int> {
    let most = Double(2 * atoms + 64)
    var wanted = Vector3(repeating: 1)
    for d in 0..<3 {
      let fitting = (extent[d] / narrowest[d]).rounded(.down)
      // Not a number, if a coordinate is not: one cell.
      wanted[d] = fitting >= 1 ? Swift.min(fitting, most) : 1
    }
    while wanted.x * wanted.y * wanted.z > most {
      let longest = wanted.max()
      for d in 0..<3 where wanted[d] == longest {
        let others = wanted.x * wanted.y * wanted.z / longest
        wanted[d] = Swift.max(1, Swift.max(most / others, longest / 2).rounded(.down))
        break
      }
    }
    return SIMD3(Int(wanted.x), Int(wanted.y), Int(wanted.z))
  }

  private func assignCells(_ atoms: AtomView, _ box: Box, low: Vector3, extent: Vector3) {
    let real = Vector3(Double(counts.x), Double(counts.y), Double(counts.z))
    var scale = Vector3.zero
    for d in 0..<3 where extent[d] > 0 { scale[d] = real[d] / extent[d] }
    for i in 0..<atomCount {
      let t = (box.fractional(atoms.position(i)) - low) * scale
      let cx = Self.cell(t.x, counts.x)
      let cy = Self.cell(t.y, counts.y)
      let cz = Self.cell(t.z, counts.z)
      cellOfAtom.pointer[i] = Int32((cz * counts.y + cy) * counts.x + cx)
    }
  }

  /// The cell of a scaled coordinate; the outermost cells take what rounding puts outside.
  @inline(__always)
  private static func cell(_ t: Double, _ count: Int) -> Int {
    guard t >= 1 else { return 0 }
    return t < Double(count) ? Int(t) : count - 1
  }

  /// A counting sort of the atoms by cell.
  private func fill(_ cellCount: Int) {
    let starts = starts.pointer
    starts.update(repeating: 0, count: cellCount + 1)
    for i in 0..<atomCount { starts[Int(cellOfAtom.pointer[i]) + 1] += 1 }
    for cell in 0..<cellCount { starts[cell + 1] += starts[cell] }
    // Each start moves to its end while its cell is filled, and is the start of the next then.
    for i in 0..<atomCount {
      let cell = Int(cellOfAtom.pointer[i])
      members.pointer[Int(starts[cell])] = Int32(i)
      starts[cell] += 1
    }
    for cell in stride(from: cellCount, to: 0, by: -1) { starts[cell] = starts[cell - 1] }
    starts[0] = 0
  }

  /// Pointers into the list, valid until it is next built.
  public var view: CellListView {
    CellListView(
      counts: counts, starts: starts.pointer, mutableMembers: members.pointer,
      cellOfAtom: cellOfAtom.pointer)
  }
}

/// Pointers to a ``CellList``.
public struct CellListView {
  /// How many cells there are along each dimension.
  public let counts: SIMD3<Int>
  /// Where the members of each cell begin; one more at the end.
  public let starts: UnsafePointer<Int32>
  /// The atoms of all cells, one cell after the other; may be reordered within a cell.
  public let mutableMembers: UnsafeMutablePointer<Int32>
  /// The cell of each atom.
  public let cellOfAtom: UnsafePointer<Int32>

  /// A view over arrays that the cell list keeps alive.
  init(
    counts: SIMD3<Int>, starts: UnsafePointer<Int32>,
    mutableMembers: UnsafeMutablePointer<Int32>, cellOfAtom: UnsafePointer<Int32>
  ) {
    self.counts = counts
    self.starts = starts
    self.mutableMembers = mutableMembers
    self.cellOfAtom = cellOfAtom
  }

  /// How many cells there are.
  @inlinable
  public var cellCount: Int { counts.x * counts.y * counts.z }

  /// The atoms of all cells, one cell after the other.
  @inlinable
  public var members: UnsafePointer<Int32> { UnsafePointer(mutableMembers) }

  /// The atoms of one cell, to be reordered among themselves.
  @inlinable
  public func members(of cell: Int) -> UnsafeMutableBufferPointer<Int32> {
    UnsafeMutableBufferPointer(
      start: mutableMembers + Int(starts[cell]), count: Int(starts[cell + 1] - starts[cell]))
  }
}
