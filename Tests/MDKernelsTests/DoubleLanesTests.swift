import Foundation
import MDKernels
import Testing

/// The vector functions against the C library, in units of the last place.
@Suite struct DoubleLanesTests {
  /// The largest error in units of the last place of the exact value over evenly spread arguments.
  private func worst(
    from low: Double, to high: Double, count: Int = 40_000, _ lanes: (DoubleLanes) -> DoubleLanes,
    _ exact: (Double) -> Double
  ) -> Double {
    var worst = 0.0
    for n in stride(from: 0, to: count, by: 8) {
      var x = DoubleLanes.zero
      for i in 0..<8 { x[i] = low + (high - low) * (Double(n + i) + 0.37) / Double(count) }
      let y = lanes(x)
      for i in 0..<8 {
        let e = exact(x[i])
        worst = max(worst, abs(y[i] - e) / e.ulp)
      }
    }
    return worst
  }

  // The library itself is good to half a unit; ours rounds a few times more.
  @Test func exponential() {
    #expect(worst(from: -1, to: 1, { $0.exponential() }, { exp($0) }) <= 1.5)
    #expect(worst(from: -700, to: 700, { $0.exponential() }, { exp($0) }) <= 1.5)
    #expect(DoubleLanes(repeating: 0).exponential() == DoubleLanes(repeating: 1))
    #expect(DoubleLanes(repeating: -1e9).exponential()[0] < 1e-300)
  }

  // Of the angles near 90 and 180 degrees, π/2 and π are rounded too.
  @Test func arcCosine() {
    #expect(worst(from: -1, to: 1, { $0.arcCosine() }, { acos($0) }) <= 2)
    #expect(worst(from: 0.9999, to: 1, { $0.arcCosine() }, { acos($0) }) <= 2)
    #expect(worst(from: -1e-3, to: 1e-3, { $0.arcCosine() }, { acos($0) }) <= 2)
    let ends = DoubleLanes(1, -1, 0, 0.5, -0.5, 1, -1, 0).arcCosine()
    #expect(ends[0] == 0 && ends[1] == .pi && ends[2] == .pi / 2)
    #expect(abs(ends[3] - .pi / 3) < 3e-16 && abs(ends[4] - 2 * .pi / 3) < 5e-16)
  }

  // The exponent is rounded up to three times, which adds up to a unit for each of its own.
  @Test func gaussian() {
    #expect(worst(from: 0, to: 1, { $0.gaussian(1) }, { exp(-$0) }) <= 2 + 3)
    #expect(worst(from: 0, to: 60, { $0.gaussian(0.3) }, { exp(-0.3 * $0) }) <= 2 + 3 * 18)
    #expect(DoubleLanes(repeating: 5).gaussian(0) == DoubleLanes(repeating: 1))
    #expect(DoubleLanes(repeating: DoubleLanes.farAway).gaussian(0.01)[0] < 1e-300)
  }

