import MDKernels

/// The pairs of a neighbour j with some neighbours k that stand together: the distances between the two and the angles,
/// seen from the centre, as rows of memory, eight k a vector.
struct PairRow {
  /// How many rows it keeps.
  static var count: Int { 4 }

  let j, first, vectors: Int
  /// r_jk, where it is asked for; cos θ.
  let distance, cosine: UnsafeMutablePointer<Double>
  /// θ and 1/sin θ; 0 for triplets on a line, which functions of the angle pass over.
  let angle, inverseSine: UnsafeMutablePointer<Double>

  init(memory: UnsafeMutablePointer<Double>, stride: Int, j: Int, first: Int, end: Int) {
    self.j = j
    self.first = first
    vectors = max(0, end - first + 7) / 8
    distance = memory
    cosine = memory + stride
    angle = memory + 2 * stride
    inverseSine = memory + 3 * stride
  }

  /// Fills in the cosines and, for narrow functions, the distances.
  ///
  /// - Returns: whether there are pairs within reach.
  func fill(_ packed: PackedNeighbors, _ group: FunctionGroup) -> Bool {
    let (isNarrow, isCompact) = (group.key.isNarrow, group.key.isCompact)
    var nearest = DoubleLanes(repeating: DoubleLanes.farAway)
    for v in 0..<vectors {
      let pairs = PairLanes(packed, j, first + 8 * v, isCompact: isCompact)
      cosine.store(pairs.cosine, 8 * v)
      if isNarrow {
        distance.store(pairs.square.squareRoot(), 8 * v)
        nearest = nearest.atMost(pairs.square)
      }
    }
    let reach = group.reach
    return vectors > 0
      && (!isNarrow || nearest.isLess(DoubleLanes(repeating: reach * reach)) != 0)
  }

  /// Fills in the angles; the inverse sines only where derivatives are asked for.
  func fillAngles(hasSlopes: Bool) {
    for n in stride(from: 0, to: 8 * vectors, by: 8) {
      let c = cosine.lanes(n)
      // On a line it is c = ±1, made harmless here.
      let isBent = c.magnitude.isLess(DoubleLanes(repeating: 1))
      let used = c.selected(isBent, else: .zero)
      angle.store(used.arcCosine(), n)
      if hasSlopes {
        let inverse = 1 / ((1 - used) * (1 + used)).squareRoot()
        inverseSine.store(inverse.selected(isBent, else: .zero), n)
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

  /// - Parameter isCompact: whether to round the cosine as n2p2 does for compact functions, which look at whether it
  ///   is exactly ±1: nothing is fused here.
  @inline(__always)
  init(_ packed: PackedNeighbors, _ j: Int, _ k: Int, isCompact: Bool) {
    let (xj, yj, zj) = (packed.x[j], packed.y[j], packed.z[j])
    let (xk, yk, zk) = (packed.x.lanes(k), packed.y.lanes(k), packed.z.lanes(k))
    dx = xk - xj
    dy = yk - yj
    dz = zk - zj
    square = dx * dx + dy * dy + dz * dz
    let dot = xj * xk + yj * yk + zj * zk
    cosine =
      isCompact
      ? dot * (1 / (packed.r[j] * packed.r.lanes(k)))
      : dot * (packed.inverse[j] * packed.inverse.lanes(k))
  }
}
