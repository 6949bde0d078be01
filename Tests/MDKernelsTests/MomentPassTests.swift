import Testing

@testable import MDKernels

/// Moments do not depend on how many values of l go through a pass; processors with few registers take one.
@Suite struct MomentPassTests {
  private static let capacity = 160

  @Test(arguments: [1, 2, 3]) func lengthOfAPassDoesNotMatter(_ length: Int) {
    let program = MomentProgram(
      etas: [0.02, 0.05, 0.11, 0.3], shapes: [(1, 1), (-1, 2), (1, 5), (-1, 8)])
    #expect(program.order == 8)
    #expect(moments(program, longestPass: length) == moments(program, longestPass: 4))
  }

  /// The moments and squares of eight centres with up to nine neighbours.
  private func moments(_ program: MomentProgram, longestPass: Int) -> [Double] {
    var memory: [UnsafeMutableRawPointer] = []
    defer { for piece in memory { piece.deallocate() } }
    func room<Element: BitwiseCopyable>(_ count: Int, of zero: Element)
      -> UnsafeMutablePointer<Element>
    {
      let piece = UnsafeMutablePointer<Element>.allocate(capacity: count)
      piece.initialize(repeating: zero, count: count)
      memory.append(piece)
      return piece
    }
    let integers = room(2 * Self.capacity, of: Int32(0))
    let columns = NeighborColumns<Double>(
      numbers: room(NeighborColumns<Double>.columnCount * Self.capacity, of: 0.0), index: integers,
      element: integers + Self.capacity, capacity: Self.capacity, offset: 0)
    let shell = ShellColumns<Double>(
      base: room(ShellColumns<Double>.count * Self.capacity, of: 0.0), capacity: Self.capacity,
      offset: 0)
    let cutoff = CutoffFunction(kind: .cosine, radius: 5)
    var (starts, counts) = (SIMD16<Int32>.zero, SIMD16<Int32>.zero)
    var state: UInt32 = 7
    func random() -> Double {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Double(state) / 4_294_967_296 * 4 - 2
    }
    for center in 0..<8 {
      (starts[center], counts[center]) = (Int32(16 * center), Int32(center == 4 ? 0 : 2 + center))
      for n in 16 * center..<16 * center + Int(counts[center]) {
        columns.x[n] = random()
        columns.y[n] = random()
        columns.z[n] = random()
      }
      let count = Int(counts[center])
      columns.pad(from: 16 * center + count)
      columns.complete(start: 16 * center, count: count, element: 0, scale: 1)
      cutoff.fill(
        shell, columns, start: 16 * center, vectors: DoubleLanes.vectors(for: count),
        weights: nil)
    }
    let rows = room(
      NeighborRows<Double>.places(factors: program.etas.count, counts: counts), of: 0.0)
    let count = 8 * (program.momentCount + program.etas.count)
    let results = room(count, of: 0.0)
    var kernel = MomentKernel<Double>(
      program: program,
      rows: NeighborRows(
        base: rows, factors: program.etas.count, starts: starts, counts: counts),
      work: room(MomentKernel<Double>.workPlaces(of: program), of: 0.0))
    kernel.longestPass = longestPass
    kernel.evaluate(
      columns, shell, moments: results, squares: results + 8 * program.momentCount)
    return (0..<count).map { results[$0] }
  }
}
