/// Which pairs (j, k) of neighbours a group of angular functions looks at.
public struct PairRange {
  /// Places of j and of k, whole vectors.
  public let first, second: Range<Int>
  /// Whether both are the same and k > j.
  public let isTriangular: Bool

  /// Pairs within one range, or between two.
  public init(first: Range<Int>, second: Range<Int>, isTriangular: Bool) {
    self.first = first
    self.second = second
    self.isTriangular = isTriangular
  }

  /// An upper limit of the number of pairs, and of the vectors of k that are looked at.
  public var pairLimit: Int { first.count * second.count }

  /// How many rows j are worked on at once, so that what belongs to k is loaded once for all of them.
  static var rowsAtOnce: Int { 4 }

  /// The vector of k that the rows from j on begin with, j a multiple of ``rowsAtOnce``, and the lanes of
  /// it that count for row j; each further row has one less where both ranges are the same.
  @inline(__always)
  func begin<Lanes: LaneVector>(_ j: Int, _: Lanes.Type) -> (place: Int, first: Lanes.Mask) {
    guard isTriangular else { return (second.lowerBound, .max) }
    let last = Lanes.width &- 1
    let lane = Lanes.Mask(truncatingIfNeeded: j & last)
    return (j & ~last, (Lanes.Mask.max &<< lane) &<< 1)
  }
}

/// The pairs of neighbours with r_jk below the cutoff, packed without gaps into one stream for each
/// quantity, and a mask for each vector of k to find the way back.
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
    let limit = Lanes(repeating: limit)
    var count = 0
    var mask = masks
    var j = range.first.lowerBound
    let never = Lanes(repeating: -Lanes.farAway)
    while j < last {
      if shell.isAlive(j) {
        let r0 = Row(columns, shell, j)
        let r1 = Row(columns, shell, j &+ 1)
        let r2 = Row(columns, shell, j &+ 2)
        let r3 = Row(columns, shell, j &+ 3)
        var (k, allowed) = range.begin(j, Lanes.self)
        // Lanes that do not count get a limit that nothing is below: quicker than to change masks.
        var limits = (limit, limit, limit, limit)
        if range.isTriangular {
          limits.0 = limit.selected(allowed, else: never)
          allowed = allowed &<< 1
          limits.1 = limit.selected(allowed, else: never)
          allowed = allowed &<< 1
          limits.2 = limit.selected(allowed, else: never)
          allowed = allowed &<< 1
          limits.3 = limit.selected(allowed, else: never)
        }
        if k < end {
          let column = Column(columns, shell, k)
          mask[0] = streams.append(r0, column, limits.0, &count)
          mask[1] = streams.append(r1, column, limits.1, &count)
          mask[2] = streams.append(r2, column, limits.2, &count)
          mask[3] = streams.append(r3, column, limits.3, &count)
          mask += PairRange.rowsAtOnce
          k &+= Lanes.width
          while k < end {
            let column = Column(columns, shell, k)
            mask[0] = streams.append(r0, column, limit, &count)
            mask[1] = streams.append(r1, column, limit, &count)
            mask[2] = streams.append(r2, column, limit, &count)
            mask[3] = streams.append(r3, column, limit, &count)
            mask += PairRange.rowsAtOnce
            k &+= Lanes.width
          }
        }
      }
      j &+= PairRange.rowsAtOnce
    }
    square.store(.zero, count)
    dot.store(.zero, count)
    inverse.store(.zero, count)
    weight.store(.zero, count)
    return (count, mask - masks)
  }

  /// What belongs to j, in all lanes; what registers have no room for is read where it is used.
  private struct Row {
    let x, y, z, reach: Lanes
    let inverse, value: UnsafePointer<Real>

    @inline(__always)
    init(_ neighbors: NeighborColumns<Real>, _ shell: ShellColumns<Real>, _ j: Int) {
      x = Lanes(repeating: neighbors.x[j])
      y = Lanes(repeating: neighbors.y[j])
      z = Lanes(repeating: neighbors.z[j])
      reach = Lanes(repeating: shell.reach[j])
      inverse = UnsafePointer(neighbors.inverse + j)
      value = UnsafePointer(shell.value + j)
    }
  }

  /// What belongs to a vector of k.
  private struct Column {
    let x, y, z, reach, inverse, value: Lanes

    @inline(__always)
    init(_ neighbors: NeighborColumns<Real>, _ shell: ShellColumns<Real>, _ k: Int) {
      x = neighbors.x.lanes(k)
      y = neighbors.y.lanes(k)
      z = neighbors.z.lanes(k)
      reach = shell.reach.lanes(k)
      inverse = neighbors.inverse.lanes(k)
      value = shell.value.lanes(k)
    }
  }

  /// Appends the live ones of a vector of pairs to the streams and returns which they were.
  @inline(__always)
  private func append(_ row: Row, _ column: Column, _ limit: Lanes, _ count: inout Int)
    -> Lanes.Mask
  {
    let product = (row.x * column.x).addingProduct(row.y, column.y).addingProduct(row.z, column.z)
    let r2 = (row.reach + column.reach).addingProduct(product, Lanes(repeating: -2))
    let live = r2.isLess(limit)
    r2.store(compressed: live, to: square + count)
    product.store(compressed: live, to: dot + count)
    let g = Lanes(repeating: row.inverse.pointee) * column.inverse
    g.store(compressed: live, to: inverse + count)
    let w = Lanes(repeating: row.value.pointee) * column.value
    w.store(compressed: live, to: weight + count)
    count &+= live.nonzeroBitCount
    return live
  }
}

extension ShellColumns {
  /// Whether one of the rows from j on that are worked on at once lies within the cutoff.
  @inline(__always)
  func isAlive(_ j: Int) -> Bool {
    let lane = j & (Lanes.width &- 1)
    let outside = value.lanes(j &- lane).isEqual(.zero)
    return (~outside &>> Lanes.Mask(truncatingIfNeeded: lane)) & 0xF != 0
  }
}
