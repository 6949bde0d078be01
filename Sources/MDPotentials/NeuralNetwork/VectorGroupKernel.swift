import MDKernels

/// Evaluates one group of symmetry functions for one centre, many pairs of neighbours at once: what ``GroupKernel`` does
/// one pair at a time, first the values and later the gradient of Σ_m g_m·G_m.
///
/// It takes any radial factor and any shape, so that functions that no kernel of their own suits (those with compact
/// support, shifted Gaussians in angular functions, powers that are not whole) do not go one by one. Pairs come in
/// batches (``PairBatch``), and each step goes through a whole batch.
struct VectorGroupKernel {
  let group: FunctionGroup
  let atomicNumbers: [Double]
  var center: CenterNeighbors
  var packed: PackedNeighbors
  /// ``workPlaces(of:)`` numbers.
  let work: UnsafeMutablePointer<Double>
  let pieces: UnsafeMutablePointer<PairBatch.Piece>
  /// One number a term: sums on the way in, weights on the way back; then eight partial sums of each term.
  let sums: UnsafeMutablePointer<Double>

  /// Numbers that a group works in: rows of the batch, then three for each factor and two for each shape.
  static func workPlaces(of group: FunctionGroup) -> Int {
    PairBatch.rowStride * (PairBatch.rows + 3 * group.factors.count + 2 * group.shapes.count)
  }

  /// Gathers the neighbours that the group looks at and evaluates its factors for each.
  mutating func pack() {
    packed.gatherByReach(group, from: center, atomicNumbers: atomicNumbers)
    evaluateFactors(from: 0, ends: packed.reachEnds)
    if packed.count > packed.firstCount {
      evaluateFactors(from: packed.firstCount, ends: packed.reachEnds + packed.levels)
    }
  }

  /// Evaluates each factor for the neighbours from a place on that it reaches; it is zero at a vector of places behind
  /// them.
  private func evaluateFactors(from start: Int, ends: UnsafeMutablePointer<Int>) {
    let factors = group.factors.span
    let levels = group.factorLevels.span
    // The gradient's place is free until then, and as long as two rows of the packed neighbours.
    var cutoff = CutoffRows(values: packed.gx, slopes: packed.gy)
    for f in 0..<factors.count {
      let (values, derivatives) = (packed.values(f), packed.derivatives(f))
      let end = ends[levels[f]]
      factors[f].fill(
        values + start, slopes: derivatives + start, at: packed.r + start, count: end - start,
        cutoff: &cutoff)
      values.store(.zero, end)
      derivatives.store(.zero, end)
    }
  }

  /// Adds up the functions of the group; the sums are left in `sums`, a number each term.
  func evaluate() {
    let partial = sums + group.terms.count
    for t in 0..<group.terms.count { partial.store(.zero, 8 * t) }
    if group.key.isAngular {
      evaluateAngular(partial)
    } else {
      evaluateRadial(partial)
    }
    for t in 0..<group.terms.count { sums[t] = partial.lanes(8 * t).total }
  }

  private func evaluateRadial(_ partial: UnsafeMutablePointer<Double>) {
    let starts = group.termStarts.span
    for f in 0..<group.factors.count {
      var sum = DoubleLanes.zero
      for n in stride(from: 0, to: packed.reachEnds[group.factorLevels[f]], by: 8) {
        sum.addProduct(packed.weight.lanes(n), packed.values(f).lanes(n))
      }
      for t in starts[f]..<starts[f + 1] { partial.store(sum, 8 * t) }
    }
  }

  private func evaluateAngular(_ partial: UnsafeMutablePointer<Double>) {
    let terms = group.terms.span
    let starts = group.termStarts.span
    let levels = group.factorLevels.span
    let batch = makeBatch()
    var cursor = batch.start()
    while batch.next(&cursor, group, hasProducts: true) {
      fillShapes(batch, count: cursor.count, hasSlopes: false)
      if group.key.isNarrow { fillFactors(batch) }
      for f in 0..<group.factors.count {
        let end = batch.ends[levels[f]]
        let products = batch.products + f * PairBatch.rowStride
        if group.key.isNarrow {
          let others = factor(f)
          for n in stride(from: 0, to: end, by: 8) {
            products.store(products.lanes(n) * others.lanes(n), n)
          }
        }
        for t in starts[f]..<starts[f + 1] {
          let values = shape(terms[t].shape)
          var (even, odd) = (partial.lanes(8 * t), DoubleLanes.zero)
          for n in stride(from: 0, to: end, by: 16) {
            even.addProduct(products.lanes(n), values.lanes(n))
            if n + 8 < end { odd.addProduct(products.lanes(n + 8), values.lanes(n + 8)) }
          }
          partial.store(even + odd, 8 * t)
        }
      }
    }
  }

  func makeBatch() -> PairBatch {
    PairBatch(
      group, packed, rows: work, products: work + PairBatch.rows * PairBatch.rowStride,
      pieces: pieces)
  }

  private func row(_ index: Int) -> UnsafeMutablePointer<Double> {
    work + (PairBatch.rows + index) * PairBatch.rowStride
  }
  /// Values of a factor for r_jk, behind the batch's products; their derivatives.
  func factor(_ f: Int) -> UnsafeMutablePointer<Double> { row(group.factors.count + f) }
  func factorSlope(_ f: Int) -> UnsafeMutablePointer<Double> { row(2 * group.factors.count + f) }
  /// Values of a shape; their derivatives.
  func shape(_ s: Int) -> UnsafeMutablePointer<Double> { row(3 * group.factors.count + s) }
  func shapeSlope(_ s: Int) -> UnsafeMutablePointer<Double> { shape(group.shapes.count + s) }

  /// Fills in the values of the factors for r_jk, and the derivatives.
  func fillFactors(_ batch: PairBatch) {
    let factors = group.factors.span
    let levels = group.factorLevels.span
    var cutoff = batch.cutoff
    for f in 0..<factors.count {
      factors[f].fill(
        factor(f), slopes: factorSlope(f), at: batch.distance, count: batch.ends[levels[f]],
        cutoff: &cutoff)
    }
  }

  /// Fills in the values of the shapes, and the derivatives if asked for.
  func fillShapes(_ batch: PairBatch, count: Int, hasSlopes: Bool) {
    if group.key.isCompact { batch.fillAngles(count: count, hasSlopes: hasSlopes) }
    let shapes = group.shapes.span
    let arguments = group.key.isCompact ? batch.angle : batch.cosine
    for s in 0..<shapes.count {
      shapes[s].fill(
        shape(s), slopes: hasSlopes ? shapeSlope(s) : nil, at: arguments, count: count)
    }
  }
}
