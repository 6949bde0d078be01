/// The neighbours of several centres side by side: row n holds the n-th neighbour of each, one centre a
/// lane, and zeros where a centre has no more.
///
/// Sums over the neighbours of a centre are then sums over rows, which need no sum over lanes. A row is
/// ``NeighborField/first`` vectors and one for each radial factor.
public struct NeighborRows<Real: LaneScalar> {
  public typealias Lanes = Real.Lanes

  let base: UnsafeMutablePointer<Real>
  /// Numbers a row.
  let length: Int
  /// How many rows there are: the largest number of neighbours.
  public let count: Int
  /// Where the neighbours of each centre begin among the columns, and how many there are.
  let starts, counts: SIMD16<Int32>

  /// Rows in memory for `places(…)` numbers.
  public init(
    base: UnsafeMutablePointer<Real>, factors: Int, starts: SIMD16<Int32>, counts: SIMD16<Int32>
  ) {
    self.base = base
    self.starts = starts
    self.counts = counts
    length = Lanes.width * (NeighborField.first + factors)
    count = Int(counts.max())
  }

  /// Numbers that rows with a number of radial factors take, since they are made as many at once as there
  /// are lanes.
  public static func places(factors: Int, counts: SIMD16<Int32>) -> Int {
    Lanes.width * (NeighborField.first + factors) * Lanes.padded(Int(counts.max()))
  }

  @inline(__always)
  func row(_ n: Int) -> UnsafeMutablePointer<Real> { base + n * length }

  /// Where the n-th neighbours of the centres stand among the columns; negative for those that have no
  /// more.
  @inline(__always)
  private func places(_ n: Int) -> SIMD16<Int32> {
    let n = SIMD16<Int32>(repeating: Int32(truncatingIfNeeded: n))
    return (starts &+ n).replacing(with: -1, where: counts .<= n)
  }

  /// Takes the neighbours over from columns that begin with the first centre of the block.
  func fill(from neighbors: NeighborColumns<Real>, _ shell: ShellColumns<Real>) {
    for n in stride(from: 0, to: count, by: Lanes.width) {
      let places = places(n)
      let row = row(n)
      func take(_ column: UnsafeMutablePointer<Real>, _ field: Int) {
        Lanes.transpose(column, places, to: row + Lanes.width * field, stride: length)
      }
      take(neighbors.x, NeighborField.x)
      take(neighbors.y, NeighborField.y)
      take(neighbors.z, NeighborField.z)
      take(neighbors.inverse, NeighborField.inverse)
      take(shell.slope, NeighborField.slope)
      take(neighbors.square, NeighborField.square)
      take(shell.value, NeighborField.value)
    }
    for n in 0..<count {
      let row = row(n)
      let inverse = row.lanes(Lanes.width * NeighborField.inverse)
      row.store(row.lanes(Lanes.width * NeighborField.x) * inverse, Lanes.width * NeighborField.x)
      row.store(row.lanes(Lanes.width * NeighborField.y) * inverse, Lanes.width * NeighborField.y)
      row.store(row.lanes(Lanes.width * NeighborField.z) * inverse, Lanes.width * NeighborField.z)
    }
  }

  /// Adds the results of the second sweep to the gradients of columns that begin with the first centre.
  ///
  /// - Parameter work: memory for ``resultPlaces`` numbers.
  func addGradients(to neighbors: NeighborColumns<Real>, work: UnsafeMutablePointer<Real>) {
    let width = Lanes.width
    let rowStarts =
      SIMD16<Int32>(
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) &* Int32(truncatingIfNeeded: length)
    for n in count..<Lanes.padded(count) {
      for field in NeighborField.alpha...NeighborField.gz { row(n).store(.zero, width * field) }
    }
    for n in stride(from: 0, to: count, by: width) {
      let places = places(n)
      func put(_ field: Int, _ column: UnsafeMutablePointer<Real>) {
        Lanes.transpose(row(n) + width * field, rowStarts, to: work, stride: width)
        for lane in 0..<width where places[lane] >= 0 {
          let place = Int(places[lane])
          column.store(column.lanes(place) + work.lanes(width * lane), place)
        }
      }
      put(NeighborField.alpha, neighbors.alpha)
      put(NeighborField.gx, neighbors.gx)
      put(NeighborField.gy, neighbors.gy)
      put(NeighborField.gz, neighbors.gz)
    }
  }

  /// Numbers that handing the results over needs.
  static var resultPlaces: Int { Lanes.width * Lanes.width }
}

/// The vectors of a row of ``NeighborRows``.
enum NeighborField {
  /// The direction of the neighbour, 1/r, and the slope of the cutoff function as ``ShellColumns`` has it.
  static var x: Int { 0 }
  static var y: Int { 1 }
  static var z: Int { 2 }
  static var inverse: Int { 3 }
  static var slope: Int { 4 }
  /// r² and the value of the cutoff function: only until the radial factors are made.
  static var square: Int { 5 }
  static var value: Int { 6 }
  /// What the first sweep works in, from one pass to the next.
  static var c: Int { 5 }
  static var s: Int { 6 }
  static var before: Int { 7 }
  static var last: Int { 8 }
  /// What the second sweep adds to the gradients: α, and g's components.
  static var alpha: Int { 5 }
  static var gx: Int { 6 }
  static var gy: Int { 7 }
  static var gz: Int { 8 }
  /// Where the radial factors begin.
  static var first: Int { 9 }
}
