/// Executes a ``TripletProgram`` on the live pairs of one centre.
///
/// All streams are `vectors` vectors long and padded with pairs of weight zero.
public struct TripletKernel<Real: LaneScalar> {
  public typealias Lanes = Real.Lanes

  /// Those of the program.
  let tables: UnsafePointer<TripletTables>
  let vectors: Int
  /// Places from a stream to the next.
  let length: Int
  /// What stays until the second sweep.
  let kept: UnsafeMutablePointer<Real>
  /// What is worked in, and a stream of ones.
  let bench, ones: UnsafeMutablePointer<Real>

  /// A kernel for `pairs` live pairs; `kept` holds `keptStreams` streams of `streamLength(pairs)`,
  /// `bench` as many as `benchStreams` of them.
  public init(
    program: TripletProgram, pairs: Int,
    kept: UnsafeMutablePointer<Real>, bench: UnsafeMutablePointer<Real>,
    ones: UnsafeMutablePointer<Real>
  ) {
    tables = program.tables
    vectors = Lanes.vectors(for: pairs)
    length = Lanes.padded(pairs)
    self.kept = kept
    self.bench = bench
    self.ones = ones
  }

  /// The places that the stream of a number of pairs takes.
  public static func streamLength(_ pairs: Int) -> Int { Lanes.padded(pairs) }

  func kept(_ stream: Int) -> UnsafeMutablePointer<Real> { kept + stream * length }
  func bench(_ slot: Int) -> UnsafeMutablePointer<Real> { bench + slot * length }
  func term(_ m: Int) -> UnsafeMutablePointer<Real> { kept(TripletProgram.Kept.fixed + m) }

  /// Numbers from the sum of one place to that of the next: room for a vector of centres, a vector each.
  public static var sumStride: Int { Lanes.width * Lanes.width }

  /// The kernel for some of the vectors of this one: the same streams from a place on.
  private init(_ whole: Self, first: Int, count: Int) {
    tables = whole.tables
    vectors = count
    length = whole.length
    kept = whole.kept + Lanes.width * first
    bench = whole.bench + Lanes.width * first
    ones = whole.ones
  }

  /// Vectors that the first sweep works on at once, at most: what some twenty streams of them take stays in the
  /// first cache.
  private static var strip: Int { 32 }

  /// The first sweep: sums over the pairs, still in lanes, at `sums` + ``sumStride``·place.
  public func evaluate(_ pairs: LivePairs<Real>, sums: UnsafeMutablePointer<Real>) {
    let strips = max(1, (vectors &+ Self.strip &- 1) / Self.strip)
    let size = (vectors &+ strips &- 1) / strips
    var first = 0
    for _ in 0..<strips {
      let count = min(size, vectors &- first)
      Self(self, first: first, count: count).evaluateStrip(
        pairs.from(Lanes.width &* first), sums: sums, isFirst: first == 0)
      first &+= count
    }
  }

  @inline(__always)
  private func evaluateStrip(
    _ pairs: LivePairs<Real>, sums: UnsafeMutablePointer<Real>, isFirst: Bool
  ) {
    if tables.pointee.isNarrow {
      tables.pointee.cutoff.withSplit(FactorPass(kernel: self, pairs: pairs, isNarrow: true))
    } else {
      FactorPass(kernel: self, pairs: pairs, isNarrow: false).run(HardSplit())
    }
    fillGaussians(pairs)
    evaluatePowers()
    for index in tables.pointee.sumPasses.indices {
      accumulate(tables.pointee.sumPasses[index], sums: sums, isFirst: isFirst)
    }
  }

