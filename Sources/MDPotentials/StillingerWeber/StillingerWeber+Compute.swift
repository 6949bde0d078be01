import MDCore
import MDKernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension StillingerWeber {
  public mutating func compute(
    centers: Range<Int>, atoms: AtomView, neighbors: NeighborListView, tally: inout Tally
  ) {
    if !isKnownUniquelyReferenced(&scratch) { scratch = StillingerWeberScratch() }
    for i in centers {
      let own = Int(elementOfType[Int(atoms.type[i]) - 1])
      if own < 0 { continue }
      let list = neighbors.neighbors(of: i)
      let view = scratch.view(capacity: list.count)
      let count = addPairs(of: i, own: own, list, view, atoms, &tally)
      addTriplets(of: i, own: own, view, count, &tally)
      addForces(of: i, view, count, atoms)
    }
  }

  /// Adds half of each pair of a centre and collects the neighbours for its triplets.
  private func addPairs(
    of i: Int, own: Int, _ list: UnsafeBufferPointer<Int32>, _ scratch: StillingerWeberScratch.View,
    _ atoms: AtomView, _ tally: inout Tally
  ) -> Int {
    var n = 0
    for j32 in list {
      let j = Int(j32)
      let other = Int(elementOfType[Int(atoms.type[j]) - 1])
      if other < 0 { continue }
      let x = atoms.x[j] - atoms.x[i]
      let y = atoms.y[j] - atoms.y[i]
      let z = atoms.z[j] - atoms.z[i]
      let r2 = x * x + y * y + z * z
      let pair = pairs[own * elementCount + other]
      let r = r2.squareRoot()
      var f = 0.0
      let parameters =
        computes(atoms.id[i], atoms.id[j]) ? pair : pairs[other * elementCount + own]
      if r2 < parameters.cutoffSquared && r < parameters.end {
        let (energy, slope) = twoBody(parameters, r)
        f = -0.5 * slope / r
        addPair(i, j, energy, f, (x, y, z), &tally)
        atoms.fx[j] += f * x
        atoms.fy[j] += f * y
        atoms.fz[j] += f * z
        atoms.fx[i] -= f * x
        atoms.fy[i] -= f * y
        atoms.fz[i] -= f * z
      }
      guard r2 < pair.cutoffSquared && r < pair.end else { continue }
      let inverseGap = 1 / (r - pair.end)
      let exponent = pair.gammaSigma * inverseGap
      scratch.x[n] = x
      scratch.y[n] = y
      scratch.z[n] = z
      scratch.inverse[n] = 1 / r
      scratch.screening[n] = exp(exponent)
      scratch.slope[n] = exponent * inverseGap / r
      scratch.fx[n] = 0
      scratch.fy[n] = 0
      scratch.fz[n] = 0
      scratch.index[n] = j32
      scratch.element[n] = Int32(other)
      n += 1
    }
    return n
  }

  /// Which of two atoms LAMMPS computes a pair from; it matters only in a file whose entries ABB and
  /// BAA differ.
  private func computes(_ own: Int64, _ other: Int64) -> Bool {
    let isEven = (own + other) % 2 == 0
    return own > other ? !isEven : own < other ? isEven : true
  }

  /// The energy of a pair and its derivative with respect to the distance.
  private func twoBody(_ pair: Pair, _ r: Double) -> (energy: Double, slope: Double) {
    let inverse = 1 / r
    let repulsion: Double
    let attraction: Double
    if let whole = pair.wholePowers {
      repulsion = pair.repulsion * integerPower(inverse, whole.p)
      attraction = pair.attraction * integerPower(inverse, whole.q)
    } else {
      repulsion = pair.repulsion * pow(inverse, pair.p)
      attraction = pair.attraction * pow(inverse, pair.q)
    }
    let inverseGap = 1 / (r - pair.end)
    let screening = exp(pair.sigma * inverseGap)
    let energy = (repulsion - attraction) * screening
    let slope =
      (pair.q * attraction - pair.p * repulsion) * inverse * screening
      - energy * pair.sigma * inverseGap * inverseGap
    return (energy, slope)
  }

  /// Half of a pair: its energy to i and j in halves, as is its virial.
  private func addPair(
    _ i: Int, _ j: Int, _ energy: Double, _ f: Double, _ d: (x: Double, y: Double, z: Double),
    _ tally: inout Tally
  ) {
    tally.energy += 0.5 * energy
    if let perAtom = tally.perAtom {
      perAtom.energy[i] += 0.25 * energy
      perAtom.energy[j] += 0.25 * energy
    }
    guard tally.wantsVirial else { return }
    let part = SymmetricTensor(
      xx: d.x * d.x * f, yy: d.y * d.y * f, zz: d.z * d.z * f, xy: d.x * d.y * f,
      xz: d.x * d.z * f, yz: d.y * d.z * f)
    tally.virial += part
    if let perAtom = tally.perAtom {
      perAtom.addVirial(part * 0.5, to: i)
      perAtom.addVirial(part * 0.5, to: j)
    }
  }

  /// Adds the triplets of a centre; forces on the neighbours stay in the scratch memory.
  private func addTriplets(
    of i: Int, own: Int, _ scratch: StillingerWeberScratch.View, _ count: Int,
    _ tally: inout Tally
  ) {
    let (x, y, z) = (scratch.x, scratch.y, scratch.z)
    let (inverse, screening) = (scratch.inverse, scratch.screening)
    let (slope, element) = (scratch.slope, scratch.element)
    let (gx, gy, gz) = (scratch.fx, scratch.fy, scratch.fz)
    for j in 0..<count {
      for k in j + 1..<max(count, j + 1) {
        let triplet = triplets[
          (own * elementCount + Int(element[j])) * elementCount + Int(element[k])]
        let across = inverse[j] * inverse[k]
        let cosine = (x[j] * x[k] + y[j] * y[k] + z[j] * z[k]) * across
        let delta = cosine - triplet.cosine0
        let bend = triplet.strength * screening[j] * screening[k] * delta
        let energy = bend * delta
        // −∂E/∂cos θ
        let turn = -2 * bend
        let alongJ = energy * slope[j] - turn * cosine * inverse[j] * inverse[j]
        let alongK = energy * slope[k] - turn * cosine * inverse[k] * inverse[k]
        let beta = turn * across
        let fj = Vector3(
          alongJ * x[j] + beta * x[k], alongJ * y[j] + beta * y[k], alongJ * z[j] + beta * z[k])
        let fk = Vector3(
          alongK * x[k] + beta * x[j], alongK * y[k] + beta * y[j], alongK * z[k] + beta * z[j])
        gx[j] += fj.x
        gy[j] += fj.y
        gz[j] += fj.z
        gx[k] += fk.x
        gy[k] += fk.y
        gz[k] += fk.z
        tally.energy += energy
        if tally.wantsVirial || tally.perAtom != nil {
          addTriplet(i, j, k, scratch, energy, fj, fk, &tally)
        }
      }
    }
  }

  /// The virial of a triplet; its shares, and those of its energy, are thirds.
  private func addTriplet(
    _ i: Int, _ j: Int, _ k: Int, _ scratch: StillingerWeberScratch.View, _ energy: Double,
    _ fj: Vector3, _ fk: Vector3, _ tally: inout Tally
  ) {
    let dj = Vector3(scratch.x[j], scratch.y[j], scratch.z[j])
    let dk = Vector3(scratch.x[k], scratch.y[k], scratch.z[k])
    let part = SymmetricTensor(
      xx: dj.x * fj.x + dk.x * fk.x, yy: dj.y * fj.y + dk.y * fk.y,
      zz: dj.z * fj.z + dk.z * fk.z, xy: dj.x * fj.y + dk.x * fk.y,
      xz: dj.x * fj.z + dk.x * fk.z, yz: dj.y * fj.z + dk.y * fk.z)
    if tally.wantsVirial { tally.virial += part }
    guard let perAtom = tally.perAtom else { return }
    let third = 1.0 / 3
    let atoms: InlineArray<3, Int> = [i, Int(scratch.index[j]), Int(scratch.index[k])]
    for a in atoms.indices {
      perAtom.energy[atoms[a]] += third * energy
      if tally.wantsVirial { perAtom.addVirial(part * third, to: atoms[a]) }
    }
  }

  /// Forces of the triplets: on the neighbours, and their opposite on the centre.
  private func addForces(
    of i: Int, _ scratch: StillingerWeberScratch.View, _ count: Int, _ atoms: AtomView
  ) {
    for n in 0..<count {
      let j = Int(scratch.index[n])
      atoms.fx[j] += scratch.fx[n]
      atoms.fy[j] += scratch.fy[n]
      atoms.fz[j] += scratch.fz[n]
      atoms.fx[i] -= scratch.fx[n]
      atoms.fy[i] -= scratch.fy[n]
      atoms.fz[i] -= scratch.fz[n]
    }
  }
}
