/// Which pairs (j, k) of neighbours a group of angular functions looks at.
public struct PairRange {
  /// Places of j and of k, whole groups of four.
  public let first, second: Range<Int>
  /// Whether both are the same and k > j.
  public let isTriangular: Bool

  /// Pairs within one range, or between two.
  public init(first: Range<Int>, second: Range<Int>, isTriangular: Bool) {
    self.first = first
    self.second = second
    self.isTriangular = isTriangular
  }

  /// A number of neighbours rounded up to whole groups of four: see ``PairTile``.
  public static func padded(_ count: Int) -> Int { (count + 3) & ~3 }

  /// An upper limit of the number of pairs.
  public var pairLimit: Int { first.count * second.count }

  /// How many tiles are looked at, at most.
  public func tileLimit<Lanes: LaneVector>(_: Lanes.Type) -> Int { pairLimit / Lanes.width }
}

/// A vector of pairs: some rows j times four columns k, lane 4·row + column.
///
/// Four neighbours that stand together form a group, and the pairs of two groups are one tile of sixteen
/// floats or two of eight doubles. Vectors stay full whatever the number of neighbours is, and what belongs to
/// j or k is loaded once and spread out.
enum PairTile {
  /// Neighbours a group.
  static var group: Int { 4 }
  /// Tiles for the pairs of two groups.
  @inline(__always)
  static func count<Lanes: LaneVector>(_: Lanes.Type) -> Int { group * group / Lanes.width }
  /// Rows a tile.
  @inline(__always)
  static func rows<Lanes: LaneVector>(_: Lanes.Type) -> Int { Lanes.width / group }
  /// The lanes with k > j of the tiles of a group with itself, tile after tile.
  static var upper: UInt16 { 0x08CE }

  /// The part of ``upper`` that belongs to a tile.
  @inline(__always)
  static func upper<Lanes: LaneVector>(_ tile: Int, _: Lanes.Type) -> Lanes.Mask {
    Lanes.Mask(truncatingIfNeeded: upper >> UInt16(truncatingIfNeeded: tile &* Lanes.width))
  }
}

/// The pairs of neighbours with r_jk below the cutoff, packed without gaps into one stream for each
/// quantity, and a mask for each ``PairTile`` to find the way back.
public struct LivePairs<Real: LaneScalar> {
  public typealias Lanes = Real.Lanes

  /// r_jk², r_j·r_k, 1/(r_ij r_ik), and fc(r_ij)·fc(r_ik) with the neighbours' weights.
  let square, dot, inverse, weight: UnsafeMutablePointer<Real>
  let masks: UnsafeMutablePointer<Lanes.Mask>

  /// Streams of `capacity` places each, a vector more than there can be pairs.
  public init(
    streams: UnsafeMutablePointer<Real>, capacity: Int, masks: UnsafeMutablePointer<Lanes.Mask>
  ) {
    square = streams
    dot = streams + capacity
    inverse = streams + 2 * capacity
    weight = streams + 3 * capacity
    self.masks = masks
  }

  /// The same streams from a place on, without the masks.
  @inline(__always)
  func from(_ place: Int) -> Self {
    Self(whole: self, place: place)
  }

  @inline(__always)
  private init(whole: Self, place: Int) {
    square = whole.square + place
    dot = whole.dot + place
    inverse = whole.inverse + place
    weight = whole.weight + place
    masks = whole.masks
  }

  /// Memory for this many streams is needed.
  public static var streamCount: Int { 4 }

  /// The capacity of a stream for a number of pairs, and a vector more: whole pages. The four streams
  /// are written at the same place within a page, since a load from another one waits for every store
  /// that is not through yet to the same place of any page.
  public static func capacity(_ pairs: Int) -> Int {
    let page = 4096 / MemoryLayout<Real>.stride
    return (pairs + Lanes.width + page - 1) / page * page
  }

