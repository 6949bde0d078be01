import MDKernels

extension VectorGroupKernel {
  /// Adds Σ_m g_m·∂G_m/∂r to the gradients of the centre's neighbours; `sums` holds g, a number each
  /// term. The gradient at the centre is minus their sum.
  func addGradient() {
    if group.key.isAngular {
      addAngularGradient()
    } else {
      addRadialGradient()
    }
    packed.addGradients(to: center)
  }

  private func addRadialGradient() {
    let starts = group.termStarts.span
    for n in stride(from: 0, to: packed.count, by: 8) {
      var slope = DoubleLanes.zero
      for f in 0..<group.factors.count {
        var weight = 0.0
        for t in starts[f]..<starts[f + 1] { weight += sums[t] }
        slope.addProduct(
          DoubleLanes(repeating: weight), packed.derivatives.lanes(f * packed.stride + n))
      }
      slope *= packed.weight.lanes(n) * packed.inverse.lanes(n)
      packed.gx.store(packed.gx.lanes(n).addingProduct(slope, packed.x.lanes(n)), n)
      packed.gy.store(packed.gy.lanes(n).addingProduct(slope, packed.y.lanes(n)), n)
      packed.gz.store(packed.gz.lanes(n).addingProduct(slope, packed.z.lanes(n)), n)
    }
  }

  private func addAngularGradient() {
    for j in 0..<packed.firstCount {
      let row = row(j)
      guard row.fill(packed, group), fillFactors(row, hasSlopes: true) else { continue }
      fillShapes(row, hasSlopes: true)
      var own = VectorLanes()
      for v in 0..<row.vectors {
        let k = row.first + 8 * v
        own.add(
          slopes(row, v), PairLanes(packed, j, k, isCompact: group.key.isCompact), packed, j, k)
      }
      packed.gx[j] += own.x.total
      packed.gy[j] += own.y.total
      packed.gz[j] += own.z.total
    }
  }

  /// Derivatives of Σ_m g_m·G_m with respect to r_ij, r_ik, r_jk and cos θ of eight triplets; r_jk's is
  /// divided by r_jk.
  struct Slopes {
    var ij = DoubleLanes.zero
    var ik = DoubleLanes.zero
    var jk = DoubleLanes.zero
    var cosine = DoubleLanes.zero
  }

  /// The slopes of a vector of a row.
  @inline(__always)
  private func slopes(_ row: PairRow, _ v: Int) -> Slopes {
    let (j, k, n) = (row.j, row.first + 8 * v, 8 * v)
    let terms = group.terms.span
    let starts = group.termStarts.span
    let shapes = shape(0)
    let shapeSlopes = shapeSlope(0)
    var slopes = Slopes()
    for f in 0..<group.factors.count where isAlive(f, row) {
      var (value, derivative) = (DoubleLanes.zero, DoubleLanes.zero)
      for t in starts[f]..<starts[f + 1] {
        let weight = DoubleLanes(repeating: sums[t])
        let place = packed.stride * terms[t].shape + n
        value.addProduct(weight, shapes.lanes(place))
        derivative.addProduct(weight, shapeSlopes.lanes(place))
      }
      let values = packed.values + f * packed.stride
      let derivatives = packed.derivatives + f * packed.stride
      let (own, other) = (values[j], values.lanes(k))
      let (pair, pairSlope) = (factor(f).lanes(n), factorSlope(f).lanes(n))
      slopes.ij.addProduct(other * derivatives[j], pair * value)
      slopes.ik.addProduct(derivatives.lanes(k) * own, pair * value)
      slopes.jk.addProduct(other * own, pairSlope * value)
      slopes.cosine.addProduct(other * own, pair * derivative)
    }
    let weight = packed.weight[j] * packed.weight.lanes(k)
    slopes.ij *= weight
    slopes.ik *= weight
    slopes.jk = group.key.isNarrow ? slopes.jk * weight / row.distance.lanes(n) : .zero
    slopes.cosine *= weight
    return slopes
  }
}

/// A vector in space in each lane.
private struct VectorLanes {
  var x = DoubleLanes.zero
  var y = DoubleLanes.zero
  var z = DoubleLanes.zero

  /// Turns the slopes into gradients at j, which are added here, and at k:
  /// ∂cos/∂r_j = r_k/(r_ij r_ik) − cos·r_j/r_ij², ∂r_ij/∂r_j = r_j/r_ij, ∂r_jk/∂r_j = −(r_k − r_j)/r_jk.
  @inline(__always)
  mutating func add(
    _ slopes: VectorGroupKernel.Slopes, _ pairs: PairLanes, _ packed: PackedNeighbors, _ j: Int,
    _ k: Int
  ) {
    let (xj, yj, zj) = (packed.x[j], packed.y[j], packed.z[j])
    let (xk, yk, zk) = (packed.x.lanes(k), packed.y.lanes(k), packed.z.lanes(k))
    let (uj, uk) = (DoubleLanes(repeating: packed.inverse[j]), packed.inverse.lanes(k))
    let along = slopes.cosine * uj * uk
    let bend = slopes.cosine * pairs.cosine
    let alphaJ = slopes.ij * uj - bend * uj * uj
    let alphaK = slopes.ik * uk - bend * uk * uk
    x += alphaJ * xj + along * xk - slopes.jk * pairs.dx
    y += alphaJ * yj + along * yk - slopes.jk * pairs.dy
    z += alphaJ * zj + along * zk - slopes.jk * pairs.dz
    packed.gx.store(packed.gx.lanes(k) + (alphaK * xk + along * xj + slopes.jk * pairs.dx), k)
    packed.gy.store(packed.gy.lanes(k) + (alphaK * yk + along * yj + slopes.jk * pairs.dy), k)
    packed.gz.store(packed.gz.lanes(k) + (alphaK * zk + along * zj + slopes.jk * pairs.dz), k)
  }
}
