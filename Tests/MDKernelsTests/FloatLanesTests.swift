import Foundation
import MDKernels
import Testing

/// The functions of sixteen floats against the C library's doubles, in units of the last place.
@Suite struct FloatLanesTests {
  private func worst(
    from low: Double, to high: Double, count: Int = 40_000, _ lanes: (FloatLanes) -> FloatLanes,
    _ exact: (Double) -> Double
  ) -> Double {
    var worst = 0.0
    for n in stride(from: 0, to: count, by: 16) {
      var x = FloatLanes.zero
      for i in 0..<16 { x[i] = Float(low + (high - low) * (Double(n + i) + 0.37) / Double(count)) }
      let y = lanes(x)
      for i in 0..<16 {
        let e = exact(Double(x[i]))
        worst = max(worst, abs(Double(y[i]) - e) / Double(Float(e).ulp))
      }
    }
    return worst
  }

  // Like those of the doubles; a tanh near 0 carries the rounding of e²ˣ − 1.
  @Test func functions() {
    #expect(worst(from: -1, to: 1, { $0.exponential() }, { exp($0) }) <= 1.5)
    #expect(worst(from: -86, to: 80, { $0.exponential() }, { exp($0) }) <= 1.5)
    // The exponent is not rounded.
    #expect(worst(from: 0, to: 60, { $0.gaussian(1.3) }, { exp(-1.3 * $0) }) <= 1.5)
    #expect(worst(from: 0, to: 60, { $0.gaussian(0.01) }, { exp(-0.01 * $0) }) <= 1.5)
    #expect(FloatLanes(repeating: 5.0).gaussian(0) == FloatLanes(repeating: 1.0))
    #expect(FloatLanes(repeating: FloatLanes.farAway).gaussian(0.01)[0] < 2e-37)
    #expect(worst(from: -40, to: 80, { $0.exponentialMinusOne() }, { expm1($0) }) <= 3)
    #expect(worst(from: -1e-3, to: 1e-3, { $0.hyperbolicTangent() }, { tanh($0) }) <= 4)
    #expect(worst(from: -20, to: 20, { $0.hyperbolicTangent() }, { tanh($0) }) <= 4)
    #expect(FloatLanes(repeating: 0.0).exponential() == FloatLanes(repeating: 1.0))
    #expect(FloatLanes(repeating: -1e9).exponential()[0] < 2e-38)
    #expect(FloatLanes(repeating: -1e6).hyperbolicTangent() == FloatLanes(repeating: -1.0))
  }

  @Test func compressesAndExpands() {
    var x = FloatLanes.zero
    for i in 0..<16 { x[i] = Float(i + 1) }
    for mask in stride(from: UInt16.min, through: .max - 36, by: 37) {
      let live = (0..<16).filter { mask >> $0 & 1 == 1 }
      let memory = UnsafeMutablePointer<Float>.allocate(capacity: 16)
      let indices = UnsafeMutablePointer<Int32>.allocate(capacity: 32)
      defer {
        memory.deallocate()
        indices.deallocate()
      }
      x.store(compressed: mask, to: memory)
      for i in live.indices { #expect(memory[i] == x[live[i]]) }
      for i in 0..<16 { indices[16 + i] = Int32(i) }
      FloatLanes.compress(indices + 16, mask, to: indices)
      for i in live.indices { #expect(indices[i] == Int32(live[i])) }
      memory.store(x, 0)
      let spread = FloatLanes.load(expanded: mask, from: memory)
      let chosen = x.selected(mask, else: -x)
      for i in 0..<16 {
        #expect(spread[i] == (live.contains(i) ? x[live.firstIndex(of: i)!] : 0))
        #expect(chosen[i] == (live.contains(i) ? x[i] : -x[i]))
      }
    }
    #expect(x.isLess(FloatLanes(repeating: 4.0)) == 0b111)
    #expect(x.isEqual(FloatLanes(repeating: 4.0)) == 0b1000)
    #expect(x.total == 136)
    var sums = DoubleLanes.zero
    x.add(to: &sums)
    #expect(sums[0] == 10 && sums.total == 136)
    #expect((-x).magnitude == x)
  }

  @Test func masksOfTheFirstLanes() {
    for count in 0...20 {
      #expect(FloatLanes.first(count) == UInt16(truncatingIfNeeded: (1 << min(count, 16)) - 1))
      #expect(DoubleLanes.first(count) == UInt8(truncatingIfNeeded: (1 << min(count, 8)) - 1))
      #expect(FloatLanes.padded(count) == FloatLanes.vectors(for: count) * 16)
    }
  }

  @Test func sumsRows() {
    // Large numbers that take the small ones' place in single precision.
    let rows = (0..<256).map { n in
      let large: Float = n % 16 == 3 ? 1e9 : 0
      return Float(n * n % 37) + large
    }
    var sums = [Double](repeating: .nan, count: 16)
    rows.withUnsafeBufferPointer { rows in
      sums.withUnsafeMutableBufferPointer {
        FloatLanes.sumRows(rows.baseAddress!, times: 2, to: $0.baseAddress!)
      }
    }
    for i in 0..<16 {
      var sum = 0.0
      for row in rows[(16 * i)..<(16 * i + 16)] { sum += Double(row) }
      #expect(sums[i] == 2 * sum)
    }
  }
}