  /// Exponentials of the roots after the first, their powers, and with them all A_m.
  private func fillGaussians(_ pairs: LivePairs<Real>) {
    for slot in 1..<max(1, tables.pointee.roots.count) {
      let target = bench(slot)
      let rate = Lanes(repeating: -tables.pointee.roots[slot])
      for v in 0..<vectors {
        let square = pairs.square.lanes(Lanes.width * v)
        let dot = pairs.dot.lanes(Lanes.width * v)
        let s =
          tables.pointee.isNarrow
          ? 2 * (square + dot) : square.addingProduct(dot, Lanes(repeating: 2))
        target.store((s * rate).exponential(), Lanes.width * v)
      }
    }
    for index in tables.pointee.gaussianSteps.indices {
      tables.pointee.gaussianSteps[index].run(bench, stride: length, vectors: vectors)
    }
    let slots = tables.pointee.gaussianSlots
    var m = 0
    while m &+ 2 < slots.count {
      // Three at once, since the weight is the same.
      let (source0, source1, source2) = (bench(slots[m]), bench(slots[m + 1]), bench(slots[m + 2]))
      let (target0, target1, target2) = (term(m), term(m + 1), term(m + 2))
      for v in 0..<vectors {
        let n = Lanes.width &* v
        let weight = pairs.weight.lanes(n)
        target0.store(source0.lanes(n) * weight, n)
        target1.store(source1.lanes(n) * weight, n)
        target2.store(source2.lanes(n) * weight, n)
      }
      m &+= 3
    }
    while m < slots.count {
      let (source, target) = (bench(slots[m]), term(m))
      for v in 0..<vectors {
        let n = Lanes.width &* v
        target.store(source.lanes(n) * pairs.weight.lanes(n), n)
      }
      m &+= 1
    }
  }

  /// Makes the powers of 1 + λc.
  private func evaluatePowers() {
    let cosine = kept(TripletProgram.Kept.cosine)
    for index in tables.pointee.powers.indices {
      let chain = tables.pointee.powers[index]
      let base = kept(chain.firstStream)
      if let fused = chain.fused {
        fused.run(
          cosine: cosine, lambda: chain.lambda, into: base, stride: length, vectors: vectors)
        continue
      }
      let one = Lanes(repeating: 1)
      for v in 0..<vectors {
        let c = cosine.lanes(Lanes.width * v)
        base.store(
          one.addingProduct(c, Lanes(repeating: chain.lambda)).atLeast(.zero), Lanes.width * v)
      }
      for step in chain.steps {
        tables.pointee.powerSteps[step].run(base, stride: length, vectors: vectors)
      }
    }
  }

  /// A stream by its number; -1 is that of ones.
  func stream(_ number: Int) -> UnsafePointer<Real> {
    UnsafePointer(number < 0 ? ones : kept(number))
  }
}

/// The part of the first sweep that goes through the collected pairs once: cos θ, the cutoff function of
/// r_jk, and the first exponential.
private struct FactorPass<Real: LaneScalar>: SplitCutoffUser {
  typealias Lanes = Real.Lanes

  let kernel: TripletKernel<Real>
  let pairs: LivePairs<Real>
  let isNarrow: Bool

  @inline(__always)
  func run(_ cutoff: some SplitCutoff) {
    let cosine = kernel.kept(TripletProgram.Kept.cosine)
    let inverse = kernel.kept(TripletProgram.Kept.inverse)
    let h = kernel.kept(TripletProgram.Kept.h)
    let k = kernel.kept(TripletProgram.Kept.k)
    let gaussian = kernel.bench(0)
    let rate = Lanes(repeating: -kernel.tables.pointee.roots[0])
    for v in 0..<kernel.vectors {
      let n = Lanes.width * v
      let square = pairs.square.lanes(n)
      let dot = pairs.dot.lanes(n)
      let g = pairs.inverse.lanes(n)
      inverse.store(g, n)
      cosine.store(dot * g, n)
      let split = cutoff(square)
      h.store(split.h, n)
      k.store(split.k, n)
      pairs.weight.store(pairs.weight.lanes(n) * split.g, n)
      // r_jk² = r_ij² + r_ik² − 2 r_j·r_k gives S without another stream.
      let s = isNarrow ? 2 * (square + dot) : square.addingProduct(dot, Lanes(repeating: 2))
      gaussian.store((s * rate).exponential(), n)
    }
  }
}
