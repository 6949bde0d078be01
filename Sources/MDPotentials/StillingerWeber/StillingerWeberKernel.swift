import MDCore
import MDKernels

/// The vector loops over the neighbours of one centre, eight at a time.
///
/// With unit vectors û and s = exp(γσ/(r − aσ)), a triplet's energy is λε s_j s_k (û_j·û_k − cos θ0)². The
/// force on k is then a sum over all other neighbours j of three things, with w = λε s_j (cos θ − cos θ0):
/// w·(cos θ − cos θ0), w·cos θ and w·û_j. Every triplet is met twice, once for each of its neighbours, which
/// takes no sums over lanes and leaves no forces to scatter.
struct StillingerWeberKernel {
  let view: StillingerWeberScratch.View
  let elementCount, own: Int
  /// The pairs of the centre's element, and its triplets.
  let pairs: UnsafePointer<StillingerWeber.Pair>
  let triplets: UnsafePointer<StillingerWeber.Triplet>

  /// Halves of all pairs, and what the triplets need of each neighbour.
  @inline(__always)
  func addPairs(to energy: inout DoubleLanes) {
    let neighbors = view.neighbors
    for element in 0..<elementCount {
      let pair = pairs[element]
      let start = view.segments[2 * element]
      let end = start + view.segments[2 * element + 1]
      for n in stride(from: start, to: end, by: DoubleLanes.width) {
        let (x, y, z) = (neighbors.x.lanes(n), neighbors.y.lanes(n), neighbors.z.lanes(n))
        let square = (x * x).addingProduct(y, y).addingProduct(z, z)
        let values = pair.halved(square: square, allowed: DoubleLanes.first(end - n))
        view.ux.store(x * values.inverse, n)
        view.uy.store(y * values.inverse, n)
        view.uz.store(z * values.inverse, n)
        neighbors.inverse.store(values.inverse, n)
        view.screening.store(values.screening, n)
        view.slope.store(values.slope, n)
        view.energy.store(values.energy, n)
        view.force.store(values.force, n)
        energy += values.energy
      }
    }
  }

  /// All triplets of the centre, and with them the forces.
  @inline(__always)
  func addTriplets(to energy: inout DoubleLanes) {
    for element in 0..<elementCount {
      let start = view.segments[2 * element]
      let end = start + view.segments[2 * element + 1]
      for n in stride(from: start, to: end, by: DoubleLanes.width) {
        addTriplets(n, element, &energy)
      }
    }
  }

  @inline(__always)
  private func addTriplets(_ n: Int, _ element: Int, _ energy: inout DoubleLanes) {
    let (ux, uy, uz) = (view.ux.lanes(n), view.uy.lanes(n), view.uz.lanes(n))
    var (bent, turned) = (DoubleLanes.zero, DoubleLanes.zero)
    var (gx, gy, gz) = (DoubleLanes.zero, DoubleLanes.zero, DoubleLanes.zero)
    for other in 0..<elementCount {
      // The order of two neighbours means nothing: entries ABC and ACB should be the same.
      let triplet = triplets[min(element, other) * elementCount + max(element, other)]
      let cosine0 = DoubleLanes(repeating: triplet.cosine0)
      let start = view.segments[2 * other]
      for j in start..<(start + view.segments[2 * other + 1]) {
        let (jx, jy, jz) = (view.ux[j], view.uy[j], view.uz[j])
        let (x, y, z) = (
          DoubleLanes(repeating: jx), DoubleLanes(repeating: jy), DoubleLanes(repeating: jz)
        )
        let cosine = (ux * x).addingProduct(uy, y).addingProduct(uz, z)
        let delta = cosine - cosine0
        // No neighbour makes a triplet with itself.
        let strength = DoubleLanes(repeating: triplet.strength * view.screening[j])
          .selected(~Self.lane(j &- n), else: .zero)
        let bend = strength * delta
        bent.addProduct(bend, delta)
        turned.addProduct(bend, cosine)
        gx.addProduct(bend, x)
        gy.addProduct(bend, y)
        gz.addProduct(bend, z)
      }
    }
    let screening = view.screening.lanes(n)
    let inverse = view.neighbors.inverse.lanes(n)
    energy.addProduct(bent * screening, DoubleLanes(repeating: 0.5))
    let scale = 2 * (screening * inverse)
    let along = screening * bent * view.slope.lanes(n)
    let alpha = (view.force.lanes(n) + along).addingProduct(scale * inverse, turned)
    view.neighbors.alpha.store(alpha, n)
    view.neighbors.gx.store(-(scale * gx), n)
    view.neighbors.gy.store(-(scale * gy), n)
    view.neighbors.gz.store(-(scale * gz), n)
  }

