/// What happens between the sweeps, for eight centres at once and in double precision: each moment is met
/// once.
extension MomentProgram {
  /// Numbers that powers of all η and l take, and the moments of one μ.
  public var powerPlaces: Int { 8 * degrees * (etas.count + 2 * Self.tileFactors) }

  /// The sums over pairs from the moments of the neighbours of two elements, a vector of centres for each
  /// place.
  ///
  /// - Parameters:
  ///   - lane: the first of the eight centres.
  ///   - squares: for each η Σ_j a_j² if both elements are the same; then every pair is counted
  ///   twice in the products of moments, and each neighbour once with itself.
  ///   - powers: memory for ``powerPlaces`` numbers.
  public func sums<Real: LaneScalar>(
    _ first: UnsafePointer<Real>, _ second: UnsafePointer<Real>, lane: Int,
    squares: UnsafePointer<Real>?, powers: UnsafeMutablePointer<Double>,
    into result: UnsafeMutablePointer<Double>
  ) {
    tables.withUnsafeBufferPointer { tables in
      for start in stride(from: 0, to: etas.count, by: Self.tileFactors) {
        let moments = Real.Lanes.width * start * degrees * degrees + lane
        let tile = MomentTile(
          weights: tables.baseAddress!, shapeTable: tables.baseAddress! + shapeTable,
          powerTable: tables.baseAddress! + powerTable, degrees: degrees,
          shapes: shapes.count, powers: powers + 8 * start * degrees,
          work: powers + 8 * etas.count * degrees)
        let squares = squares.map { $0 + Real.Lanes.width * start + lane }
        let result = result + 8 * start * shapes.count
        func run<let factors: Int>(_ type: FactorValues<DoubleLanes, factors>.Type) {
          tile.fillPowers(first + moments, second + moments, type)
          tile.sums(squares, result, type)
        }
        switch etas.count - start {
        case 1: run(FactorValues<DoubleLanes, 1>.self)
        case 2: run(FactorValues<DoubleLanes, 2>.self)
        default: run(FactorValues<DoubleLanes, 3>.self)
        }
      }
    }
  }

  /// ∂E/∂(moment) of one element from ∂E/∂(sum) and the moments of the other, and for each η what a
  /// neighbour's pairing with itself takes off.
  ///
  /// Where the moments have one number for each Q_μd, the result has the sums over them in powers of z, the
  /// highest first.
  ///
  /// - Parameters:
  ///   - weights: ∂E/∂(sum) of eight centres for each place.
  ///   - powers: memory for ``powerPlaces`` numbers.
  public func coefficients<Real: LaneScalar>(
    weights: UnsafePointer<Double>, other: UnsafePointer<Real>, lane: Int,
    powers: UnsafeMutablePointer<Double>, into result: UnsafeMutablePointer<Real>,
    diagonals: UnsafeMutablePointer<Real>
  ) {
    tables.withUnsafeBufferPointer { tables in
      for start in stride(from: 0, to: etas.count, by: Self.tileFactors) {
        let moments = Real.Lanes.width * start * degrees * degrees + lane
        let tile = MomentTile(
          weights: tables.baseAddress!, shapeTable: tables.baseAddress! + shapeTable,
          powerTable: tables.baseAddress! + powerTable, degrees: degrees,
          shapes: shapes.count, powers: powers + 8 * start * degrees,
          work: powers + 8 * etas.count * degrees)
        let weights = weights + 8 * start * shapes.count
        let diagonals = diagonals + Real.Lanes.width * start + lane
        func run<let factors: Int>(_ type: FactorValues<DoubleLanes, factors>.Type) {
          tile.fillPowerWeights(weights, diagonals, type)
          tile.fillCoefficients(other + moments, result + moments, type)
        }
        switch etas.count - start {
        case 1: run(FactorValues<DoubleLanes, 1>.self)
        case 2: run(FactorValues<DoubleLanes, 2>.self)
        default: run(FactorValues<DoubleLanes, 3>.self)
        }
      }
    }
  }
}

/// Up to three η of a program between the sweeps.
private struct MomentTile {
  /// The program's tables, the values of d that they have for each μ, and how many shapes there are.
  let weights, shapeTable, powerTable: UnsafePointer<Double>
  let degrees, shapes: Int
  /// For each l a vector of centres for each η.
  let powers: UnsafeMutablePointer<Double>
  /// The same for each d, for C and S.
  let work: UnsafeMutablePointer<Double>

