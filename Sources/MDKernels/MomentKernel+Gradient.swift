extension MomentKernel {
  /// The second sweep: adds the gradients to columns that begin with the first centre.
  ///
  /// - Parameters:
  ///   - coefficients: ∂E/∂(moment) in powers of z, as ``MomentProgram`` makes them.
  ///   - diagonals: for each η what is taken off ∂E/∂a for each a.
  public func addGradient(
    coefficients: UnsafePointer<Real>, diagonals: UnsafePointer<Real>,
    to neighbors: NeighborColumns<Real>
  ) {
    let degrees = program.degrees
    program.etas.withUnsafeBufferPointer { etas in
      for n in 0..<rows.count {
        let row = rows.row(n)
        var sums = GradientSums<Lanes>()
        for first in stride(from: 0, to: etas.count, by: MomentProgram.tileFactors) {
          let tile = GradientTile(
            row: row, factor: row + Lanes.width * (NeighborField.first + first),
            degrees: degrees,
            coefficients: coefficients + Lanes.width * first * degrees * degrees,
            diagonals: diagonals + Lanes.width * first, etas: etas.baseAddress! + first)
          switch etas.count - first {
          case 1: tile.add(to: &sums, FactorValues<Lanes, 1>.self)
          case 2: tile.add(to: &sums, FactorValues<Lanes, 2>.self)
          default: tile.add(to: &sums, FactorValues<Lanes, 3>.self)
          }
        }
        sums.store(to: row)
      }
    }
    rows.addGradients(to: neighbors, work: work)
  }
}

/// Up to three η of one neighbour of each centre in the second sweep.
struct GradientTile<Real: LaneScalar> {
  typealias Lanes = Real.Lanes
  typealias Field = NeighborField

  let row: UnsafeMutablePointer<Real>
  /// The first radial factor.
  let factor: UnsafeMutablePointer<Real>
  let degrees: Int
  let coefficients, diagonals: UnsafePointer<Real>
  let etas: UnsafePointer<Double>

  /// For each η the coefficients times Y, then the gradients.
  func add<let factors: Int>(
    to result: inout GradientSums<Lanes>, _ type: FactorValues<Lanes, factors>.Type
  ) {
    typealias Values = FactorValues<Lanes, factors>
    // In registers, not in memory, from one μ to the next.
    var sums = result
    let width = Lanes.width
    let length = width * factors
    let a = Values(at: factor)
    let x = row.lanes(width * Field.x)
    let y = row.lanes(width * Field.y)
    let z = row.lanes(width * Field.z)
    var weights = coefficients
    // μ = 0: no S, and C is 1. Polynomials in z and their derivatives by Horner's rule.
    var value = Values(at: weights)
    var slope = Values()
    if degrees > 1 {
      weights += length
      slope = value
      value.step(z, Values(at: weights))
    }
    for _ in 2..<max(2, degrees) {
      weights += length
      slope.step(z, value)
      value.step(z, Values(at: weights))
    }
    weights += length
    sums.z += a.dot(slope)
    var (cBefore, sBefore) = (Lanes(repeating: 1), Lanes.zero)
    // μ as a vector.
    var order = Lanes(repeating: 1)
    for mu in 1..<max(1, degrees) {
      let c = (x * cBefore).addingProduct(-y, sBefore)
      let s = (x * sBefore).addingProduct(y, cBefore)
      var (even, odd) = (Values(at: weights), Values(at: weights + length))
      var (evenSlope, oddSlope) = (Values(), Values())
      if degrees - mu > 1 {
        weights += 2 * length
        (evenSlope, oddSlope) = (even, odd)
        even.step(z, Values(at: weights))
        odd.step(z, Values(at: weights + length))
      }
      for _ in 2..<max(2, degrees - mu) {
        weights += 2 * length
        evenSlope.step(z, even)
        oddSlope.step(z, odd)
        even.step(z, Values(at: weights))
        odd.step(z, Values(at: weights + length))
      }
      weights += 2 * length
      value.addProduct(c, even)
      value.addProduct(s, odd)
      sums.z = sums.z.addingProduct(a.dot(evenSlope), c).addingProduct(a.dot(oddSlope), s)
      // ∂C_μ/∂x = μ C_(μ−1), ∂C_μ/∂y = −μ S_(μ−1), ∂S_μ/∂x = μ S_(μ−1), ∂S_μ/∂y = μ C_(μ−1).
      let (dc, ds) = (a.dot(even) * order, a.dot(odd) * order)
      order += Lanes(repeating: 1)
      sums.x = sums.x.addingProduct(dc, cBefore).addingProduct(ds, sBefore)
      sums.y = sums.y.addingProduct(ds, cBefore).addingProduct(-dc, sBefore)
      (cBefore, sBefore) = (c, s)
    }
    sums.addRadial(value.v0, a.v0, diagonals.lanes(0), etas[0])
    if factors > 1 { sums.addRadial(value.v1, a.v1, diagonals.lanes(width), etas[1]) }
    if factors > 2 { sums.addRadial(value.v2, a.v2, diagonals.lanes(2 * width), etas[2]) }
    result = sums
  }
}

/// What one neighbour of each centre contributes to the second sweep.
struct GradientSums<Lanes: LaneVector> {
  typealias Field = NeighborField

  /// The gradient with respect to the direction.
  var x = Lanes.zero
  var y = Lanes.zero
  var z = Lanes.zero
  /// Σ_η a·∂E/∂a, and the same with η.
  var radial = Lanes.zero
  var weighted = Lanes.zero

  @inline(__always)
  mutating func addRadial(_ v: Lanes, _ a: Lanes, _ diagonal: Lanes, _ eta: Double) {
    let change = v.addingProduct(-a, diagonal) * a
    radial += change
    weighted.addProduct(change, Lanes(repeating: eta))
  }

  /// Turns the gradient with respect to the direction into its part across it, divided by r, in the form
  /// α·r + g.
  @inline(__always)
  func store(to row: UnsafeMutablePointer<Lanes.Scalar>) {
    let width = Lanes.width
    let inverse = row.lanes(width * Field.inverse)
    let along = (row.lanes(width * Field.x) * x)
      .addingProduct(row.lanes(width * Field.y), y)
      .addingProduct(row.lanes(width * Field.z), z)
    // dE/da times da/d(r²) twice; r̂(r̂·g)/r = r (r̂·g)/r².
    let change = (radial * row.lanes(width * Field.slope)) - 2 * weighted
    row.store(change.addingProduct(-along, inverse * inverse), width * Field.alpha)
    row.store(x * inverse, width * Field.gx)
    row.store(y * inverse, width * Field.gy)
    row.store(z * inverse, width * Field.gz)
  }
}
