import Foundation
import MDLinearAlgebra
import Testing

/// BLAS and LAPACK are called with the right shapes; rounding alone separates the results.
struct LinearAlgebraTests {
  private let tolerance = 1e-12

  /// On a processor that OpenBLAS does not know it takes the kernels of 2004 unless it is told better.
  @Test func takesKernelsForThisProcessor() throws {
    guard try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8).contains(" avx2 ") else {
      return
    }
    let kernels = try #require(try LinearAlgebra.load().kernels)
    #expect(!["Prescott", "Nehalem", "Sandybridge"].contains(kernels))
  }

  @Test func multipliesTransposedMatrices() throws {
    let library = try LinearAlgebra.load()
    // A is 2×3, B 4×3 (used transposed), C 2×4; column-major.
    let a: [Double] = [1, 2, 3, 4, 5, 6]
    let b: [Double] = (0..<12).map { Double($0) * 0.5 - 2 }
    var c = [Double](repeating: 1, count: 8)
    library.multiply(
      .plain, .transposed, m: 2, n: 4, k: 3, alpha: 2, a, b, beta: 3, &c, strides: (2, 4, 2))
    for row in 0..<2 {
      for column in 0..<4 {
        let sum = (0..<3).reduce(0.0) { $0 + a[row + 2 * $1] * b[column + 4 * $1] }
        #expect(abs(c[row + 2 * column] - (2 * sum + 3)) < tolerance)
      }
    }
  }

  @Test func multipliesByAVector() throws {
    let library = try LinearAlgebra.load()
    let a: [Double] = [1, 2, 3, 4, 5, 6]
    var y = [10.0, 20, 30]
    library.multiply(.transposed, m: 2, n: 3, alpha: 1, a, [1, -1], beta: 1, &y)
    #expect(y == [9, 19, 29])
  }

  @Test func solvesWithTheProductOfAMatrixWithItself() throws {
    let library = try LinearAlgebra.load()
    let factor: [Double] = [2, 1, 0, 0, 3, 1, 1, 0, 2]
    var square = [Double](repeating: 0, count: 9)
    library.symmetricProduct(
      .plain, n: 3, k: 3, alpha: 1, factor, strideA: 3, beta: 0, &square, strideC: 3)
    var full = square
    for column in 0..<3 {
      for row in column..<3 { full[row + 3 * column] = square[column + 3 * row] }
    }
    let solution = [1.0, -2, 0.5]
    var right = [0.0, 0, 0]
    library.multiply(.plain, m: 3, n: 3, alpha: 1, full, solution, beta: 0, &right)
    var matrix = full
    try library.solvePositive(n: 3, &matrix, &right, count: 1)
    for i in 0..<3 { #expect(abs(right[i] - solution[i]) < tolerance) }

    var indefinite: [Double] = [1, 2, 2, 1]
    #expect(throws: LinearAlgebraError.self) {
      try library.solvePositive(n: 2, &indefinite, &right, count: 1)
    }
  }

  @Test func findsEigenvectors() throws {
    let (values, vectors) = try LinearAlgebra.load().eigen(symmetric: [2, 1, 1, 2], n: 2)
    #expect(abs(values[0] - 1) < tolerance && abs(values[1] - 3) < tolerance)
    #expect(abs(vectors[2] - vectors[3]) < tolerance)
  }
}
