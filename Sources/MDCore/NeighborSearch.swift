import CSIMD

/// Looks for the neighbours of single atoms in the rows of cells around them, eight candidates at a
/// time.
struct NeighborSearch {
  private let cells: CellListView
  /// Positions in the order of the cells, with room for a whole vector at the last.
  private let x, y, z: UnsafePointer<Double>
  /// The least number that is too much for the square of a distance, Å².
  private let beyond: SIMD8<Double>

  /// How far beyond the last entry or position a vector may reach.
  static let overhang = 8

  init(
    cells: CellListView, x: UnsafePointer<Double>, y: UnsafePointer<Double>,
    z: UnsafePointer<Double>, cutoff: Double
  ) {
    self.cells = cells
    (self.x, self.y, self.z) = (x, y, z)
    beyond = SIMD8(repeating: (cutoff * cutoff).nextUp)
  }

  /// The cells two to each side of that of an atom, where there are any: rows along x.
  @inline(__always)
  private func forEachRow(of i: Int, _ body: (_ first: Int, _ last: Int, _ isOwn: Bool) -> Void) {
    let counts = cells.counts
    let cell = Int(cells.cellOfAtom[i])
    let plane = cell / counts.x
    let (cx, cy, cz) = (cell - plane * counts.x, plane % counts.y, plane / counts.y)
    let (firstX, lastX) = (max(0, cx - 2), min(counts.x - 1, cx + 2))
    let (firstY, lastY) = (max(0, cy - 2), min(counts.y - 1, cy + 2))
    for z in max(0, cz - 2)...min(counts.z - 1, cz + 2) {
      for y in firstY...lastY {
        let row = (z * counts.y + y) * counts.x
        body(
          Int(cells.starts[row + firstX]), Int(cells.starts[row + lastX + 1]), y == cy && z == cz)
      }
    }
  }

  /// How many atoms are in the cells around an atom.
  @inline(__always)
  func candidates(of i: Int) -> Int {
    var count = 0
    forEachRow(of: i) { first, last, _ in count += last - first }
    return count
  }

  /// Writes the neighbours of an atom, and up to eight entries more, and returns their number. There
  /// must be room for all candidates and the overhang.
  @inline(__always)
  func neighbors(of i: Int, _ atoms: AtomView, into target: UnsafeMutablePointer<Int32>) -> Int {
    let (xi, yi, zi) = (
      SIMD8(repeating: atoms.x[i]), SIMD8(repeating: atoms.y[i]), SIMD8(repeating: atoms.z[i])
    )
    var found = 0
    forEachRow(of: i) { first, last, isOwn in
      let before = found
      var k = first
      while k < last {
        let dx = vector(x + k) - xi
        let dy = vector(y + k) - yi
        let dz = vector(z + k) - zi
        let square = dx * dx + dy * dy + dz * dz
        let within: UInt8 = last - k >= 8 ? 255 : ~(255 &<< UInt8(truncatingIfNeeded: last - k))
        let near = csimd_less(square, beyond) & within
        let indices = UnsafeRawPointer(cells.members + k).loadUnaligned(as: SIMD8<Int32>.self)
        UnsafeMutableRawPointer(target + found).storeBytes(
          of: csimd_compress_indices(near, indices), as: SIMD8<Int32>.self)
        found &+= near.nonzeroBitCount
        k &+= 8
      }
      if isOwn { found -= remove(Int32(truncatingIfNeeded: i), target, before, found) }
    }
    return found
  }

  @inline(__always)
  private func vector(_ values: UnsafePointer<Double>) -> SIMD8<Double> {
    UnsafeRawPointer(values).loadUnaligned(as: SIMD8<Double>.self)
  }

  /// Takes the atom itself out of its own neighbours; returns how many entries that were.
  @inline(__always)
  private func remove(
    _ atom: Int32, _ target: UnsafeMutablePointer<Int32>, _ first: Int, _ last: Int
  ) -> Int {
    var kept = first
    for n in first..<last {
      let entry = target[n]
      target[kept] = entry
      kept &+= entry == atom ? 0 : 1
    }
    return last - kept
  }
}
