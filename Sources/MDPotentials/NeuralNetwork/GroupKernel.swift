import MDKernels

/// Evaluates one group of symmetry functions for one centre: first the values, later the gradient of
/// Σ_m g_m·G_m, in adjoint form: no derivative of a single function is ever stored.
struct GroupKernel {
  let group: FunctionGroup
  let atomicNumbers: [Double]
  let center: CenterNeighbors
  var packed: PackedNeighbors
  /// Value and derivative of each factor for r_jk, then their product for the triplet.
  let pairValues: UnsafeMutablePointer<Double>
  /// Value and derivative of each shape.
  let shapeValues: UnsafeMutablePointer<Double>
  /// One number a term: sums on the way in, weights on the way back.
  let sums: UnsafeMutablePointer<Double>

  /// Gathers the neighbours that the group looks at and evaluates its factors for each.
  mutating func pack() {
    packed.gather(group, from: center, atomicNumbers: atomicNumbers)
    let factors = group.factors.span
    for n in 0..<packed.count {
      var cached = CachedCutoff()
      for f in 0..<factors.count {
        let (value, derivative) = factors[f].valueAndDerivative(packed.r[n], cached: &cached)
        packed.values[f * packed.stride + n] = value
        packed.derivatives[f * packed.stride + n] = derivative
      }
    }
  }

  /// Adds up the functions of the group; the sums are left in `sums`, a number each term.
  func evaluate() {
    for t in 0..<group.terms.count { sums[t] = 0 }
    if group.key.isAngular {
      evaluateAngular()
    } else {
      evaluateRadial()
    }
  }

  private func evaluateRadial() {
    for f in 0..<group.factors.count {
      let row = packed.values + f * packed.stride
      var sum = 0.0
      for j in 0..<packed.count { sum += packed.weight[j] * row[j] }
      for t in group.termStarts[f]..<group.termStarts[f + 1] { sums[t] = sum }
    }
  }

  private func evaluateAngular() {
    let factors = group.factors.span
    let shapes = group.shapes.span
    let terms = group.terms.span
    let starts = group.termStarts.span
    let reach2 = group.reach * group.reach
    let isNarrow = group.key.isNarrow
    let isCompact = group.key.isCompact
    let isSame = group.isSameElement
    for j in 0..<packed.firstCount {
      for k in (isSame ? j + 1 : packed.firstCount)..<max(packed.count, j + 1) {
        let pair = PairGeometry(packed, j, k, isNarrow: isNarrow, isCompact: isCompact)
        if isNarrow && pair.r2 >= reach2 { continue }
        let rjk = pair.r2.squareRoot()
        let weight = packed.weight[j] * packed.weight[k]
        var isLive = false
        var cached = CachedCutoff()
        for f in 0..<factors.count {
          let row = packed.values + f * packed.stride
          var product = weight * row[j] * row[k]
          if isNarrow && product != 0 {
            product *= factors[f].valueAndDerivative(rjk, cached: &cached).0
          }
          pairValues[f] = product
          isLive = isLive || product != 0
        }
        if !isLive { continue }
        for s in 0..<shapes.count {
          shapeValues[s] = shapes[s].valueAndDerivative(pair.cosine).0
        }
        for f in 0..<factors.count where pairValues[f] != 0 {
          for t in starts[f]..<starts[f + 1] {
            sums[t] += pairValues[f] * shapeValues[terms[t].shape]
          }
        }
      }
    }
  }
}

/// The distance between two neighbours and the angle between them, seen from the centre.
struct PairGeometry {
  let dx, dy, dz: Double
  /// r_jk², only if asked for.
  let r2: Double
  let cosine: Double

  /// - Parameter isCompact: whether to round the cosine as n2p2 does, see ``FusedProduct``.
  @inline(__always)
  init(_ packed: PackedNeighbors, _ j: Int, _ k: Int, isNarrow: Bool, isCompact: Bool) {
    let (xj, yj, zj) = (packed.x[j], packed.y[j], packed.z[j])
    let (xk, yk, zk) = (packed.x[k], packed.y[k], packed.z[k])
    dx = xk - xj
    dy = yk - yj
    dz = zk - zj
    r2 = isNarrow ? dx * dx + dy * dy + dz * dz : 0
    let dot = FusedProduct.dot((xj, yj, zj), (xk, yk, zk))
    cosine =
      dot * (isCompact ? 1 / (packed.r[j] * packed.r[k]) : packed.inverse[j] * packed.inverse[k])
  }
}
