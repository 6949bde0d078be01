/// What the kernels read of a ``TripletProgram`` for every centre: plain tables behind pointers, since
/// arrays and references would be counted each time.
///
/// A kernel holds a pointer to them. A copy of its own, written word by word and read again in vectors, would wait
/// until all the pairs that were collected just before have left the store buffer.
struct TripletTables: @unchecked Sendable {
  /// How the powers of a chain are made.
  struct Powers: Sendable {
    let lambda: Double
    let firstStream: Int
    let fused: FusedPowers?
    /// Which of ``powerSteps`` there are otherwise.
    let steps: Range<Int>
  }

  let isNarrow: Bool
  /// The cutoff function of r_jk, if the functions are narrow.
  let cutoff: CutoffFunction
  let columnCount: Int
  let etas, roots: UnsafeBufferPointer<Double>
  let powers: UnsafeBufferPointer<Powers>
  let powerSteps, gaussianSteps: UnsafeBufferPointer<PowerLadder.Step>
  let gaussianSlots: UnsafeBufferPointer<Int>
  let sumPasses, passes: UnsafeBufferPointer<TripletProgram.Pass>

  /// Copies of a program's tables. The program frees them, and outlives every kernel.
  init(
    isNarrow: Bool, cutoff: CutoffFunction, columnCount: Int, etas: [Double], roots: [Double],
    chains: [TripletProgram.Chain], gaussians: PowerLadder, gaussianSlots: [Int],
    sumPasses: [TripletProgram.Pass], passes: [TripletProgram.Pass]
  ) {
    self.isNarrow = isNarrow
    self.cutoff = cutoff
    self.columnCount = columnCount
    self.etas = Self.copy(etas)
    self.roots = Self.copy(roots)
    var steps: [PowerLadder.Step] = []
    powers = Self.copy(
      chains.map { chain in
        let first = steps.count
        steps += chain.fused == nil ? chain.ladder.steps : []
        return Powers(
          lambda: chain.lambda, firstStream: chain.firstStream, fused: chain.fused,
          steps: first..<steps.count)
      })
    powerSteps = Self.copy(steps)
    gaussianSteps = Self.copy(gaussians.steps)
    self.gaussianSlots = Self.copy(gaussianSlots)
    self.sumPasses = Self.copy(sumPasses)
    self.passes = Self.copy(passes)
  }

  private static func copy<Element>(_ elements: [Element]) -> UnsafeBufferPointer<Element> {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = memory.initialize(from: elements)
    return UnsafeBufferPointer(memory)
  }

  /// Gives the memory back.
  func deallocate() {
    etas.deallocate()
    roots.deallocate()
    powers.deallocate()
    powerSteps.deallocate()
    gaussianSteps.deallocate()
    gaussianSlots.deallocate()
    sumPasses.deallocate()
    passes.deallocate()
  }
}
