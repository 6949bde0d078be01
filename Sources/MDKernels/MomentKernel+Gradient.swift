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
      // As many centres at once as a register holds.
      for place in stride(from: 0, to: rows.count * Lanes.width, by: Real.registerWidth) {
        let part = place & (Lanes.width - 1)
        let row = rows.row(place / Lanes.width) + part
        var sums = GradientSums<Real>()
        for first in stride(from: 0, to: etas.count, by: MomentProgram.tileFactors) {
          let tile = GradientTile(
            row: row, factor: row + Lanes.width * (NeighborField.first + first),
            degrees: degrees,
            coefficients: coefficients + part + Lanes.width * first * degrees * degrees,
            diagonals: diagonals + part + Lanes.width * first, etas: etas.baseAddress! + first)
          switch etas.count - first {
          case 1: tile.add(to: &sums, FactorValues<Real.Register, 1>.self)
          case 2: tile.add(to: &sums, FactorValues<Real.Register, 2>.self)
          default: tile.add(to: &sums, FactorValues<Real.Register, 3>.self)
          }
        }
        sums.store(to: row)
      }
    }
    rows.addGradients(to: neighbors, work: work)
  }
}

/// Up to three η of one neighbour of each centre in the second sweep, as many centres at once as a register holds.
struct GradientTile<Real: LaneScalar> {
  typealias Register = Real.Register
  typealias Field = NeighborField

  let row: UnsafeMutablePointer<Real>
  /// The first radial factor.
  let factor: UnsafeMutablePointer<Real>
  let degrees: Int
  let coefficients, diagonals: UnsafePointer<Real>
  let etas: UnsafePointer<Double>

  /// For each η the coefficients times Y, then the gradients.
  func add<let factors: Int>(
    to result: inout GradientSums<Real>, _ type: FactorValues<Register, factors>.Type
  ) {
    typealias Values = FactorValues<Register, factors>
    // In registers, not in memory, from one μ to the next.
    var sums = result
    let width = Real.Lanes.width
    let length = width * factors
    let a = Values(registers: factor)
    let x = row.register(width * Field.x)
    let y = row.register(width * Field.y)
    let z = row.register(width * Field.z)
    var weights = coefficients
    // μ = 0: no S, and C is 1. Polynomials in z and their derivatives by Horner's rule.
    var value = Values(registers: weights)
    var slope = Values()
    if degrees > 1 {
      weights += length
      slope = value
      value.step(z, Values(registers: weights))
    }
    for _ in 2..<max(2, degrees) {
      weights += length
      slope.step(z, value)
      value.step(z, Values(registers: weights))
    }
    weights += length
    sums.z += a.dot(slope)
    var (cBefore, sBefore) = (Register(repeating: 1), Register.zero)
    // μ as a vector.
    var order = Register(repeating: 1)
    for mu in 1..<max(1, degrees) {
      let c = (x * cBefore).addingProduct(Real.negative(y), sBefore)
      let s = (x * sBefore).addingProduct(y, cBefore)
      var (even, odd) = (Values(registers: weights), Values(registers: weights + length))
      var (evenSlope, oddSlope) = (Values(), Values())
      if degrees - mu > 1 {
        weights += 2 * length
        (evenSlope, oddSlope) = (even, odd)
        even.step(z, Values(registers: weights))
        odd.step(z, Values(registers: weights + length))
      }
      for _ in 2..<max(2, degrees - mu) {
        weights += 2 * length
        evenSlope.step(z, even)
        oddSlope.step(z, odd)
        even.step(z, Values(registers: weights))
        odd.step(z, Values(registers: weights + length))
      }
      weights += 2 * length
      value.addProduct(c, even)
      value.addProduct(s, odd)
      sums.z = sums.z.addingProduct(a.dot(evenSlope), c).addingProduct(a.dot(oddSlope), s)
      // ∂C_μ/∂x = μ C_(μ−1), ∂C_μ/∂y = −μ S_(μ−1), ∂S_μ/∂x = μ S_(μ−1), ∂S_μ/∂y = μ C_(μ−1).
      let (dc, ds) = (a.dot(even) * order, a.dot(odd) * order)
      order += Register(repeating: 1)
      sums.x = sums.x.addingProduct(dc, cBefore).addingProduct(ds, sBefore)
      sums.y = sums.y.addingProduct(ds, cBefore).addingProduct(Real.negative(dc), sBefore)
      (cBefore, sBefore) = (c, s)
    }
    sums.addRadial(value.v0, a.v0, diagonals.register(0), etas[0])
    if factors > 1 { sums.addRadial(value.v1, a.v1, diagonals.register(width), etas[1]) }
    if factors > 2 { sums.addRadial(value.v2, a.v2, diagonals.register(2 * width), etas[2]) }
    result = sums
  }
}

/// What one neighbour of each centre contributes to the second sweep.
struct GradientSums<Real: LaneScalar> {
  typealias Register = Real.Register
  typealias Field = NeighborField

  /// The gradient with respect to the direction.
  var x = Register.zero
  var y = Register.zero
  var z = Register.zero
  /// Σ_η a·∂E/∂a, and the same with η.
  var radial = Register.zero
  var weighted = Register.zero

  @inline(__always)
  mutating func addRadial(_ v: Register, _ a: Register, _ diagonal: Register, _ eta: Double) {
    let change = v.addingProduct(Real.negative(a), diagonal) * a
    radial += change
    weighted.addProduct(change, Register(repeating: Real(eta)))
  }

  /// Turns the gradient with respect to the direction into its part across it, divided by r, in the form
  /// α·r + g.
  @inline(__always)
  func store(to row: UnsafeMutablePointer<Real>) {
    let width = Real.Lanes.width
    let inverse = row.register(width * Field.inverse)
    let along = (row.register(width * Field.x) * x)
      .addingProduct(row.register(width * Field.y), y)
      .addingProduct(row.register(width * Field.z), z)
    // dE/da times da/d(r²) twice; r̂(r̂·g)/r = r (r̂·g)/r².
    let change = (radial * row.register(width * Field.slope)) - (weighted + weighted)
    row.store(
      change.addingProduct(Real.negative(along), inverse * inverse), register: width * Field.alpha)
    row.store(x * inverse, register: width * Field.gx)
    row.store(y * inverse, register: width * Field.gy)
    row.store(z * inverse, register: width * Field.gz)
  }
}
