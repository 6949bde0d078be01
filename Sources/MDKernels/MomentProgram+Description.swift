extension MomentProgram {
  /// Arithmetic vector instructions of both sweeps for eight neighbours, one of each of eight centres.
  public var operations: Int {
    let factors = etas.count
    let steps = order * (order - 1) / 2
    // Directions, exponentials; C and S, Q, products in about two passes a μ; the moments.
    let forward = 3 + 21 * factors + 4 * order + 2 * steps + 4 * factors * order + momentCount
    // Polynomials and their derivatives, then sums for each μ.
    let values = momentCount - factors * (2 * order + 1)
    let slopes = values - factors * (2 * order - 1)
    let sums = order * (10 + 6 * factors) + 4 * factors + 11
    return forward + 4 * order + values + slopes + sums
  }
}
