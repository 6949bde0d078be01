import Foundation
import Testing

@testable import MDCore

@Suite struct RandomTests {
  /// Park and Miller 1988: from seed 1, the 10 000th number is 1043618065.
  @Test func minimalStandardReachesItsCheckValue() {
    var random = RandomPark(seed: 1)
    var last = 0.0
    for _ in 0..<10_000 { last = random.uniform() }
    #expect((last * 2_147_483_647).rounded() == 1_043_618_065)
  }

  @Test func skippingEqualsDrawing() {
    var drawn = RandomPark(seed: 12345)
    var jumped = drawn
    for _ in 0..<1001 { _ = drawn.uniform() }
    jumped.skip(1001)
    #expect(drawn.uniform() == jumped.uniform())
  }

  @Test(arguments: [1, 2, 3, 4, 7, 30])
  func skippingGaussiansEqualsDrawing(_ count: Int) {
    for before in 0..<2 {
      var drawn = RandomPark(seed: 777)
      for _ in 0..<before { _ = drawn.gaussian() }
      var jumped = drawn
      for _ in 0..<count { _ = drawn.gaussian() }
      jumped.skipGaussians(count)
      for _ in 0..<3 { #expect(drawn.gaussian() == jumped.gaussian()) }
    }
  }

  /// The known answers published with Random123 (`kat_vectors`, philox4x32 10).
  @Test func philoxGivesItsKnownAnswers() {
    let zero = CounterRandom.philox(SIMD4(repeating: 0), key: SIMD2(repeating: 0))
    #expect(zero == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let ones = CounterRandom.philox(
      SIMD4(repeating: 0xffff_ffff), key: SIMD2(repeating: 0xffff_ffff))
    #expect(ones == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    let pi = CounterRandom.philox(
      SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      key: SIMD2(0xa409_3822, 0x299f_31d0))
    #expect(pi == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func counterNumbersDifferByEveryInput() {
    func first(_ seed: UInt32, _ id: Int64, _ step: Int64, _ stream: UInt32) -> Double {
      var random = CounterRandom(seed: seed, id: id, step: step, stream: stream)
      return random.uniform()
    }
    let values: Set<Double> = [
      first(1, 1, 1, 0), first(2, 1, 1, 0), first(1, 2, 1, 0), first(1, 1, 2, 0),
      first(1, 1, 1, 1), first(1, 1 << 32, 1, 0), first(1, 1, 1 << 32, 0),
    ]
    #expect(values.count == 7)
    #expect(first(1, 1, 1, 0) == first(1, 1, 1, 0))
  }

  @Test func momentsAreThoseOfTheDistributions() {
    var sums = [0.0, 0.0, 0.0, 0.0, 0.0]
    let count = 40_000
    for id in 1...Int64(count) {
      var random = CounterRandom(seed: 4711, id: id, step: 3)
      let u = random.uniform()
      let g = random.gaussian()
      let h = random.gaussian()
      sums[0] += u
      sums[1] += u * u
      sums[2] += g
      sums[3] += g * g
      sums[4] += g * h
    }
    let means = sums.map { $0 / Double(count) }
    // Five standard errors: 0.29, 0.30, 1, 1.41 and 1 over √40000.
    #expect(abs(means[0] - 0.5) < 0.0073)
    #expect(abs(means[1] - 1.0 / 3) < 0.0075)
    #expect(abs(means[2]) < 0.025)
    #expect(abs(means[3] - 1) < 0.036)
    #expect(abs(means[4]) < 0.025)
  }

  /// Mean and variance of a gamma distribution are its shape, and its logarithm is that of no other: the mean of ln x is
  /// the digamma function, here by ψ(k) = ψ(k + 8) − Σ 1/(k + i) and its asymptotic series.
  @Test(arguments: [0.5, 1, 3.5, 700])
  func gammaNumbersHaveTheirMoments(shape: Double) {
    let count = 40_000
    var (sum, squares, logarithms) = (0.0, 0.0, 0.0)
    for id in 1...Int64(count) {
      var random = CounterRandom(seed: 99, id: id, step: 7)
      let x = random.gamma(shape: shape)
      sum += x
      squares += (x - shape) * (x - shape)
      logarithms += log(x)
    }
    let n = Double(count)
    let far = shape + 8
    let digamma =
      log(far) - 1 / (2 * far) - 1 / (12 * far * far) + 1 / (120 * far * far * far * far)
      - (0..<8).reduce(0.0) { $0 + 1 / (shape + Double($1)) }
    // Five standard errors; the fourth central moment is 3k² + 6k, the variance of ln x at most 1/k + 1/k².
    #expect(abs(sum / n - shape) < 5 * (shape / n).squareRoot())
    #expect(abs(squares / n - shape) < 5 * ((2 * shape * shape + 6 * shape) / n).squareRoot())
    #expect(
      abs(logarithms / n - digamma) < 5 * ((1 / shape + 1 / (shape * shape)) / n).squareRoot())
  }
}
