import MDKernels

extension GroupKernel {
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
    for f in 0..<group.factors.count {
      var weight = 0.0
      for t in group.termStarts[f]..<group.termStarts[f + 1] { weight += sums[t] }
      let row = packed.derivatives + f * packed.stride
      for j in 0..<packed.count {
        let slope = weight * packed.weight[j] * row[j] * packed.inverse[j]
        packed.gx[j] += slope * packed.x[j]
        packed.gy[j] += slope * packed.y[j]
        packed.gz[j] += slope * packed.z[j]
      }
    }
  }

  private func addAngularGradient() {
    let isNarrow = group.key.isNarrow
    let isCompact = group.key.isCompact
    let isSame = group.isSameElement
    let reach2 = group.reach * group.reach
    for j in 0..<packed.firstCount {
      for k in (isSame ? j + 1 : packed.firstCount)..<max(packed.count, j + 1) {
        let pair = PairGeometry(packed, j, k, isNarrow: isNarrow, isCompact: isCompact)
        if isNarrow && pair.r2 >= reach2 { continue }
        guard let slopes = slopes(of: pair, j, k, isNarrow: isNarrow) else { continue }
        add(slopes, of: pair, j, k)
      }
    }
  }

  /// Derivatives of Σ_m g_m·G_m with respect to r_ij, r_ik, r_jk and cos θ of one triplet; r_jk's is
  /// divided by r_jk.
  struct Slopes {
    var ij = 0.0
    var ik = 0.0
    var jk = 0.0
    var cosine = 0.0
  }

  @inline(__always)
  private func slopes(of pair: PairGeometry, _ j: Int, _ k: Int, isNarrow: Bool) -> Slopes? {
    let factors = group.factors.span
    let count = factors.count
    let rjk = pair.r2.squareRoot()
    var isLive = false
    var cached = CachedCutoff()
    for f in 0..<count {
      var value = 1.0
      var derivative = 0.0
      if isNarrow {
        (value, derivative) = factors[f].valueAndDerivative(rjk, cached: &cached)
      }
      pairValues[f] = value
      pairValues[count + f] = derivative
      isLive = isLive || value != 0 || derivative != 0
    }
    if !isLive { return nil }
    let shapes = group.shapes.span
    let shapeCount = shapes.count
    for s in 0..<shapeCount {
      (shapeValues[s], shapeValues[shapeCount + s]) = shapes[s].valueAndDerivative(pair.cosine)
    }
    var slopes = Slopes()
    let terms = group.terms.span
    let starts = group.termStarts.span
    for f in 0..<count {
      var value = 0.0
      var derivative = 0.0
      for t in starts[f]..<starts[f + 1] {
        let shape = terms[t].shape
        value += sums[t] * shapeValues[shape]
        derivative += sums[t] * shapeValues[shapeCount + shape]
      }
      let values = packed.values + f * packed.stride
      let derivatives = packed.derivatives + f * packed.stride
      let product = values[j] * values[k]
      slopes.ij += derivatives[j] * values[k] * pairValues[f] * value
      slopes.ik += values[j] * derivatives[k] * pairValues[f] * value
      slopes.jk += product * pairValues[count + f] * value
      slopes.cosine += product * pairValues[f] * derivative
    }
    let weight = packed.weight[j] * packed.weight[k]
    slopes.ij *= weight
    slopes.ik *= weight
    slopes.jk = isNarrow ? slopes.jk * weight / rjk : 0
    slopes.cosine *= weight
    return slopes
  }

  /// Turns the slopes into gradients at j and k:
  /// ∂cos/∂r_j = r_k/(r_ij r_ik) − cos·r_j/r_ij², ∂r_ij/∂r_j = r_j/r_ij, ∂r_jk/∂r_j = −(r_k − r_j)/r_jk.
  @inline(__always)
  private func add(_ slopes: Slopes, of pair: PairGeometry, _ j: Int, _ k: Int) {
    let (xj, yj, zj) = (packed.x[j], packed.y[j], packed.z[j])
    let (xk, yk, zk) = (packed.x[k], packed.y[k], packed.z[k])
    let (uj, uk) = (packed.inverse[j], packed.inverse[k])
    let along = slopes.cosine * uj * uk
    let alphaJ = slopes.ij * uj - slopes.cosine * pair.cosine * uj * uj
    let alphaK = slopes.ik * uk - slopes.cosine * pair.cosine * uk * uk
    packed.gx[j] += alphaJ * xj + along * xk - slopes.jk * pair.dx
    packed.gy[j] += alphaJ * yj + along * yk - slopes.jk * pair.dy
    packed.gz[j] += alphaJ * zj + along * zk - slopes.jk * pair.dz
    packed.gx[k] += alphaK * xk + along * xj + slopes.jk * pair.dx
    packed.gy[k] += alphaK * yk + along * yj + slopes.jk * pair.dy
    packed.gz[k] += alphaK * zk + along * zj + slopes.jk * pair.dz
  }
}
