import MDKernels
import Testing

@Suite struct PowerLadderTests {
  /// Exponents, and the fewest multiplications that make them all.
  static let cases: [([Int], Int)] = [
    ([1], 0), ([1, 2, 5], 3), ([1, 3, 15], 5), ([1, 3, 5], 3), ([4, 10, 20, 40], 6), ([64], 6),
  ]

  @Test(arguments: cases)
  func isShort(_ exponents: [Int], _ steps: Int) {
    var ladder = PowerLadder(baseCount: 1)
    let slots = ladder.add(exponents: exponents, ofBase: 0)
    #expect(ladder.steps.count == steps)
    #expect(Set(slots).count == exponents.count)
    #expect(ladder.slotCount == steps + 1)
  }

  @Test func reachesLargeExponents() {
    var ladder = PowerLadder(baseCount: 2)
    let first = ladder.add(exponents: [4095, 7], ofBase: 0)
    let second = ladder.add(exponents: [1, 2], ofBase: 1)
    #expect(second[0] == 1)
    #expect(Set(first + second).count == 4)
    #expect(ladder.steps.count <= 24)
  }
}