  /// The coefficients of P_l of a shape, then its value for a neighbour with itself.
  @inline(__always)
  private func shape(_ s: Int) -> UnsafePointer<Double> {
    shapeTable + s * (degrees + 1)
  }

  /// Σ_μ of the products of moments of each l.
  func fillPowers<Real: LaneScalar, let factors: Int>(
    _ first: UnsafePointer<Real>, _ second: UnsafePointer<Real>,
    _ type: FactorValues<DoubleLanes, factors>.Type
  ) {
    typealias Values = FactorValues<DoubleLanes, factors>
    let step = Real.Lanes.width * factors
    for l in 0..<degrees {
      let product = Values(eight: first + step * l) * Values(eight: second + step * l)
      (DoubleLanes(repeating: weights[l]) * product).store(to: powers + 8 * factors * l)
    }
    var place = step * degrees
    for mu in 1..<max(1, degrees) {
      for d in 0..<(degrees - mu) {
        var product = Values(eight: first + place) * Values(eight: second + place)
        place += step
        product.add(Values(eight: first + place) * Values(eight: second + place))
        place += step
        let power = powers + 8 * factors * (mu + d)
        var sum = Values(at: power)
        sum.addProduct(DoubleLanes(repeating: weights[mu * degrees + d]), product)
        sum.store(to: power)
      }
    }
  }

  /// The sums over pairs.
  func sums<Real: LaneScalar, let factors: Int>(
    _ squares: UnsafePointer<Real>?, _ result: UnsafeMutablePointer<Double>,
    _ type: FactorValues<DoubleLanes, factors>.Type
  ) {
    typealias Values = FactorValues<DoubleLanes, factors>
    let scale = DoubleLanes(repeating: squares == nil ? 1 : 0.5)
    let square = squares.map { Values(eight: $0) } ?? Values()
    for s in 0..<shapes {
      let shape = shape(s)
      var sum = DoubleLanes(repeating: -shape[degrees]) * square
      for l in 0..<degrees {
        sum.addProduct(DoubleLanes(repeating: shape[l]), Values(at: powers + 8 * factors * l))
      }
      (scale * sum).store(to: result + 8 * factors * s)
    }
  }

  /// ∂E/∂(power) of each l, and Σ ∂E/∂(sum) times the values for a neighbour with itself.
  func fillPowerWeights<Real: LaneScalar, let factors: Int>(
    _ weights: UnsafePointer<Double>, _ diagonals: UnsafeMutablePointer<Real>,
    _ type: FactorValues<DoubleLanes, factors>.Type
  ) {
    typealias Values = FactorValues<DoubleLanes, factors>
    for l in 0...degrees {
      var sum = Values()
      for s in 0..<shapes {
        let coefficient = DoubleLanes(repeating: shape(s)[l])
        sum.addProduct(coefficient, Values(at: weights + 8 * factors * s))
      }
      if l < degrees {
        sum.store(to: powers + 8 * factors * l)
      } else {
        sum.store(rounded: diagonals)
      }
    }
  }

  /// ∂E/∂(moment), and what that makes in powers of z.
  func fillCoefficients<Real: LaneScalar, let factors: Int>(
    _ other: UnsafePointer<Real>, _ result: UnsafeMutablePointer<Real>,
    _ type: FactorValues<DoubleLanes, factors>.Type
  ) {
    typealias Values = FactorValues<DoubleLanes, factors>
    let step = Real.Lanes.width * factors
    let length = 8 * factors
    var (source, target) = (other, result)
    for mu in 0..<degrees {
      let parts = mu == 0 ? 1 : 2
      let count = degrees - mu
      for d in 0..<count {
        let factor = Values(at: powers + length * (mu + d))
        for part in 0..<parts {
          (factor * Values(eight: source)).store(to: work + length * (2 * d + part))
          source += step
        }
      }
      var k = count
      while k > 0 {
        k -= 1
        var (even, odd) = (Values(), Values())
        // Q_μd is even or odd, as d is.
        var weight = powerTable + (mu * degrees + k) * degrees + k
        var place = work + 2 * length * k
        for _ in 0..<((count - k + 1) / 2) {
          let factor = DoubleLanes(repeating: weight[0])
          even.addProduct(factor, Values(at: place))
          if parts > 1 { odd.addProduct(factor, Values(at: place + length)) }
          weight += 2 * degrees
          place += 4 * length
        }
        even.store(rounded: target)
        if parts > 1 { odd.store(rounded: target + step) }
        target += step * parts
      }
    }
  }
}
