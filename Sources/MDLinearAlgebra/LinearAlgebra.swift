import CTarget
import Foundation

/// The routines of BLAS and LAPACK that this project calls, from the OpenBLAS of the machine.
///
/// The library is opened when it is first asked for and not linked: a run of a deck needs none, and
/// OpenBLAS starts a thread for every core as soon as it is loaded, on every rank. Ranks are the
/// parallelism here, so that it is told to keep to one thread.
public struct LinearAlgebra: @unchecked Sendable {
  private let library: UnsafeMutableRawPointer
  private let gemm: GEMM
  private let syrk: SYRK
  private let gemv: GEMV
  private let potrf: POTRF
  private let potri: POTRF
  private let trsm: TRSM
  private let potrs: POTRS
  private let syev: SYEV

  private static let names = ["libopenblas.so.0", "libopenblas.so"]
  private static let opened = Result { try LinearAlgebra() }

  /// The library of this machine.
  ///
  /// - Throws: ``LinearAlgebraError`` if there is none, with what to install.
  public static func load() throws -> LinearAlgebra { try opened.get() }

  private init() throws {
    setenv("OPENBLAS_NUM_THREADS", "1", 1)
    guard let library = Self.openForThisProcessor() else {
      throw LinearAlgebraError(
        "this task needs OpenBLAS, which is not on this machine: install libopenblas0 (Debian), or put "
          + "the folder of libopenblas.so.0 into LD_LIBRARY_PATH")
    }
    self.library = library
    func symbol<T>(_ name: String, as type: T.Type) throws -> T {
      guard let address = dlsym(library, name) else {
        throw LinearAlgebraError("the OpenBLAS of this machine has no '\(name)'")
      }
      return unsafeBitCast(address, to: type)
    }
    gemm = try symbol("dgemm_", as: GEMM.self)
    syrk = try symbol("dsyrk_", as: SYRK.self)
    gemv = try symbol("dgemv_", as: GEMV.self)
    potrf = try symbol("dpotrf_", as: POTRF.self)
    potri = try symbol("dpotri_", as: POTRF.self)
    trsm = try symbol("dtrsm_", as: TRSM.self)
    potrs = try symbol("dpotrs_", as: POTRS.self)
    syev = try symbol("dsyev_", as: SYEV.self)
  }
}

extension LinearAlgebra {
  /// The name of the processor whose kernels the library has chosen, such as `SkylakeX`; nil if it does not tell.
  public var kernels: String? { Self.kernels(of: library) }

  /// Opens the library with kernels for this processor.
  ///
  /// An OpenBLAS that is older than the processor does not know it and takes the kernels of 2004 (0.3.21, that of
  /// Debian 12, on Emerald Rapids: `Prescott`, with which a fit takes three times as long). It is then opened again
  /// and told what to take. What the user says in `OPENBLAS_CORETYPE` holds.
  private static func openForThisProcessor() -> UnsafeMutableRawPointer? {
    guard let library = open() else { return nil }
    let wanted =
      ctarget_processor_has_avx512() != 0
      ? "SkylakeX" : ctarget_processor_has_avx2() != 0 ? "Haswell" : nil
    guard let wanted, let chosen = kernels(of: library), withoutAVX2.contains(chosen),
      getenv("OPENBLAS_CORETYPE") == nil
    else { return library }
    setenv("OPENBLAS_CORETYPE", wanted, 1)
    dlclose(library)
    return open()
  }

