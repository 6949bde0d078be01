extension TripletProgram {
  /// `3 eta from 1 exponential and 3 products, zeta up to 4 from powers of the cosine (3 products), lambda 1.0:
  /// zeta 16 (6 products), …`
  public var description: String {
    let rootCount = tables.pointee.roots.count
    let exponentials = "\(rootCount) exponential" + (rootCount == 1 ? "" : "s")
    var parts = ["\(etas.count) eta from \(exponentials) and \(gaussians.steps.count) products"]
    if basis.monomials > 0 {
      let products = monomialProducts == 0 ? "" : " (\(monomialProducts) products)"
      parts.append("zeta up to \(basis.monomials - 1) from powers of the cosine" + products)
    }
    parts += chains.map { chain in
      let zetas = basis.powers.filter { $0.lambda == chain.lambda }.map { String($0.zeta) }
      return "lambda \(chain.lambda): zeta " + zetas.joined(separator: " ")
        + " (\(chain.productCount) products)"
    }
    return parts.joined(separator: ", ")
  }

  /// Multiplications that the powers of the cosine take.
  private var monomialProducts: Int { max(0, basis.monomials - 2) }

  /// Arithmetic vector instructions of both sweeps.
  ///
  /// - Parameters:
  ///   - looked: tiles of pairs that are looked at.
  ///   - live: vectors of live pairs.
  public func operations(looked: Int, live: Int) -> Int {
    let rows = etas.count
    let rootCount = tables.pointee.roots.count
    // Distance, test and four streams; spreading four streams out and twelve sums.
    let search = looked * (12 + 16)
    // The cutoff function as two polynomials, exponentials, A_m, powers.
    let factors =
      22 + 19 * rootCount + gaussians.steps.count + rows + monomialProducts
      + chains.reduce(0) { $0 + $1.productCount + 2 }
    // A multiply-add for each place, and the terms' factor; on the way back two for each place less what is
    // constant, and a few for each row.
    let sums = rows * basis.count + rows
    let constant = basis.monomials > 0 ? 3 : 0
    let contraction = rows * (2 * basis.count - constant + 4) + 10
    return search + live * (factors + sums + contraction)
  }
}
