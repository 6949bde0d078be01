import MDLinearAlgebra

/// Small linear problems by the normal equations.
enum LeastSquares {
  /// Minimises Σ w_i (y_i − Σ_k a_ik x_k)² + Σ_k p_k x_k².
  static func ridge(
    rows: [[Double]], targets: [Double], weights: [Double], penalties: [Double]
  ) throws -> [Double] {
    let n = penalties.count
    var (matrix, right) = normalEquations(rows, targets, weights, n)
    for k in 0..<n { matrix[k * n + k] += penalties[k] }
    try LinearAlgebra.load().solvePositive(n: n, &matrix, &right, count: 1)
    return right
  }

  /// The shortest x that minimises Σ w_i (y_i − Σ_k a_ik x_k)².
  static func minimumNorm(rows: [[Double]], targets: [Double], weights: [Double]) throws
    -> [Double]
  {
    guard let n = rows.first?.count else { return [] }
    let (matrix, right) = normalEquations(rows, targets, weights, n)
    let (values, vectors) = try LinearAlgebra.load().eigen(symmetric: matrix, n: n)
    let smallest = 1e-10 * (values.last ?? 0)
    var x = [Double](repeating: 0, count: n)
    for k in 0..<n where values[k] > smallest {
      let vector = vectors[(k * n)..<((k + 1) * n)]
      let along = zip(vector, right).reduce(0) { $0 + $1.0 * $1.1 } / values[k]
      for (i, component) in vector.enumerated() { x[i] += along * component }
    }
    return x
  }

  private static func normalEquations(
    _ rows: [[Double]], _ targets: [Double], _ weights: [Double], _ n: Int
  ) -> (matrix: [Double], right: [Double]) {
    var matrix = [Double](repeating: 0, count: n * n)
    var right = [Double](repeating: 0, count: n)
    for (row, (target, weight)) in zip(rows, zip(targets, weights)) {
      for k in 0..<n {
        let scaled = weight * row[k]
        right[k] += scaled * target
        for l in 0..<n { matrix[k * n + l] += scaled * row[l] }
      }
    }
    return (matrix, right)
  }
}
