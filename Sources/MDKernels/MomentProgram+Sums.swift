extension MomentProgram {
  /// The sums over pairs, a number for each place, from the moments of the neighbours of two elements.
  ///
  /// - Parameter squares: for each η Σ_j a_j² if both elements are the same; then every pair is counted
  ///   twice in the products of moments, and each neighbour once with itself.
  public func sums(
    _ first: UnsafePointer<Double>, _ second: UnsafePointer<Double>,
    squares: UnsafePointer<Double>?, into result: UnsafeMutablePointer<Double>
  ) {
    for m in etas.indices {
      let row = result + m * shapes.count
      for s in shapes.indices { row[s] = squares.map { -diagonals[s] * $0[m] } ?? 0 }
      for l in 0...order {
        let power = power(l, m, first, second)
        for s in shapes.indices { row[s] += legendre[s * (order + 1) + l] * power }
      }
      if squares != nil { for s in shapes.indices { row[s] *= 0.5 } }
    }
  }

  /// Σ_μ of the products of moments of one l and η.
  private func power(
    _ l: Int, _ m: Int, _ first: UnsafePointer<Double>, _ second: UnsafePointer<Double>
  ) -> Double {
    var sum = 0.0
    for mu in 0...l {
      let place = 6 * (m / 3 * termCount + Self.term(l, mu)) + 2 * (m % 3)
      sum += first[place] * second[place] + first[place + 1] * second[place + 1]
    }
    return sum
  }

  /// ∂E/∂(moment) of one element from ∂E/∂(sum) and the moments of the other.
  public func coefficients(
    weights: UnsafePointer<Double>, other: UnsafePointer<Double>,
    into result: UnsafeMutablePointer<Double>
  ) {
    for m in etas.indices {
      for l in 0...order {
        var factor = 0.0
        for s in shapes.indices {
          factor += weights[m * shapes.count + s] * legendre[s * (order + 1) + l]
        }
        for mu in 0...l {
          let place = 6 * (m / 3 * termCount + Self.term(l, mu)) + 2 * (m % 3)
          result[place] = factor * other[place]
          result[place + 1] = factor * other[place + 1]
        }
      }
    }
  }

  /// For each η what a neighbour's pairing with itself takes off.
  public func diagonals(weights: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>) {
    for m in etas.indices {
      result[m] = 0
      for s in shapes.indices { result[m] += weights[m * shapes.count + s] * diagonals[s] }
    }
  }
}
