import MDCore
import MDKernels

/// Some of the pairs of one centre's neighbours, one after the other whatever neighbours they belong to: angles,
/// distances, and what functions say of them, as rows of memory.
///
/// ``VectorGroupKernel`` goes through the pairs of a group batch by batch, and through a batch function by function, so
/// that what kind of function it is is asked once for many pairs, and a batch stays in the caches of a core. Pairs come
/// in the order of the longer of their two distances, in steps of the factors' reaches: those that a factor does not
/// reach are behind ``ends``.
struct PairBatch {
  /// Pairs of a batch.
  static var capacity: Int { 256 }
  /// From one row to the next: vectors reach behind the last pair.
  static var rowStride: Int { capacity + 16 }

  /// A neighbour, the outer one, with some of the eight neighbours from an inner one on.
  struct Piece: BitwiseCopyable {
    let outer, inner: Int32
    /// Index of the first factor that reaches both.
    let firstFactor: Int32
    let mask: DoubleLanes.Mask
  }

  let packed: PackedNeighbors
  let isSameElement, isNarrow, isCompact: Bool
  /// The square of the distance that two neighbours of a narrow pair must not have.
  let squaredReach: Double
  /// cos θ; r_jk², then r_jk, where it is asked for.
  let cosine, distance: UnsafeMutablePointer<Double>
  /// θ and −1/sin θ.
  let angle, angleSlope: UnsafeMutablePointer<Double>
  /// The cutoff function evaluated last and its derivative, see ``CutoffRows``.
  let cutoff: CutoffRows
  /// Row f, of ``rowStride`` numbers: w_j w_k·a(r_ij)·a(r_ik) of factor f.
  let products: UnsafeMutablePointer<Double>
  /// For each reach, where the pairs end of which both are nearer.
  let ends: UnsafeMutablePointer<Int>
  let pieces: UnsafeMutablePointer<Piece>

  /// How far the pairs of a centre have been taken, and what the batch holds now.
  struct Cursor {
    /// The reach, outer and inner neighbour of the pairs that come next; no inner one if the outer one is not begun.
    fileprivate var level = 0
    fileprivate var outer = 0
    fileprivate var inner = -1
    fileprivate(set) var count = 0
    fileprivate(set) var pieceCount = 0
  }

  /// Rows that it works in, but for those of the products.
  static var rows: Int { 6 }

  init(
    _ group: FunctionGroup, _ packed: PackedNeighbors, rows: UnsafeMutablePointer<Double>,
    products: UnsafeMutablePointer<Double>, pieces: UnsafeMutablePointer<Piece>
  ) {
    self.packed = packed
    isSameElement = group.isSameElement
    isNarrow = group.key.isNarrow
    isCompact = group.key.isCompact
    squaredReach = isNarrow ? group.reach * group.reach : .infinity
    cosine = rows
    distance = rows + Self.rowStride
    angle = rows + 2 * Self.rowStride
    angleSlope = rows + 3 * Self.rowStride
    cutoff = CutoffRows(values: rows + 4 * Self.rowStride, slopes: rows + 5 * Self.rowStride)
    self.products = products
    self.pieces = pieces
    ends = packed.reachEnds + 2 * packed.levels
  }

  /// Where a centre's pairs begin.
  func start() -> Cursor { Cursor(outer: isSameElement ? 0 : packed.firstCount) }

  /// Takes the next pairs.
  ///
  /// - Parameter hasProducts: whether to fill in the products of the factors.
  /// - Returns: whether there were any.
  func next(_ cursor: inout Cursor, _ group: FunctionGroup, hasProducts: Bool) -> Bool {
    let levels = group.factorLevels.span
    let firstFactors = group.firstFactors.span
    let factors = hasProducts ? levels.count : 0
    let (inners, outers) = (
      packed.reachEnds, packed.reachEnds + (isSameElement ? 0 : packed.levels)
    )
    var (count, pieceCount) = (0, 0)
    var (level, outer, n) = (cursor.level, cursor.outer, cursor.inner)
    for l in 0..<level { ends[l] = 0 }
    walk: while level < packed.levels {
      let firstFactor = firstFactors[level]
      // Pairs of which one is not nearer than the reach before: of the same element, an outer one of this reach with all
      // before it; of two elements, also a nearer outer one with inner ones of this reach.
      let innerStart = level == 0 ? 0 : inners[level &- 1]
      let outerStart = level == 0 ? 0 : outers[level &- 1]
      while outer < outers[level] {
        let end = isSameElement ? outer : inners[level]
        if n < 0 { n = outer < outerStart ? innerStart : 0 }
        while n < end {
          if count &+ 8 > Self.capacity { break walk }
          let mask = take(outer, n, until: end, firstFactor..<max(firstFactor, factors), at: count)
          if mask != 0 {
            pieces[pieceCount] = Piece(
              outer: Int32(truncatingIfNeeded: outer), inner: Int32(truncatingIfNeeded: n),
              firstFactor: Int32(truncatingIfNeeded: firstFactor), mask: mask)
            pieceCount &+= 1
            count &+= mask.nonzeroBitCount
          }
          n &+= 8
        }
        n = -1
        outer &+= 1
      }
      ends[level] = count
      level &+= 1
      if !isSameElement { outer = packed.firstCount }
    }
    cursor = Cursor(level: level, outer: outer, inner: n, count: count, pieceCount: pieceCount)
    for l in level..<max(level, packed.levels) { ends[l] = count }
    finish(count, levels, factors)
    return count > 0
  }

