import MDCore
import MDKernels

/// The neighbours of a block of centres as the kernels see them: pointers into the scratch memory,
/// and where each centre's neighbours of each element stand: those within the shortest cutoff first, then
/// those within the next.
struct BlockNeighbors<Real: LaneScalar> {
  typealias Lanes = Real.Lanes

  let numbers: UnsafeMutablePointer<Real>
  let index, element: UnsafeMutablePointer<Int32>
  let segments: UnsafeMutablePointer<Int>
  let shells: UnsafeMutablePointer<Real>
  /// Places that each column has.
  let capacity: Int
  let elementCount: Int
  /// How many cutoffs there are.
  let reachCount: Int

  /// One row of segments: for each element its start and how many are within each cutoff, then the end.
  private var rowLength: Int { Self.segmentCount(elements: elementCount, reaches: reachCount) }
  static func segmentCount(elements: Int, reaches: Int) -> Int { elements * (1 + reaches) + 1 }
  private func row(_ center: Int) -> UnsafeMutablePointer<Int> { segments + center * rowLength }

  /// All columns, from the first centre's first place on.
  var columns: NeighborColumns<Real> {
    NeighborColumns(
      numbers: numbers, index: index, element: element, capacity: capacity, offset: 0)
  }

  /// The columns from a place of the block on.
  func columns(from place: Int) -> NeighborColumns<Real> {
    NeighborColumns(
      numbers: numbers, index: index, element: element, capacity: capacity, offset: place)
  }

  /// The columns of one centre, its own places from 0.
  func columns(_ center: Int) -> NeighborColumns<Real> {
    columns(from: row(center)[0])
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
  func places(_ center: Int) -> Int { row(center)[rowLength - 1] - row(center)[0] }

  /// Where a centre's neighbours of one element begin among its places.
  func start(_ center: Int, element: Int) -> Int {
    row(center)[element * (1 + reachCount)] - row(center)[0]
  }

  /// How many neighbours of an element a centre has within a cutoff, by default the longest.
  func count(_ center: Int, element: Int, reach: Int? = nil) -> Int {
    row(center)[element * (1 + reachCount) + 1 + (reach ?? reachCount - 1)]
  }

  /// The places of a centre's neighbours of one element within a cutoff, or of all, padded to whole
  /// vectors.
  func range(_ center: Int, element: Int?, reach: Int) -> Range<Int> {
    guard let element else { return 0..<places(center) }
    let lower = start(center, element: element)
    return lower..<(lower + Lanes.padded(count(center, element: element, reach: reach)))
  }

  /// The pairs of a centre's neighbours that a group of angular functions looks at.
  func pairs(_ center: Int, elements: [Int]?, reach: Int) -> PairRange {
    guard let elements else {
      let all = 0..<places(center)
      return PairRange(first: all, second: all, isTriangular: true)
    }
    let isTriangular = elements[0] == elements[1]
    let first = groups(center, element: elements[0], reach: reach)
    return PairRange(
      first: first,
      second: isTriangular ? first : groups(center, element: elements[1], reach: reach),
      isTriangular: isTriangular)
  }

  /// The places of a centre's neighbours of one element, in whole groups of a tile.
  private func groups(_ center: Int, element: Int, reach: Int) -> Range<Int> {
    let lower = start(center, element: element)
    return lower..<(lower + PairRange.padded(count(center, element: element, reach: reach)))
  }

  /// Notes where one element's neighbours of a centre begin in the block.
  func note(_ center: Int, element: Int, start: Int) {
    row(center)[element * (1 + reachCount)] = start
  }

  /// Notes how many of them there are within a cutoff.
  func note(_ center: Int, element: Int, reach: Int, count: Int) {
    row(center)[element * (1 + reachCount) + 1 + reach] = count
  }

  /// Notes where a centre's places end.
  func noteEnd(_ center: Int, _ end: Int) { row(center)[rowLength - 1] = end }
}
