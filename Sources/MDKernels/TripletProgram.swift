/// Angular functions that look at the same pairs of neighbours, in the form that the kernels execute.
///
/// Every function is Σ_t A_m·(1 + λ cos θ)^ζ over the live pairs t = (j, k), with
/// A_m = f_ij f_ik [f_jk]·exp(−η_m S) and S = r_ij² + r_ik² [+ r_jk²]; what is in brackets belongs to
/// narrow functions only. The program sums up A_m·φ for every η and every function φ of an
/// ``AngularBasis`` that the (1 + λ cos θ)^ζ are put together from.
public final class TripletProgram: Sendable {
  /// The powers of 1 + λ cos θ for one λ.
  struct Chain: Sendable {
    let lambda: Double
    /// How they are made: in one pass, or step by step.
    let fused: FusedPowers?
    let ladder: PowerLadder
    /// The first of its kept streams, and how many there are.
    let firstStream, streamCount: Int

    /// Multiplications for a vector of pairs.
    var productCount: Int { fused?.productCount ?? ladder.steps.count }
  }

  /// Columns that a sweep works on together: the powers of c or none, and up to four powers of 1 + λc.
  struct Pass: Sendable, BitwiseCopyable {
    let monomials: Int
    let firstPower, powers: Int
    /// Kept streams of the powers, and of what their derivatives are multiples of; -1 for the stream of ones.
    let values, slopes: SIMD4<Int>
  }

  public let isNarrow: Bool
  /// Distinct η, ascending.
  public let etas: [Double]
  /// What the functions are put together from: a column each.
  public let basis: AngularBasis
  /// Columns, with those that only fill up a block.
  public let columnCount: Int
  let chains: [Chain]
  /// What the kernels read, and nobody writes.
  nonisolated(unsafe) let tables: UnsafePointer<TripletTables>
  /// Streams that are kept from the first sweep to the second.
  public let keptStreams: Int
  let gaussians: PowerLadder

  /// η that are whole multiples of a smaller one, up to this, share its exponential. The relative
  /// rounding error of the exponential is multiplied by the ratio.
  static let largestRatio = 64.0

  /// A program for all combinations of η and of the shapes (λ, ζ).
  ///
  /// - Parameters:
  ///   - cutoff: that of all distances, r_jk too if the functions are narrow.
  ///   - extraColumns: see ``AngularBasis``.
  public init(
    isNarrow: Bool, cutoff: CutoffFunction, etas: [Double], shapes: [AngularBasis.Shape],
    extraColumns: Int = 0
  ) {
    self.isNarrow = isNarrow
    self.etas = Set(etas).sorted()
    var families: [(root: Double, exponents: [Int])] = []
    var homes: [(family: Int, exponent: Int)] = []
    for eta in self.etas {
      var home: (Int, Int)?
      for (index, family) in families.enumerated() where home == nil {
        if let ratio = Self.wholeRatio(eta, family.root) { home = (index, ratio) }
      }
      if home == nil {
        families.append((eta, []))
        home = (families.count - 1, 1)
      }
      families[home!.0].exponents.append(home!.1)
      homes.append(home!)
    }
    let roots = families.map(\.root)
    var ladder = PowerLadder(baseCount: roots.count)
    let slots = families.enumerated().map { base, family in
      Dictionary(
        uniqueKeysWithValues: zip(
          family.exponents, ladder.add(exponents: family.exponents, ofBase: base)))
    }
    gaussians = ladder
    let gaussianSlots = homes.map { slots[$0.family][$0.exponent]! }
    basis = AngularBasis(shapes, extraColumns: extraColumns)
    let layout = ColumnLayout(basis, firstStream: Kept.fixed + self.etas.count)
    chains = layout.chains
    columnCount = layout.columnCount
    keptStreams = layout.streamCount
    let memory = UnsafeMutablePointer<TripletTables>.allocate(capacity: 1)
    memory.initialize(
      to: TripletTables(
        isNarrow: isNarrow, cutoff: cutoff, columnCount: columnCount, etas: self.etas,
        roots: roots, chains: chains, gaussians: ladder, gaussianSlots: gaussianSlots,
        sumPasses: layout.sumPasses, passes: layout.passes))
    tables = UnsafePointer(memory)
  }

  deinit {
    tables.pointee.deallocate()
    tables.deallocate()
  }

  private static func wholeRatio(_ eta: Double, _ root: Double) -> Int? {
    guard root > 0 else { return nil }
    let ratio = (eta / root).rounded()
    guard ratio <= largestRatio, abs(eta / root - ratio) <= 1e-13 * ratio else { return nil }
    return Int(ratio)
  }

  /// The places of the sums that a function is made of, and what they are multiplied by.
  public func parts(eta: Double, shape: AngularBasis.Shape) -> [(place: Int, factor: Double)] {
    let row = etas.firstIndex(of: eta)!
    return basis.parts(of: shape).map { (row * columnCount + $0.column, $0.factor) }
  }

  /// What the weight of a place is multiplied by for the derivative with respect to c.
  public func slope(ofPlace place: Int) -> Double {
    let column = place % columnCount
    return column < basis.count ? basis.slope(ofColumn: column) : 0
  }

  /// Streams of memory that both sweeps work in.
  public var benchStreams: Int { max(gaussians.slotCount, Self.resultStreams) }

  /// What the second sweep leaves in the bench.
  static let resultStreams = 4

  /// What is kept, in this order, then A_m without the factor h of the cutoff function, then powers of
  /// 1 + λc.
  enum Kept {
    static let cosine = 0
    static let inverse = 1
    static let h = 2
    static let k = 3
    static let fixed = 4
  }
}