  /// Opens the library once, so that closing it once takes it out of the process.
  private static func open() -> UnsafeMutableRawPointer? {
    for name in names {
      if let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) { return library }
    }
    return nil
  }

  /// What OpenBLAS calls the kernels of processors before AVX2 (its `driver/others/dynamic.c`).
  private static let withoutAVX2: Set = [
    "Katmai", "Coppermine", "Northwood", "Prescott", "Banias", "Core2", "Penryn", "Dunnington",
    "Nehalem", "Athlon", "Opteron", "Opteron_SSE3", "Barcelona", "Nano", "Atom", "Bobcat",
    "Sandybridge",
  ]

  private static func kernels(of library: UnsafeMutableRawPointer) -> String? {
    typealias CoreName = @convention(c) () -> UnsafePointer<CChar>?
    guard let address = dlsym(library, "openblas_get_corename") else { return nil }
    return unsafeBitCast(address, to: CoreName.self)().map { String(cString: $0) }
  }

  /// `dpotrf`
  func factor(
    _ flag: UnsafePointer<CChar>, _ n: UnsafePointer<Int32>, _ a: UnsafeMutablePointer<Double>,
    _ stride: UnsafePointer<Int32>, _ info: UnsafeMutablePointer<Int32>
  ) { potrf(flag, n, a, stride, info) }

  /// `dpotri`
  func invertFactor(
    _ flag: UnsafePointer<CChar>, _ n: UnsafePointer<Int32>, _ a: UnsafeMutablePointer<Double>,
    _ stride: UnsafePointer<Int32>, _ info: UnsafeMutablePointer<Int32>
  ) { potri(flag, n, a, stride, info) }

  /// `dtrsm`
  var solveTriangle: TRSM { trsm }
}

/// The machine lacks what is needed, or a matrix is not what it must be.
public struct LinearAlgebraError: Error, CustomStringConvertible, Sendable {
  /// What is wrong, for the user.
  public let description: String

  init(_ description: String) { self.description = description }
}

// Fortran's calling convention: everything by reference, 32-bit integers, column-major matrices.
private typealias Flag = UnsafePointer<CChar>
private typealias Size = UnsafePointer<Int32>
private typealias Input = UnsafePointer<Double>
private typealias Output = UnsafeMutablePointer<Double>
private typealias Info = UnsafeMutablePointer<Int32>
private typealias GEMM =
  @convention(c) (
    Flag, Flag, Size, Size, Size, Input, Input, Size, Input, Size, Input, Output, Size
  ) -> Void
private typealias SYRK =
  @convention(c) (Flag, Flag, Size, Size, Input, Input, Size, Input, Output, Size) -> Void
private typealias GEMV =
  @convention(c) (Flag, Size, Size, Input, Input, Size, Input, Size, Input, Output, Size) -> Void
private typealias POTRF = @convention(c) (Flag, Size, Output, Size, Info) -> Void
private typealias POTRS =
  @convention(c) (Flag, Size, Size, Input, Size, Output, Size, Info) -> Void
private typealias SYEV =
  @convention(c) (Flag, Flag, Size, Output, Size, Output, Output, Size, Info) -> Void

extension LinearAlgebra {
  /// Whether a matrix stands as it is or transposed.
  public enum Form: CChar, Sendable {
    case plain = 78  // N
    case transposed = 84  // T
  }

  /// C ← α·op(A)·op(B) + β·C with column-major matrices: C is m×n, op(A) m×k, op(B) k×n.
  ///
  /// - Parameter strides: the leading dimensions of A, B and C.
  public func multiply(
    _ formA: Form, _ formB: Form, m: Int, n: Int, k: Int, alpha: Double,
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, beta: Double,
    _ c: UnsafeMutablePointer<Double>, strides: (a: Int, b: Int, c: Int)
  ) {
    withUnsafePointers(
      (formA.rawValue, formB.rawValue),
      (Int32(m), Int32(n), Int32(k), Int32(strides.a), Int32(strides.b), Int32(strides.c))
    ) { flags, sizes in
      withUnsafePointer(to: alpha) { alpha in
        withUnsafePointer(to: beta) { beta in
          gemm(
            flags, flags + 1, sizes, sizes + 1, sizes + 2, alpha, a, sizes + 3, b, sizes + 4, beta,
            c,
            sizes + 5)
        }
      }
    }
  }

