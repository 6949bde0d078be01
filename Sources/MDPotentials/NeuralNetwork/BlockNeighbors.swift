import MDCore
import MDKernels

/// The neighbours of a block of centres as the kernels see them: pointers into the scratch memory,
/// and where each centre's neighbours of each element stand.
struct BlockNeighbors<Real: LaneScalar> {
  typealias Lanes = Real.Lanes

  let numbers: UnsafeMutablePointer<Real>
  let index, element: UnsafeMutablePointer<Int32>
  let segments: UnsafeMutablePointer<Int>
  let shells: UnsafeMutablePointer<Real>
  /// Places that each column has.
  let capacity: Int
  let elementCount: Int

  /// One row of segments: start and count of each element, then the end.
  private var rowLength: Int { 2 * elementCount + 1 }
  private func row(_ center: Int) -> UnsafeMutablePointer<Int> { segments + center * rowLength }

  /// All columns, from the first centre's first place on.
  var columns: NeighborColumns<Real> {
    NeighborColumns(
      numbers: numbers, index: index, element: element, capacity: capacity, offset: 0)
  }

  /// The columns of one centre, its own places from 0.
  func columns(_ center: Int) -> NeighborColumns<Real> {
    NeighborColumns(
      numbers: numbers, index: index, element: element, capacity: capacity,
      offset: row(center)[0])
  }

  /// The columns of a shell for one centre.
  func shell(_ number: Int, _ center: Int) -> ShellColumns<Real> {
    ShellColumns(
      base: shells + number * ShellColumns<Real>.count * capacity, capacity: capacity,
      offset: row(center)[0])
  }

  /// Where a centre's places begin in the block.
  func start(_ center: Int) -> Int { row(center)[0] }

  /// How many places a centre has.
  func places(_ center: Int) -> Int { row(center)[2 * elementCount] - row(center)[0] }

  /// The places of a centre's neighbours of one element, or of all, padded to whole vectors.
  func range(_ center: Int, element: Int?) -> Range<Int> {
    let row = row(center)
    guard let element else { return 0..<places(center) }
    let lower = row[2 * element] - row[0]
    return lower..<(lower + Lanes.padded(row[2 * element + 1]))
  }

  /// The pairs of a centre's neighbours that a group of angular functions looks at.
  func pairs(_ center: Int, elements: [Int]?) -> PairRange {
    guard let elements else {
      let all = 0..<places(center)
      return PairRange(first: all, second: all, isTriangular: true)
    }
    let isTriangular = elements[0] == elements[1]
    let first = groups(center, element: elements[0])
    return PairRange(
      first: first, second: isTriangular ? first : groups(center, element: elements[1]),
      isTriangular: isTriangular)
  }

  /// The places of a centre's neighbours of one element, in whole groups of a tile.
  private func groups(_ center: Int, element: Int) -> Range<Int> {
    let lower = row(center)[2 * element] - row(center)[0]
    return lower..<(lower + PairRange.padded(row(center)[2 * element + 1]))
  }

  /// Notes where one element's neighbours of a centre stand.
  func note(_ center: Int, element: Int, start: Int, count: Int) {
    row(center)[2 * element] = start
    row(center)[2 * element + 1] = count
  }

  /// Notes where a centre's places end.
  func noteEnd(_ center: Int, _ end: Int) { row(center)[2 * elementCount] = end }

  /// How many neighbours of an element a centre has.
  func count(_ center: Int, element: Int) -> Int { row(center)[2 * element + 1] }
}
