extension MomentProgram {
  /// The sums over pairs, a number for each place, from the moments of the neighbours of two elements.
  ///
  /// - Parameters:
  ///   - squares: for each η Σ_j a_j² if both elements are the same; then every pair is counted
  ///   twice in the products of moments, and each neighbour once with itself.
  ///   - work: memory for ``workPlaces`` numbers.
  public func sums<Real: LaneScalar>(
    _ first: UnsafePointer<Real>, _ second: UnsafePointer<Real>,
    squares: UnsafePointer<Real>?, work: UnsafeMutablePointer<Real>,
    into result: UnsafeMutablePointer<Double>
  ) {
    for m in etas.indices {
      if m % 3 == 0 { fillPowers(tile: m / 3, first, second, into: work) }
      let square = squares.map { Double($0[m]) } ?? 0
      addShapes(
        powers: work + 2 * (m % 3), square: square, scale: squares == nil ? 1 : 0.5,
        into: result + m * shapes.count)
    }
  }

  /// The sums of all shapes for one η, in vectors; what lies behind the last is overwritten.
  @inline(__always)
  private func addShapes<Real: LaneScalar>(
    powers: UnsafePointer<Real>, square: Double, scale: Double,
    into row: UnsafeMutablePointer<Double>
  ) {
    diagonals.withUnsafeBufferPointer { diagonals in
      byOrder.withUnsafeBufferPointer { table in
        guard let own = diagonals.baseAddress, let table = table.baseAddress else { return }
        for s in stride(from: 0, to: shapePlaces, by: 8) {
          var sum = own.lanes(s) * -square
          for l in 0...order {
            let place = powers + Real.Lanes.width * l
            let power = Double(place[0]) + Double(place[1])
            sum.addProduct(table.lanes(l * shapePlaces + s), DoubleLanes(repeating: power))
          }
          row.store(sum * scale, s)
        }
      }
    }
  }

  /// Σ_μ of the products of moments of each l, for C and S of the three η of a tile: a vector an l,
  /// with the next moments in the lanes behind the six.
  @inline(__always)
  private func fillPowers<Real: LaneScalar>(
    tile: Int, _ first: UnsafePointer<Real>, _ second: UnsafePointer<Real>,
    into work: UnsafeMutablePointer<Real>
  ) {
    var place = 6 * tile * termCount
    for l in 0...order {
      var sum = Real.Lanes.zero
      for _ in 0...l {
        sum.addProduct(first.lanes(place), second.lanes(place))
        place += 6
      }
      work.store(sum, Real.Lanes.width * l)
    }
  }

  /// ∂E/∂(moment) of one element from ∂E/∂(sum) and the moments of the other.
  ///
  /// - Parameter work: memory for ``workPlaces`` numbers.
  public func coefficients<Real: LaneScalar>(
    weights: UnsafePointer<Double>, other: UnsafePointer<Real>, work: UnsafeMutablePointer<Real>,
    into result: UnsafeMutablePointer<Real>
  ) {
    for tile in 0..<tileCount {
      fillFactors(tile: tile, weights, into: work)
      var place = 6 * tile * termCount
      for l in 0...order {
        let factors = work.lanes(Real.Lanes.width * l)
        // The lanes behind the six are overwritten by the next term.
        for _ in 0...l {
          result.store(factors * other.lanes(place), place)
          place += 6
        }
      }
    }
  }

  /// For each l the factors of C and S of three η.
  private func fillFactors<Real: LaneScalar>(
    tile: Int, _ weights: UnsafePointer<Double>, into work: UnsafeMutablePointer<Real>
  ) {
    for place in stride(from: 0, to: workPlaces, by: Real.Lanes.width) { work.store(.zero, place) }
    byShape.withUnsafeBufferPointer { table in
      guard let table = table.baseAddress else { return }
      for m in (3 * tile)..<min(3 * tile + 3, etas.count) {
        for start in stride(from: 0, through: order, by: 8) {
          var factors = DoubleLanes.zero
          for s in shapes.indices {
            let weight = DoubleLanes(repeating: weights[m * shapes.count + s])
            factors.addProduct(table.lanes(s * orderPlaces + start), weight)
          }
          for l in start...min(start + 7, order) {
            let target = work + Real.Lanes.width * l + 2 * (m % 3)
            target[0] = Real(factors[l - start])
            target[1] = target[0]
          }
        }
      }
    }
  }

  /// For each η what a neighbour's pairing with itself takes off.
  public func diagonals<Real: LaneScalar>(
    weights: UnsafePointer<Double>, into result: UnsafeMutablePointer<Real>
  ) {
    for m in etas.indices {
      var sum = 0.0
      for s in shapes.indices { sum += weights[m * shapes.count + s] * diagonals[s] }
      result[m] = Real(sum)
    }
  }
}