  /// The upper triangle of C ← α·op(A)·op(A)ᵀ + β·C, C n×n, op(A) n×k.
  public func symmetricProduct(
    _ form: Form, n: Int, k: Int, alpha: Double, _ a: UnsafePointer<Double>, strideA: Int,
    beta: Double, _ c: UnsafeMutablePointer<Double>, strideC: Int
  ) {
    withUnsafePointers(
      (Self.upper, form.rawValue), (Int32(n), Int32(k), Int32(strideA), Int32(strideC), 0, 0)
    ) { flags, sizes in
      withUnsafePointer(to: alpha) { alpha in
        withUnsafePointer(to: beta) { beta in
          syrk(flags, flags + 1, sizes, sizes + 1, alpha, a, sizes + 2, beta, c, sizes + 3)
        }
      }
    }
  }

  /// y ← α·op(A)·x + β·y, A m×n with stride m.
  public func multiply(
    _ form: Form, m: Int, n: Int, alpha: Double, _ a: UnsafePointer<Double>,
    _ x: UnsafePointer<Double>, beta: Double, _ y: UnsafeMutablePointer<Double>
  ) {
    withUnsafePointers((form.rawValue, 0), (Int32(m), Int32(n), Int32(max(m, 1)), 1, 0, 0)) {
      flags, sizes in
      withUnsafePointer(to: alpha) { alpha in
        withUnsafePointer(to: beta) { beta in
          gemv(
            flags, sizes, sizes + 1, alpha, a, sizes + 2, x, sizes + 3, beta, y, sizes + 3)
        }
      }
    }
  }

  /// Solves A·X = B for a symmetric positive definite A (n×n, its upper triangle is read and replaced by
  /// its Cholesky factor); B, n×count, becomes X.
  ///
  /// - Throws: ``LinearAlgebraError`` if A is not positive definite.
  public func solvePositive(
    n: Int, _ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>, count: Int
  ) throws {
    var info: Int32 = 0
    withUnsafePointers((Self.upper, 0), (Int32(n), Int32(count), Int32(max(n, 1)), 0, 0, 0)) {
      flags, sizes in
      potrf(flags, sizes, a, sizes + 2, &info)
      if info == 0 { potrs(flags, sizes, sizes + 1, a, sizes + 2, b, sizes + 2, &info) }
    }
    guard info == 0 else {
      throw LinearAlgebraError("a matrix of \(n) rows is not positive definite (row \(info))")
    }
  }

  /// The eigenvalues of a symmetric matrix in ascending order, and its eigenvectors as columns one after
  /// the other.
  ///
  /// - Throws: ``LinearAlgebraError`` if the iteration does not converge.
  public func eigen(symmetric matrix: [Double], n: Int) throws -> (
    values: [Double], vectors: [Double]
  ) {
    precondition(matrix.count == n * n, "the matrix has n rows and columns")
    var vectors = matrix
    var values = [Double](repeating: 0, count: n)
    var info: Int32 = 0
    let room = max(1, 34 * n)
    var work = [Double](repeating: 0, count: room)
    withUnsafePointers(
      (CChar(86), Self.upper), (Int32(n), Int32(max(n, 1)), Int32(room), 0, 0, 0)
    ) { flags, sizes in
      syev(flags, flags + 1, sizes, &vectors, sizes + 1, &values, &work, sizes + 2, &info)
    }
    guard info == 0 else {
      throw LinearAlgebraError("the eigenvalues of a matrix of \(n) rows do not converge")
    }
    return (values, vectors)
  }

  private static let upper: CChar = 85

  /// Lends flags and sizes by address, as Fortran wants them.
  private func withUnsafePointers(
    _ flags: (CChar, CChar), _ sizes: (Int32, Int32, Int32, Int32, Int32, Int32),
    _ body: (UnsafePointer<CChar>, UnsafePointer<Int32>) -> Void
  ) {
    Swift.withUnsafeBytes(of: flags) { flags in
      Swift.withUnsafeBytes(of: sizes) { sizes in
        body(
          flags.assumingMemoryBound(to: CChar.self).baseAddress!,
          sizes.assumingMemoryBound(to: Int32.self).baseAddress!)
      }
    }
  }
}