  /// The bit of a lane, none if it is not one of the eight.
  @inline(__always)
  private static func lane(_ lane: Int) -> UInt8 {
    UInt(bitPattern: lane) < 8 ? 1 &<< UInt8(truncatingIfNeeded: lane) : 0
  }

  /// Adds the forces on the neighbours, and returns their sum and Σ r ⊗ F.
  @inline(__always)
  func addForces(to atoms: AtomView, wantsVirial: Bool) -> (
    force: Vector3, virial: SymmetricTensor
  ) {
    let neighbors = view.neighbors
    var force = (x: DoubleLanes.zero, y: DoubleLanes.zero, z: DoubleLanes.zero)
    var virial = SymmetricTensor.zero
    for element in 0..<elementCount {
      let start = view.segments[2 * element]
      let end = start + view.segments[2 * element + 1]
      for n in stride(from: start, to: end, by: DoubleLanes.width) {
        let alpha = neighbors.alpha.lanes(n)
        let (x, y, z) = (neighbors.x.lanes(n), neighbors.y.lanes(n), neighbors.z.lanes(n))
        let real = DoubleLanes.first(end - n)
        let fx = neighbors.gx.lanes(n).addingProduct(alpha, x).selected(real, else: .zero)
        let fy = neighbors.gy.lanes(n).addingProduct(alpha, y).selected(real, else: .zero)
        let fz = neighbors.gz.lanes(n).addingProduct(alpha, z).selected(real, else: .zero)
        neighbors.gx.store(fx, n)
        neighbors.gy.store(fy, n)
        neighbors.gz.store(fz, n)
        force.x += fx
        force.y += fy
        force.z += fz
        if wantsVirial {
          let zero = DoubleLanes.zero
          let (x, y, z) = (
            x.selected(real, else: zero), y.selected(real, else: zero),
            z.selected(real, else: zero)
          )
          virial += SymmetricTensor(
            xx: (x * fx).total, yy: (y * fy).total, zz: (z * fz).total, xy: (x * fy).total,
            xz: (x * fz).total, yz: (y * fz).total)
        }
      }
      for n in start..<end {
        let j = Int(neighbors.index[n])
        atoms.fx[j] += neighbors.gx[n]
        atoms.fy[j] += neighbors.gy[n]
        atoms.fz[j] += neighbors.gz[n]
      }
    }
    return (Vector3(force.x.total, force.y.total, force.z.total), virial)
  }
}

extension StillingerWeber.Pair {
  /// What eight pairs at their squared distances contribute.
  struct Values {
    /// 1/r.
    let inverse: DoubleLanes
    /// exp(γσ/(r − aσ)) and γσ/((r − aσ)² r).
    let screening, slope: DoubleLanes
    /// Half the energy, and half of −dE/dr/r: the force on the neighbour along its displacement.
    let energy, force: DoubleLanes
  }

  /// Half of each pair in the lanes of a mask; zeros beyond the cutoff.
  @inline(__always)
  func halved(square: DoubleLanes, allowed: UInt8) -> Values {
    let (one, zero) = (DoubleLanes(repeating: 1), DoubleLanes.zero)
    let distance = square.selected(allowed, else: one).squareRoot()
    let inside =
      allowed & square.isLess(DoubleLanes(repeating: cutoffSquared))
      & distance.isLess(DoubleLanes(repeating: end))
    let inverse = 1 / distance
    let inverseGap = -1 / (end - distance).selected(inside, else: one)
    let exponent = inverseGap * gammaSigma
    let screening = exponent.exponential()
    let slope = exponent * inverseGap * inverse
    let decay = (inverseGap * sigma).exponential()
    let (repulsive, attractive) = powers(of: inverse)
    let energy = (repulsive - attractive) * decay
    let steepness = (attractive * q) - (repulsive * p)
    let change = (steepness * inverse * decay) - energy * sigma * inverseGap * inverseGap
    return Values(
      inverse: inverse, screening: screening.selected(inside, else: zero),
      slope: slope.selected(inside, else: zero),
      energy: (energy * 0.5).selected(inside, else: zero),
      force: (change * inverse * -0.5).selected(inside, else: zero))
  }

  /// AεB(σ/r)^p and Aε(σ/r)^q.
  @inline(__always)
  private func powers(of inverse: DoubleLanes) -> (DoubleLanes, DoubleLanes) {
    if let whole = wholePowers {
      return (
        repulsion * Self.power(inverse, whole.p), attraction * Self.power(inverse, whole.q)
      )
    }
    let logarithm = inverse.logarithm()
    return (repulsion * (logarithm * p).exponential(), attraction * (logarithm * q).exponential())
  }

  /// A whole power of 0 or more.
  @inline(__always)
  private static func power(_ base: DoubleLanes, _ exponent: Int) -> DoubleLanes {
    var result = DoubleLanes(repeating: 1)
    var square = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      rest >>= 1
      if rest > 0 { square *= square }
    }
    return result
  }
}
