import Foundation

extension LinearAlgebra {
  /// Replaces the upper triangle of a symmetric positive definite A (n×n) by its Cholesky factor U,
  /// A = UᵀU.
  ///
  /// - Throws: ``LinearAlgebraError`` if A is not positive definite.
  public func factorPositive(n: Int, _ a: UnsafeMutablePointer<Double>) throws {
    var info: Int32 = 0
    var (flag, size) = (CChar(85), Int32(n))
    var stride = Int32(max(n, 1))
    factor(&flag, &size, a, &stride, &info)
    guard info == 0 else {
      throw LinearAlgebraError("a matrix of \(n) rows is not positive definite (row \(info))")
    }
  }

  /// Replaces the upper triangle U of a matrix of n rows by that of (UᵀU)⁻¹: behind ``factorPositive(n:_:)`` the
  /// inverse of the matrix.
  ///
  /// - Throws: ``LinearAlgebraError`` if an element of the diagonal is zero.
  public func invertFactored(n: Int, _ u: UnsafeMutablePointer<Double>) throws {
    var info: Int32 = 0
    var (flag, size) = (CChar(85), Int32(n))
    var stride = Int32(max(n, 1))
    invertFactor(&flag, &size, u, &stride, &info)
    guard info == 0 else {
      throw LinearAlgebraError("a triangular matrix of \(n) rows has a zero (row \(info))")
    }
  }

  /// Solves Uᵀ·X = B with the upper triangle U of a matrix of m rows; B, m×n, becomes X.
  public func solveTransposedUpper(
    m: Int, n: Int, _ u: UnsafePointer<Double>, _ b: UnsafeMutablePointer<Double>
  ) {
    var flags: (CChar, CChar, CChar, CChar) = (76, 85, 84, 78)  // left, upper, transposed, non-unit
    var (rows, columns, stride, one) = (Int32(m), Int32(n), Int32(max(m, 1)), 1.0)
    withUnsafeMutablePointer(to: &flags) {
      $0.withMemoryRebound(to: CChar.self, capacity: 4) { flags in
        solveTriangle(
          flags, flags + 1, flags + 2, flags + 3, &rows, &columns, &one, u, &stride, b, &stride)
      }
    }
  }
}

// Fortran's calling convention, as in `LinearAlgebra.swift`.
typealias TRSM =
  @convention(c) (
    UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<CChar>,
    UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafePointer<Double>, UnsafePointer<Double>,
    UnsafePointer<Int32>, UnsafeMutablePointer<Double>, UnsafePointer<Int32>
  ) -> Void
