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

  /// The vector of k that j begins with, and the lanes of it that count.
  @inline(__always)
  func begin(_ j: Int) -> (place: Int, lanes: UInt8) {
    guard isTriangular else { return (second.lowerBound, 0xFF) }
    return ((j &+ 1) & ~7, 0xFF << UInt8(truncatingIfNeeded: (j &+ 1) & 7))
  }
}

/// The pairs of neighbours with r_jk below the cutoff, packed without gaps into one stream for each
/// quantity, and a mask for each vector of k to find the way back.
public struct LivePairs {
  /// r_jk², r_j·r_k, 1/(r_ij r_ik), and fc(r_ij)·fc(r_ik) with the neighbours' weights.
  let square, dot, inverse, weight: UnsafeMutablePointer<Double>
  let masks: UnsafeMutablePointer<UInt8>

  /// Streams of `capacity` places each, eight more than there can be pairs.
  public init(
    streams: UnsafeMutablePointer<Double>, capacity: Int, masks: UnsafeMutablePointer<UInt8>
  ) {
    square = streams
    dot = streams + capacity
    inverse = streams + 2 * capacity
    weight = streams + 3 * capacity
    self.masks = masks
  }

  /// Memory for this many streams is needed.
  public static let streamCount = 4

  /// Collects the pairs with r_jk² < `limit`; returns how many, and how many masks were written.
  ///
  /// The streams are padded with zeros to a whole vector.
  public func collect(
    _ range: PairRange, _ neighbors: NeighborColumns, _ shell: ShellColumns, limit: Double
  ) -> (pairs: Int, masks: Int) {
    var count = 0
    var mask = masks
    let limits = Lanes(repeating: limit)
    for j in range.first where shell.value[j] != 0 {
      let (xj, yj, zj) = (
        Lanes(repeating: neighbors.x[j]), Lanes(repeating: neighbors.y[j]),
        Lanes(repeating: neighbors.z[j])
      )
      let squareJ = Lanes(repeating: shell.reach[j])
      let inverseJ = Lanes(repeating: neighbors.inverse[j])
      let valueJ = Lanes(repeating: shell.value[j])
      var (k, allowed) = range.begin(j)
      while k < range.second.upperBound {
        let product = (xj * neighbors.x.lanes(k)).addingProduct(yj, neighbors.y.lanes(k))
          .addingProduct(zj, neighbors.z.lanes(k))
        let r2 = (squareJ + shell.reach.lanes(k)).addingProduct(product, Lanes(repeating: -2))
        let live = r2.isLess(limits) & allowed
        square.store(r2.compressed(live), count)
        dot.store(product.compressed(live), count)
        inverse.store((inverseJ * neighbors.inverse.lanes(k)).compressed(live), count)
        weight.store((valueJ * shell.value.lanes(k)).compressed(live), count)
        mask.pointee = live
        mask += 1
        count &+= live.nonzeroBitCount
        allowed = 0xFF
        k &+= 8
      }
    }
    square.store(.zero, count)
    dot.store(.zero, count)
    inverse.store(.zero, count)
    weight.store(.zero, count)
    return (count, mask - masks)
  }
}
