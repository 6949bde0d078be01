import MDKernels

extension VectorGroupKernel {
  /// Adds Σ_m g_m·∂G_m/∂r to the gradients of the centre's neighbours; `sums` holds g, a number each
  /// term. The gradient at the centre is minus their sum.
  func addGradient() {
    packed.clearGradients()
    if group.key.isAngular {
      addAngularGradient()
    } else {
      addRadialGradient()
    }
    packed.addGradients(to: center)
  }

  private func addRadialGradient() {
    let starts = group.termStarts.span
    for f in 0..<group.factors.count {
      var weight = 0.0
      for t in starts[f]..<starts[f + 1] { weight += sums[t] }
      for n in stride(from: 0, to: packed.reachEnds[group.factorLevels[f]], by: 8) {
        let slope =
          packed.derivatives(f).lanes(n) * weight * packed.weight.lanes(n) * packed.inverse.lanes(n)
        packed.gx.store(packed.gx.lanes(n).addingProduct(slope, packed.x.lanes(n)), n)
        packed.gy.store(packed.gy.lanes(n).addingProduct(slope, packed.y.lanes(n)), n)
        packed.gz.store(packed.gz.lanes(n).addingProduct(slope, packed.z.lanes(n)), n)
      }
    }
  }

  private func addAngularGradient() {
    let batch = makeBatch()
    var cursor = batch.start()
    while batch.next(&cursor, group, hasProducts: false) {
      fillShapes(batch, count: cursor.count, hasSlopes: true)
      if group.key.isNarrow { fillFactors(batch) }
      for f in 0..<group.factors.count { combineShapes(batch, f) }
      spread(batch, pieces: cursor.pieceCount)
    }
  }

  /// Leaves, for the terms of a factor, Σ g P(θ)·a(r_jk), its derivative with respect to r_jk divided by r_jk, and that
  /// with respect to cos θ, in place of the factor's values and derivatives and of the batch's products.
  private func combineShapes(_ batch: PairBatch, _ f: Int) {
    let terms = group.terms.span
    let range = group.termStarts[f]..<group.termStarts[f + 1]
    let (shapes, shapeSlopes) = (shape(0), shapeSlope(0))
    let (values, slopes) = (factor(f), factorSlope(f))
    let cosines = batch.products + f * PairBatch.rowStride
    for n in stride(from: 0, to: batch.ends[group.factorLevels[f]], by: 8) {
      var (value, derivative) = (DoubleLanes.zero, DoubleLanes.zero)
      for t in range {
        let weight = DoubleLanes(repeating: sums[t])
        let place = PairBatch.rowStride * terms[t].shape + n
        value.addProduct(weight, shapes.lanes(place))
        derivative.addProduct(weight, shapeSlopes.lanes(place))
      }
      if group.key.isCompact { derivative *= batch.angleSlope.lanes(n) }
      if group.key.isNarrow {
        let pair = values.lanes(n)
        slopes.store(slopes.lanes(n) * value / batch.distance.lanes(n), n)
        value *= pair
        derivative *= pair
      }
      values.store(value, n)
      cosines.store(derivative, n)
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

  /// Adds what the pairs of a batch say to the gradients of their neighbours.
  private func spread(_ batch: PairBatch, pieces: Int) {
    var own = VectorLanes()
    var outer = 0
    var start = 0
    for p in 0..<pieces {
      let piece = batch.pieces[p]
      let (j, k) = (Int(piece.outer), Int(piece.inner))
      if j != outer {
        own.add(to: packed, outer)
        own = VectorLanes()
        outer = j
      }
      own.add(
        slopes(batch, piece, start), PairLanes(packed, j, k, isCompact: false), packed, j, k)
      start += piece.mask.nonzeroBitCount
    }
    own.add(to: packed, outer)
  }

  /// The slopes of a piece, whose pairs begin at a place of the batch.
  @inline(__always)
  private func slopes(_ batch: PairBatch, _ piece: PairBatch.Piece, _ start: Int) -> Slopes {
    let (j, k) = (Int(piece.outer), Int(piece.inner))
    var slopes = Slopes()
    for f in Int(piece.firstFactor)..<group.factors.count {
      let value = DoubleLanes.load(expanded: piece.mask, from: factor(f) + start)
      let bend = DoubleLanes.load(
        expanded: piece.mask, from: batch.products + (f * PairBatch.rowStride + start))
      let (values, derivatives) = (packed.values(f), packed.derivatives(f))
      let (own, other) = (values[j], values.lanes(k))
      slopes.ij.addProduct(other * derivatives[j], value)
      slopes.ik.addProduct(derivatives.lanes(k) * own, value)
      slopes.cosine.addProduct(other * own, bend)
      if group.key.isNarrow {
        slopes.jk.addProduct(
          other * own, DoubleLanes.load(expanded: piece.mask, from: factorSlope(f) + start))
      }
    }
    let weight = packed.weight[j] * packed.weight.lanes(k)
    slopes.ij *= weight
    slopes.ik *= weight
    slopes.jk *= weight
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

  /// Adds the sums of the lanes to the gradient at j.
  @inline(__always)
  func add(to packed: PackedNeighbors, _ j: Int) {
    packed.gx[j] += x.total
    packed.gy[j] += y.total
    packed.gz[j] += z.total
  }
}