  /// An energy must not look sound where a function is not.
  @Test func whatIsNoNumberStaysNone() {
    let lanes = DoubleLanes(.nan, 0, 1, -1, 50, -50, .infinity, -.infinity)
    let tangents = lanes.hyperbolicTangent()
    #expect(tangents[0].isNaN)
    for lane in 1..<8 { #expect(abs(tangents[lane] - tanh(lanes[lane])) < 1e-15) }
  }

  @Test func exponentialMinusOne() {
    #expect(worst(from: -1e-3, to: 1e-3, { $0.exponentialMinusOne() }, { expm1($0) }) <= 2)
    #expect(worst(from: -2, to: 2, { $0.exponentialMinusOne() }, { expm1($0) }) <= 3)
    #expect(worst(from: -40, to: 700, { $0.exponentialMinusOne() }, { expm1($0) }) <= 3)
  }

  @Test func hyperbolicTangent() {
    #expect(worst(from: -1e-4, to: 1e-4, { $0.hyperbolicTangent() }, { tanh($0) }) <= 4)
    #expect(worst(from: -3, to: 3, { $0.hyperbolicTangent() }, { tanh($0) }) <= 4)
    #expect(worst(from: -50, to: 50, { $0.hyperbolicTangent() }, { tanh($0) }) <= 4)
    #expect(DoubleLanes(repeating: -1e6).hyperbolicTangent() == DoubleLanes(repeating: -1))
  }

  @Test func logarithm() {
    #expect(worst(from: 1e-3, to: 0.7, { $0.logarithm() }, { log($0) }) <= 2)
    #expect(worst(from: 0.7, to: 1.5, { $0.logarithm() }, { log($0) }) <= 2)
    #expect(worst(from: 1.5, to: 1e12, { $0.logarithm() }, { log($0) }) <= 2)
    #expect(worst(from: 1e-17, to: 1e-3, { $0.logarithmOfOnePlus() }, { log1p($0) }) <= 3)
    #expect(worst(from: 0, to: 100, { $0.logarithmOfOnePlus() }, { log1p($0) }) <= 3)
  }

  @Test func compressesSixteen() {
    let numbers = (0..<16).map { 0.5 + Double($0) }
    let (low, high) = (DoubleLanes(numbers[..<8]), DoubleLanes(numbers[8...]))
    let places = (0..<16).map { Int32($0) }
    // Two times as many places as there are numbers: what is behind the last may be overwritten.
    let wide = UnsafeMutablePointer<Double>.allocate(capacity: 32)
    let narrow = UnsafeMutablePointer<Float>.allocate(capacity: 32)
    let indices = UnsafeMutablePointer<Int32>.allocate(capacity: 32)
    defer {
      wide.deallocate()
      narrow.deallocate()
      indices.deallocate()
    }
    for mask in stride(from: 0, through: UInt16.max, by: 37) {
      let live = (0..<16).filter { mask >> $0 & 1 == 1 }
      Double.store(low, high, compressed: mask, to: wide)
      Float.store(low, high, compressed: mask, to: narrow)
      #expect((0..<live.count).map { wide[$0] } == live.map { numbers[$0] })
      #expect((0..<live.count).map { Double(narrow[$0]) } == live.map { numbers[$0] })
      Double.compress(places, mask, to: indices)
      #expect((0..<live.count).map { Int(indices[$0]) } == live)
      Float.compress(places, mask, to: indices)
      #expect((0..<live.count).map { Int(indices[$0]) } == live)
    }
  }

  @Test func compressesAndExpands() {
    let x = DoubleLanes(1, 2, 3, 4, 5, 6, 7, 8)
    for mask in UInt8.min...UInt8.max {
      let live = (0..<8).filter { mask >> $0 & 1 == 1 }
      let memory = UnsafeMutablePointer<Double>.allocate(capacity: 8)
      defer { memory.deallocate() }
      x.store(compressed: mask, to: memory)
      for i in live.indices { #expect(memory[i] == x[live[i]]) }
      memory.store(x, 0)
      let spread = DoubleLanes.load(expanded: mask, from: memory)
      for i in 0..<8 { #expect(spread[i] == (live.firstIndex(of: i).map { x[$0] } ?? 0)) }
      let chosen = x.selected(mask, else: -x)
      for i in 0..<8 { #expect(chosen[i] == (live.contains(i) ? x[i] : -x[i])) }
    }
    #expect(x.isLess(DoubleLanes(repeating: 4)) == 0b0000_0111)
    #expect(x.isEqual(DoubleLanes(repeating: 4)) == 0b0000_1000)
    #expect(x.total == 36)
  }

  @Test func sumsRows() {
    let rows = (0..<64).map { Double($0 * $0 % 37) }
    var sums = [Double](repeating: .nan, count: 8)
    rows.withUnsafeBufferPointer { rows in
      sums.withUnsafeMutableBufferPointer {
        DoubleLanes.sumRows(rows.baseAddress!, times: 2, to: $0.baseAddress!)
      }
    }
    for i in 0..<8 { #expect(sums[i] == 2 * rows[(8 * i)..<(8 * i + 8)].reduce(0, +)) }
  }
}
