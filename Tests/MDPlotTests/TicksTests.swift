import Testing

@testable import MDPlot

@Suite struct TicksTests {
  @Test(arguments: [
    (0.0, 8.0, 6, ["0", "1", "2", "3", "4", "5", "6", "7", "8"]),
    (-0.32, 0.31, 4, ["−0.2", "0.0", "0.2"]), (0, 250_000, 3, ["0", "1×10⁵", "2×10⁵"]),
    (1800, 2400, 3, ["1800", "2000", "2200", "2400"]),
  ])
  func roundNumbers(low: Double, high: Double, count: Int, labels: [String]) {
    let ticks = Ticks.linear(low...high, about: count)
    #expect(ticks.labels.map { $0 == "0" ? "0.0" : $0 } == labels.map { $0 == "0" ? "0.0" : $0 })
    #expect(ticks.values.allSatisfy { $0 >= low - 1e-9 && $0 <= high + 1e-9 })
  }

  @Test func neighboursDiffer() {
    // Whatever the range, each mark has another text and there are neither too few nor too many.
    for exponent in -9...9 {
      for span in [1.0, 1.7, 3, 4.4, 7.9] {
        let size = span * tenTo(exponent)
        let ticks = Ticks.linear(0.3 * size...1.3 * size, about: 5)
        #expect(Set(ticks.labels).count == ticks.labels.count, "\(ticks.labels)")
        #expect((2...9).contains(ticks.values.count), "\(ticks.labels)")
      }
    }
  }

  @Test func powersOfTen() {
    #expect(Ticks.logarithmic(1e-5...1e3, about: 8).labels.first == "10⁻⁵")
    #expect(Ticks.logarithmic(1...1000, about: 6).values == [1, 10, 100, 1000])
    #expect(Ticks.logarithmic(10...200, about: 6).labels == ["10", "20", "50", "100", "200"])
    #expect(Ticks.logarithmic(2e10...3e15, about: 3).values == [1e12, 1e14])
  }

  private func tenTo(_ exponent: Int) -> Double {
    var value = 1.0
    for _ in 0..<abs(exponent) { value *= 10 }
    return exponent < 0 ? 1 / value : value
  }
}
