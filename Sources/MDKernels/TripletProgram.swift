/// Angular functions that look at the same pairs of neighbours, in the form that the kernels execute.
///
/// Every function is Σ_t A_m·(1 + λ cos θ)^ζ over the live pairs t = (j, k), with
/// A_m = f_ij f_ik [f_jk]·exp(−η_m S) and S = r_ij² + r_ik² [+ r_jk²]; what is in brackets belongs to
/// narrow functions only. The program evaluates every η with every (λ, ζ).
public final class TripletProgram: Sendable {
  /// One λ and its exponents.
  public struct Chain: Sendable {
    public let lambda: Double
    /// Whole and at least 1, each once.
    public let zetas: [Int]
    /// Among the columns of the program, where those of this chain begin.
    public let firstColumn: Int
    /// How the powers are made: in one pass, or step by step.
    let fused: FusedPowers?
    let ladder: PowerLadder
    /// The kept stream of 1 + λ cos θ; the other powers follow, `streamCount` in all.
    let firstStream, streamCount: Int
    /// The kept stream of (1 + λ cos θ)^(ζ−1), or nil where that is 1.
    let streams: [Int?]

    /// Columns are worked on in blocks of 5, 4, 2 or 1; the last block may be partly empty.
    var paddedColumns: Int { zetas.count % 4 == 3 ? zetas.count + 1 : zetas.count }
  }

  /// Up to five columns of a chain that are worked on together.
  struct Block: Sendable {
    /// The kept stream of 1 + λ cos θ.
    let baseStream: Int
    /// Which columns of the program they are: `count` of them, 1, 2 or 4, or 5 if the first is 1
    /// everywhere.
    let first, count: Int
    /// Kept streams; -1 for the stream of ones.
    let streams: SIMD8<Int>
  }

  /// Blocks that the second sweep works on together: a partner where the next λ has as many exponents,
  /// -1 for none.
  struct Pass: Sendable, BitwiseCopyable {
    let block, partner: Int
  }

  public let isNarrow: Bool
  /// Distinct η, ascending.
  public let etas: [Double]
  public let chains: [Chain]
  /// Columns of all chains, empty ones included.
  public let columnCount: Int
  /// What the kernels read.
  let tables: TripletTables
  /// Streams that are kept from the first sweep to the second.
  public let keptStreams: Int
  let gaussians: PowerLadder

  /// η that are whole multiples of a smaller one, up to this, share its exponential. The relative
  /// rounding error of the exponential is multiplied by the ratio.
  static let largestRatio = 64.0

  /// A program for all combinations of η and of the shapes (λ, ζ).
  public init(isNarrow: Bool, etas: [Double], shapes: [(lambda: Double, zeta: Int)]) {
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
    var column = 0
    var stream = Kept.fixed + self.etas.count
    var chains: [Chain] = []
    for lambda in Set(shapes.map(\.lambda)).sorted(by: >) {
      let zetas = Set(shapes.filter { $0.lambda == lambda }.map(\.zeta)).sorted()
      let chain = Self.chain(lambda: lambda, zetas: zetas, firstColumn: column, firstStream: stream)
      column += chain.paddedColumns
      stream += chain.streamCount
      chains.append(chain)
    }
    self.chains = chains
    columnCount = column
    keptStreams = stream
    let blocks = chains.indices.flatMap { Self.blocks(of: chains[$0]) }
    tables = TripletTables(
      isNarrow: isNarrow, columnCount: column, etas: self.etas, roots: roots, chains: chains,
      gaussians: ladder, gaussianSlots: gaussianSlots, blocks: blocks,
      passes: Self.passes(of: blocks))
  }

  deinit { tables.deallocate() }

  private static func wholeRatio(_ eta: Double, _ root: Double) -> Int? {
    guard root > 0 else { return nil }
    let ratio = (eta / root).rounded()
    guard ratio <= largestRatio, abs(eta / root - ratio) <= 1e-13 * ratio else { return nil }
    return Int(ratio)
  }

  private static func blocks(of chain: Chain) -> [Block] {
    // A column of ones costs next to nothing: it goes with the next four rather than alone.
    let columns = chain.paddedColumns
    let first = chain.streams[0] == nil && columns % 4 == 1 ? min(5, columns) : min(4, columns)
    let starts = [0] + stride(from: first, to: columns, by: 4)
    return starts.map { start in
      let count = start == 0 ? first : min(4, columns - start)
      var streams = SIMD8<Int>(repeating: -1)
      for i in 0..<count where start + i < chain.streams.count {
        streams[i] = chain.streams[start + i] ?? -1
      }
      return Block(
        baseStream: chain.firstStream, first: chain.firstColumn + start, count: count,
        streams: streams)
    }
  }

  private static func passes(of blocks: [Block]) -> [Pass] {
    var result: [Pass] = []
    var index = 0
    while index < blocks.count {
      let next = index + 1
      let fits =
        next < blocks.count && blocks[next].count == blocks[index].count
        && (blocks[next].streams[0] < 0) == (blocks[index].streams[0] < 0)
      result.append(Pass(block: index, partner: fits ? next : -1))
      index += fits ? 2 : 1
    }
    return result
  }

  private static func chain(lambda: Double, zetas: [Int], firstColumn: Int, firstStream: Int)
    -> Chain
  {
    let exponents = zetas.map { $0 - 1 }
    let positive = exponents.filter { $0 > 0 }
    let fused = FusedPowers(exponents: positive)
    var ladder = PowerLadder(baseCount: 1)
    let places =
      fused == nil ? ladder.add(exponents: positive, ofBase: 0) : Array(positive.indices)
    let slots = Dictionary(uniqueKeysWithValues: zip(positive, places))
    return Chain(
      lambda: lambda, zetas: zetas, firstColumn: firstColumn, fused: fused, ladder: ladder,
      firstStream: firstStream, streamCount: fused == nil ? ladder.slotCount : positive.count,
      streams: exponents.map { e in slots[e].map { $0 + firstStream } })
  }

  /// The row and column of a function's sum and weight.
  public func place(eta: Double, lambda: Double, zeta: Int) -> Int {
    let row = etas.firstIndex(of: eta)!
    let chain = chains.first { $0.lambda == lambda }!
    return row * columnCount + chain.firstColumn + chain.zetas.firstIndex(of: zeta)!
  }

  /// Streams of memory that both sweeps work in.
  public var benchStreams: Int { max(gaussians.slotCount, Self.resultStreams) }

  /// What the second sweep leaves in the bench.
  static let resultStreams = 4

  /// What is kept, in this order, then A_m without the factor h of the cutoff function, then powers.
  enum Kept {
    static let cosine = 0
    static let inverse = 1
    static let h = 2
    static let k = 3
    static let fixed = 4
  }
}
