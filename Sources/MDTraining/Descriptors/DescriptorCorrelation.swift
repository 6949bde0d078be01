import MDCore
import MDLinearAlgebra

/// How the symmetry functions of a sample go together: their Pearson correlations.
public struct DescriptorCorrelation: Sendable {
  /// How many functions there are.
  public let count: Int
  /// count × count, symmetric; 1 on the diagonal, 0 for functions that are the same for all atoms.
  public let matrix: [Double]
  /// Mean and standard deviation of each function.
  public let means, sigmas: [Double]
  /// The functions that differ between atoms.
  public let usable: [Int]

  /// - Throws: ``InputError`` if there are fewer than two atoms.
  public init(_ sample: DescriptorSample) throws {
    let (rows, columns) = (sample.count, sample.functionCount)
    guard rows > 1 else {
      throw InputError(
        "correlations need at least two atoms of \(sample.symbol), but there are \(rows)")
    }
    count = columns
    var means = [Double](repeating: 0, count: columns)
    for r in 0..<rows {
      for c in 0..<columns { means[c] += sample.values[r * columns + c] / Double(rows) }
    }
    var centered = sample.values
    var sigmas = [Double](repeating: 0, count: columns)
    for r in 0..<rows {
      for c in 0..<columns {
        centered[r * columns + c] -= means[c]
        sigmas[c] += centered[r * columns + c] * centered[r * columns + c]
      }
    }
    for c in 0..<columns { sigmas[c] = (sigmas[c] / Double(rows)).squareRoot() }
    // Below that a function's spread is rounding.
    let usable = (0..<columns).filter { sigmas[$0] > 1e-10 * max(abs(means[$0]), 1e-10) }
    let isUsable = Set(usable)
    for c in 0..<columns {
      let factor = isUsable.contains(c) ? 1 / (sigmas[c] * Double(rows).squareRoot()) : 0
      for r in 0..<rows { centered[r * columns + c] *= factor }
    }
    (self.means, self.sigmas, self.usable) = (means, sigmas, usable)
    // Row-major rows are the columns of a Fortran matrix of columns × rows.
    var product = [Double](repeating: 0, count: columns * columns)
    try LinearAlgebra.load().symmetricProduct(
      .plain, n: columns, k: rows, alpha: 1, centered, strideA: columns, beta: 0, &product,
      strideC: columns)
    for i in 0..<columns {
      for j in 0..<i { product[j * columns + i] = product[i * columns + j] }
      if isUsable.contains(i) { product[i * columns + i] = 1 }
    }
    matrix = product
  }

  /// The correlation of two functions.
  public subscript(_ i: Int, _ j: Int) -> Double { matrix[i * count + j] }

  /// Which share of the variance of all functions a linear model in some of them leaves out.
  public func unexplained(by selected: [Int]) -> Double {
    var residual = CorrelationResidual(self)
    for function in selected { residual.remove(function) }
    return residual.trace / Double(max(usable.count, 1))
  }
}

/// What is left of correlations when the parts along chosen functions are taken out: the Schur
/// complement, one function at a time.
struct CorrelationResidual {
  let count: Int
  private(set) var matrix: [Double]
  private(set) var remaining: [Int]

  init(_ correlation: DescriptorCorrelation) {
    count = correlation.count
    matrix = correlation.matrix
    remaining = correlation.usable
  }

  /// The variance that is left, each function having had 1.
  var trace: Double { remaining.reduce(0) { $0 + max(matrix[$1 * count + $1], 0) } }

  /// How much of a function is left, from 1 down to 0.
  func rest(_ function: Int) -> Double { max(matrix[function * count + function], 0) }

  /// Takes out what goes along with a function, and the function.
  mutating func remove(_ function: Int) {
    remaining.removeAll { $0 == function }
    let pivot = matrix[function * count + function]
    // Nothing of it is left beyond rounding: it is a mixture of the others.
    guard pivot > 1e-12 else { return }
    let row = Array(matrix[(function * count)..<((function + 1) * count)])
    matrix.withUnsafeMutableBufferPointer { m in
      for i in remaining where row[i] != 0 {
        let factor = row[i] / pivot
        for j in 0..<count { m[i * count + j] -= factor * row[j] }
      }
    }
  }

  /// The leading eigenvector of what is left, squared, by power iteration; it starts where most is left,
  /// so that the result does not depend on chance.
  func leadingWeights(_ library: LinearAlgebra) -> [Double] {
    var vector = [Double](repeating: 0, count: count)
    guard let first = remaining.max(by: { (rest($0), $1) < (rest($1), $0) }) else { return vector }
    for i in remaining { vector[i] = matrix[first * count + i] }
    var next = vector
    var value = 0.0
    for _ in 0..<500 {
      // Rows and columns of removed functions meet zeros of the vector; their results are passed over.
      library.multiply(
        .plain, m: count, n: count, alpha: 1, matrix, vector, beta: 0, &next)
      var square = 0.0
      for i in remaining { square += next[i] * next[i] }
      let length = square.squareRoot()
      guard length > 0 else { break }
      for i in remaining { vector[i] = next[i] / length }
      // Selection needs the order of the weights, not their digits.
      if abs(length - value) < 1e-9 * length { break }
      value = length
    }
    let square = vector.reduce(0) { $0 + $1 * $1 }
    return vector.map { square > 0 ? $0 * $0 / square : 0 }
  }
}