  /// Writes those of an outer neighbour and eight inner ones that are near enough to each other to a place of the rows.
  @inline(__always)
  private func take(
    _ outer: Int, _ n: Int, until end: Int, _ factors: Range<Int>, at place: Int
  ) -> DoubleLanes.Mask {
    let pairs = PairLanes(packed, outer, n, isCompact: isCompact)
    var mask = DoubleLanes.first(end &- n)
    if isNarrow {
      mask &= pairs.square.isLess(DoubleLanes(repeating: squaredReach))
      if mask == 0 { return mask }
      pairs.square.store(compressed: mask, to: distance + place)
    }
    pairs.cosine.store(compressed: mask, to: cosine + place)
    let weight = packed.weight.lanes(n) * packed.weight[outer]
    var f = factors.lowerBound
    while f < factors.upperBound {
      let values = packed.values + f &* packed.stride
      let product = weight * (values.lanes(n) * values[outer])
      product.store(compressed: mask, to: products + (f &* Self.rowStride &+ place))
      f &+= 1
    }
    return mask
  }

  /// Makes the places behind the last pair harmless, and behind the last that each factor reaches.
  private func finish(_ count: Int, _ levels: Span<Int>, _ factors: Int) {
    cosine.store(.zero, count)
    distance.store(DoubleLanes(repeating: 1), count)
    for f in 0..<factors {
      products.store(.zero, f * Self.rowStride + ends[levels[f]])
    }
    if isNarrow {
      for n in stride(from: 0, to: count, by: 8) {
        distance.store(distance.lanes(n).squareRoot(), n)
      }
    }
  }

  /// Fills in the angles; what turns their derivatives into those of cosines only if asked for. Triplets on a line have
  /// an angle that no function reaches.
  func fillAngles(count: Int, hasSlopes: Bool) {
    for n in stride(from: 0, to: count, by: 8) {
      let c = cosine.lanes(n)
      // On a line it is c = ±1, made harmless here.
      let isBent = c.magnitude.isLess(DoubleLanes(repeating: 1))
      let used = c.selected(isBent, else: .zero)
      angle.store(used.arcCosine().selected(isBent, else: DoubleLanes(repeating: 1e3)), n)
      if hasSlopes {
        angleSlope.store(-1 / ((1 - used) * (1 + used)).squareRoot(), n)
      }
    }
  }
}

/// The distances between a neighbour j and eight neighbours k, and the angles between them, seen from the centre.
struct PairLanes {
  let dx, dy, dz: DoubleLanes
  /// r_jk²
  let square: DoubleLanes
  let cosine: DoubleLanes

  /// - Parameter isCompact: whether to round the cosine as n2p2 does, see ``FusedProduct``.
  @inline(__always)
  init(_ packed: PackedNeighbors, _ j: Int, _ k: Int, isCompact: Bool) {
    let (xj, yj, zj) = (packed.x[j], packed.y[j], packed.z[j])
    let (xk, yk, zk) = (packed.x.lanes(k), packed.y.lanes(k), packed.z.lanes(k))
    dx = xk - xj
    dy = yk - yj
    dz = zk - zj
    square = dx * dx + dy * dy + dz * dz
    let dot = FusedProduct.dot(
      (xk, yk, zk),
      (DoubleLanes(repeating: xj), DoubleLanes(repeating: yj), DoubleLanes(repeating: zj)))
    cosine =
      isCompact
      ? dot * (1 / (packed.r[j] * packed.r.lanes(k)))
      : dot * (packed.inverse[j] * packed.inverse.lanes(k))
  }
}
