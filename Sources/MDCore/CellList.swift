/// Atoms sorted into cells of a grid that is parallel to the box and spans the atoms.
///
/// The grid is laid in fractional coordinates, so that cells are parallelepipeds in a tilted box. Cell
/// indices run along x fastest. Within a cell the atoms keep their order.
public struct CellList: ~Copyable {
  private var starts = AlignedBuffer<Int32>()
  private var members = AlignedBuffer<Int32>()
  private var cellOfAtom = AlignedBuffer<Int32>()
  private var axisX = CellAxis()
  private var axisY = CellAxis()
  private var axisZ = CellAxis()
  private var atomCount = 0

  /// No atoms.
  public init() {}

  private var counts: SIMD3<Int> { SIMD3(axisX.count, axisY.count, axisZ.count) }

  /// Sorts all atoms of a view, owned and ghosts, into cells.
  ///
  /// Two atoms within `2 * width` Å of each other are in cells whose indices differ by at most 2 in
  /// each dimension. There are never many more cells than atoms: where the atoms are few for the
  /// space that they fill, cells are wider.
  public mutating func build(atoms: AtomView, box: Box, width: Double) {
    precondition(width > 0, "cells have a width")
    atomCount = atoms.total
    layOutAxes(atoms, box, width)
    limitCells(to: 2 * atomCount + 64)
    let cellCount = counts.x * counts.y * counts.z
    starts.reserve(cellCount + 1, keeping: 0)
    // A vector may be read at the last member.
    members.reserve(atomCount + 8, keeping: 0)
    cellOfAtom.reserve(atomCount, keeping: 0)
    for i in 0..<atomCount {
      let s = box.fractional(atoms.position(i))
      let row = axisZ.cell(s.z) * axisY.count + axisY.cell(s.y)
      cellOfAtom.pointer[i] = Int32(row * axisX.count + axisX.cell(s.x))
    }
    fill(cellCount)
  }

  /// Slices the space between the outermost atoms.
  private mutating func layOutAxes(_ atoms: AtomView, _ box: Box, _ width: Double) {
    let (low, high) = Self.extent(atoms, box)
    // A little wider, so that rounding puts no pair into cells too far apart.
    let narrowest = Vector3(repeating: width * (1 + 1e-6)) / box.faceDistances
    // A slice costs four bytes; these reach across 20 µm for cells of 3 Å.
    let most = 4 * atomCount + 65_536
    axisX.layOut(low: low.x, high: high.x, narrowest: narrowest.x, most: most)
    axisY.layOut(low: low.y, high: high.y, narrowest: narrowest.y, most: most)
    axisZ.layOut(low: low.z, high: high.z, narrowest: narrowest.z, most: most)
    for i in 0..<atomCount {
      let s = box.fractional(atoms.position(i))
      axisX.occupy(s.x)
      axisY.occupy(s.y)
      axisZ.occupy(s.z)
    }
    axisX.number()
    axisY.number()
    axisZ.number()
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

  /// Halves the number of cells along the longest dimension until there are not too many.
  private mutating func limitCells(to most: Int) {
    while counts.x * counts.y * counts.z > most {
      let longest = counts.max()
      let half = (longest + 1) / 2
      if longest == axisX.count {
        axisX.coarsen(to: half)
      } else if longest == axisY.count {
        axisY.coarsen(to: half)
      } else {
        axisZ.coarsen(to: half)
      }
    }
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
