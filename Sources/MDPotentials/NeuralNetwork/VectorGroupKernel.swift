import MDKernels

/// Evaluates one group of symmetry functions for one centre, the pairs of a neighbour j with all later neighbours k at
/// once: what ``GroupKernel`` does one pair at a time, first the values and later the gradient of Σ_m g_m·G_m.
///
/// It takes any radial factor and any shape, so that functions that no kernel of their own suits (those with compact
/// support, shifted Gaussians in angular functions, powers that are not whole) do not go one by one. Each step goes
/// through a whole row of pairs, so that what kind of function it is is asked once a row.
struct VectorGroupKernel {
  let group: FunctionGroup
  let atomicNumbers: [Double]
  let center: CenterNeighbors
  var packed: PackedNeighbors
  /// ``workRows(of:)`` rows of `packed.stride` numbers.
  let work: UnsafeMutablePointer<Double>
  /// One number a term: sums on the way in, weights on the way back; then eight partial sums of each term.
  let sums: UnsafeMutablePointer<Double>

  /// Rows that a group works in: what ``PairRow`` keeps of the pairs, values and derivatives of each factor and shape.
  static func workRows(of group: FunctionGroup) -> Int {
    PairRow.count + 2 * (group.factors.count + group.shapes.count)
  }

  /// Gathers the neighbours that the group looks at and evaluates its factors for each.
  mutating func pack() {
    packed.gather(group, from: center, atomicNumbers: atomicNumbers)
    packed.pad()
    let factors = group.factors.span
    for n in stride(from: 0, to: packed.count, by: 8) {
      let used = DoubleLanes.first(packed.count - n)
      var cached = CachedCutoffLanes()
      let r = packed.r.lanes(n)
      for f in 0..<factors.count {
        let (value, derivative) = factors[f].valueAndDerivative(r, cached: &cached)
        let place = f * packed.stride + n
        packed.values.store(value.selected(used, else: .zero), place)
        packed.derivatives.store(derivative.selected(used, else: .zero), place)
      }
    }
    for f in 0..<factors.count {
      let end = f * packed.stride + packed.count
      packed.values.store(.zero, end)
      packed.derivatives.store(.zero, end)
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
      for n in stride(from: 0, to: packed.count, by: 8) {
        sum.addProduct(packed.weight.lanes(n), packed.values.lanes(f * packed.stride + n))
      }
      for t in starts[f]..<starts[f + 1] { partial.store(sum, 8 * t) }
    }
  }

  private func evaluateAngular(_ partial: UnsafeMutablePointer<Double>) {
    let terms = group.terms.span
    let starts = group.termStarts.span
    for j in 0..<packed.firstCount {
      let row = row(j)
      guard row.fill(packed, group), fillFactors(row, hasSlopes: false) else { continue }
      fillShapes(row, hasSlopes: false)
      for f in 0..<group.factors.count where isAlive(f, row) {
        let (own, others) = (packed.values + f * packed.stride, factor(f))
        let weight = packed.weight[j] * own[j]
        for v in 0..<row.vectors {
          let (k, n) = (row.first + 8 * v, 8 * v)
          others.store(
            others.lanes(n) * (own.lanes(k) * packed.weight.lanes(k)) * weight, n)
        }
        for t in starts[f]..<starts[f + 1] {
          let values = shape(terms[t].shape)
          var sum = partial.lanes(8 * t)
          for n in stride(from: 0, to: 8 * row.vectors, by: 8) {
            sum.addProduct(others.lanes(n), values.lanes(n))
          }
          partial.store(sum, 8 * t)
        }
      }
    }
  }

  /// The pairs of a neighbour with those after it, or with those of the second element.
  func row(_ j: Int) -> PairRow {
    PairRow(
      memory: work, stride: packed.stride, j: j,
      first: group.isSameElement ? j + 1 : packed.firstCount, end: packed.count)
  }

  /// Values of a factor for r_jk, or 1; their derivatives.
  func factor(_ f: Int) -> UnsafeMutablePointer<Double> {
    work + (PairRow.count + f) * packed.stride
  }
  func factorSlope(_ f: Int) -> UnsafeMutablePointer<Double> {
    factor(group.factors.count + f)
  }
  /// Values of a shape; their derivatives.
  func shape(_ s: Int) -> UnsafeMutablePointer<Double> {
    factor(2 * group.factors.count + s)
  }
  func shapeSlope(_ s: Int) -> UnsafeMutablePointer<Double> {
    shape(group.shapes.count + s)
  }

  /// Whether a factor is not zero at the neighbour j of a row.
  @inline(__always)
  func isAlive(_ f: Int, _ row: PairRow) -> Bool {
    packed.values[f * packed.stride + row.j] != 0
      || packed.derivatives[f * packed.stride + row.j] != 0
  }

  /// Fills in the values of the factors for r_jk, and the derivatives if asked for.
  ///
  /// - Returns: whether one of the factors is not zero at the neighbour j.
  func fillFactors(_ row: PairRow, hasSlopes: Bool) -> Bool {
    let factors = group.factors.span
    var isAnyAlive = false
    for n in stride(from: 0, to: 8 * row.vectors, by: 8) {
      var cached = CachedCutoffLanes()
      for f in 0..<factors.count where isAlive(f, row) {
        isAnyAlive = true
        var (value, slope) = (DoubleLanes(repeating: 1), DoubleLanes.zero)
        if group.key.isNarrow {
          (value, slope) = factors[f].valueAndDerivative(row.distance.lanes(n), cached: &cached)
        }
        factor(f).store(value, n)
        if hasSlopes { factorSlope(f).store(slope, n) }
      }
    }
    return isAnyAlive
  }

  /// Fills in the values of the shapes, and the derivatives if asked for.
  func fillShapes(_ row: PairRow, hasSlopes: Bool) {
    if group.key.isCompact { row.fillAngles(hasSlopes: hasSlopes) }
    for s in 0..<group.shapes.count {
      let slopes = hasSlopes ? shapeSlope(s) : nil
      group.shapes[s].fill(row, values: shape(s), slopes: slopes)
    }
  }
}