  /// Collects the pairs with r_jk² < `limit`; returns how many, and how many masks were written.
  ///
  /// The streams are padded with zeros to a whole vector.
  public func collect(
    _ range: PairRange, _ neighbors: NeighborColumns<Real>, _ shell: ShellColumns<Real>,
    limit: Double
  ) -> (pairs: Int, masks: Int) {
    // Values of their own: behind a pointer the compiler would read them again after every store.
    let (streams, columns, shell) = (self, neighbors, shell)
    let (last, end) = (range.first.upperBound, range.second.upperBound)
    let isTriangular = range.isTriangular
    let limit = Lanes(repeating: limit)
    // Lanes that do not count get a limit that nothing is below: quicker than to change masks.
    let never = Lanes(repeating: -Lanes.farAway)
    let upper0 = limit.selected(PairTile.upper(0, Lanes.self), else: never)
    let upper1 = limit.selected(PairTile.upper(1, Lanes.self), else: never)
    var count = 0
    var mask = masks
    var j = range.first.lowerBound
    while j < last {
      if shell.isAlive(j) {
        let r0 = Row(columns, shell, j)
        let r1 = Row(columns, shell, j &+ PairTile.rows(Lanes.self))
        var k = range.second.lowerBound
        if isTriangular {
          let column = Column(columns, shell, j)
          mask[0] = streams.append(r0, column, upper0, &count)
          if PairTile.count(Lanes.self) > 1 {
            mask[1] = streams.append(r1, column, upper1, &count)
          }
          mask += PairTile.count(Lanes.self)
          k = j &+ PairTile.group
        }
        while k < end {
          let column = Column(columns, shell, k)
          mask[0] = streams.append(r0, column, limit, &count)
          if PairTile.count(Lanes.self) > 1 {
            mask[1] = streams.append(r1, column, limit, &count)
          }
          mask += PairTile.count(Lanes.self)
          k &+= PairTile.group
        }
      }
      j &+= PairTile.group
    }
    square.store(.zero, count)
    dot.store(.zero, count)
    inverse.store(.zero, count)
    weight.store(.zero, count)
    return (count, mask - masks)
  }

  /// What belongs to the rows of a tile.
  private struct Row {
    let x, y, z, reach, inverse, value: Lanes

    @inline(__always)
    init(_ neighbors: NeighborColumns<Real>, _ shell: ShellColumns<Real>, _ j: Int) {
      x = .tileRows(neighbors.x + j)
      y = .tileRows(neighbors.y + j)
      z = .tileRows(neighbors.z + j)
      reach = .tileRows(shell.reach + j)
      inverse = .tileRows(neighbors.inverse + j)
      value = .tileRows(shell.value + j)
    }
  }

  /// What belongs to the columns of a tile.
  private struct Column {
    let x, y, z, reach, inverse, value: Lanes

    @inline(__always)
    init(_ neighbors: NeighborColumns<Real>, _ shell: ShellColumns<Real>, _ k: Int) {
      x = .tileColumns(neighbors.x + k)
      y = .tileColumns(neighbors.y + k)
      z = .tileColumns(neighbors.z + k)
      reach = .tileColumns(shell.reach + k)
      inverse = .tileColumns(neighbors.inverse + k)
      value = .tileColumns(shell.value + k)
    }
  }

  /// Appends the live ones of a tile to the streams and returns which they were.
  @inline(__always)
  private func append(_ row: Row, _ column: Column, _ limit: Lanes, _ count: inout Int)
    -> Lanes.Mask
  {
    let product = (row.x * column.x).addingProduct(row.y, column.y).addingProduct(row.z, column.z)
    let r2 = (row.reach + column.reach).addingProduct(product, Lanes(repeating: -2))
    let live = r2.isLess(limit)
    r2.store(compressed: live, to: square + count)
    product.store(compressed: live, to: dot + count)
    (row.inverse * column.inverse).store(compressed: live, to: inverse + count)
    (row.value * column.value).store(compressed: live, to: weight + count)
    count &+= live.nonzeroBitCount
    return live
  }
}

extension ShellColumns {
  /// Whether one of a group of neighbours, from place j on, lies within the cutoff.
  @inline(__always)
  func isAlive(_ j: Int) -> Bool {
    let lane = j & (Lanes.width &- 1)
    let outside = value.lanes(j &- lane).isEqual(.zero)
    return (~outside &>> Lanes.Mask(truncatingIfNeeded: lane)) & 0xF != 0
  }
}
