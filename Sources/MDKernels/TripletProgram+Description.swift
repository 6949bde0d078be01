extension TripletProgram {
  /// `3 eta from 1 exponential and 3 products, lambda 1.0: zeta 1 2 4 16 (5 products), …`
  public var description: String {
    let shapes = chains.map {
      "lambda \($0.lambda): zeta " + $0.zetas.map(String.init).joined(separator: " ")
        + " (\($0.productCount) products)"
    }
    let exponentials = "\(tables.roots.count) exponential" + (tables.roots.count == 1 ? "" : "s")
    return "\(etas.count) eta from \(exponentials) and \(gaussians.steps.count) products, "
      + shapes.joined(separator: ", ")
  }

  /// Arithmetic vector instructions of both sweeps.
  ///
  /// - Parameters:
  ///   - looked: tiles of pairs that are looked at.
  ///   - live: vectors of live pairs.
  public func operations(looked: Int, live: Int) -> Int {
    let rows = etas.count
    let columns = chains.reduce(0) { $0 + $1.zetas.count }
    // Distance, test and four streams; spreading four streams out and twelve sums.
    let search = looked * (12 + 16)
    // The cutoff function as two polynomials, exponentials, A_m, powers.
    let factors =
      22 + 19 * tables.roots.count + gaussians.steps.count + rows
      + chains.reduce(0) { $0 + $1.productCount + 2 }
    // A multiply-add for each place; on the way back two, and a few for each row.
    let sums = rows * columns + (rows + 1) * chains.count
    let contraction = 2 * rows * columns + rows * (2 * chains.count + 4) + 10
    return search + live * (factors + sums + contraction)
  }
}

extension TripletProgram.Chain {
  /// Multiplications that its powers take.
  var productCount: Int {
    switch fused {
    case .third: 2
    case .fifth: 3
    case .seventh: 4
    case .fifteenth: 5
    case .seventhAndFifteenth: 6
    case nil: ladder.steps.count
    }
  }
}
