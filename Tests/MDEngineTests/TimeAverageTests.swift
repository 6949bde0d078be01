import MDCore
import Testing

@testable import MDEngine

/// Which samples are taken when, and what is made of them; the numbers can be told by hand.
@Suite struct TimeAverageTests {
  /// Feeds the step itself and its square; returns the steps sampled and the averages by step.
  private func feed(_ average: inout TimeAverage, from first: Int64 = 0, to last: Int64) -> (
    sampled: [Int64], results: [Int64: [Double]]
  ) {
    var sampled: [Int64] = []
    var results: [Int64: [Double]] = [:]
    for step in first...last where step == average.next {
      sampled.append(step)
      let x = Double(step)
      if let result = average.add([[x], [x * x]], atStep: step) {
        results[step] = result.map { $0[0] }
      }
    }
    return (sampled, results)
  }

  @Test func samplesLieBeforeTheStepsOfOutput() throws {
    var average = try TimeAverage(every: 2, repeats: 3, frequency: 10, now: 0)
    let (sampled, results) = feed(&average, to: 20)
    #expect(sampled == [6, 8, 10, 16, 18, 20])
    #expect(results.count == 2)
    #expect(results[10] == [8, Double(36 + 64 + 100) / 3])
    #expect(results[20] == [18, Double(256 + 324 + 400) / 3])
  }

  @Test func oneSampleIsTakenAtOnceWhereItFits() throws {
    var average = try TimeAverage(every: 5, repeats: 1, frequency: 5, now: 0)
    #expect(feed(&average, to: 10).sampled == [0, 5, 10])
    var later = try TimeAverage(every: 5, repeats: 1, frequency: 5, start: 8, now: 3)
    #expect(feed(&later, from: 3, to: 20).sampled == [10, 15, 20])
  }

  @Test func runningAndWindowAveragesCombine() throws {
    var running = try TimeAverage(every: 1, repeats: 1, frequency: 1, combination: .running, now: 1)
    #expect(feed(&running, from: 1, to: 4).results[4]?[0] == 2.5)
    var window = try TimeAverage(
      every: 1, repeats: 1, frequency: 1, combination: .window(2), unaveraged: [1], now: 1)
    let results = feed(&window, from: 1, to: 4).results
    #expect(results[1] == [1, 1])
    #expect(results[4] == [3.5, 16])
  }

  /// A run that is stopped between two samples goes on as if it had not been.
  @Test func memoryHoldsEverything() throws {
    func make() throws -> TimeAverage {
      try TimeAverage(every: 2, repeats: 3, frequency: 10, combination: .window(2), now: 0)
    }
    var whole = try make()
    let expected = feed(&whole, to: 60).results
    for stop in Int64(5)...45 {
      var first = try make()
      let before = feed(&first, to: stop).results
      var second = try make()
      second.memory = first.memory
      #expect(second == first)
      let after = feed(&second, from: stop + 1, to: 60).results
      #expect(before.merging(after) { $1 } == expected)
    }
  }

  /// A restart file may have been altered; nothing is trusted that it says of sizes.
  @Test func nonsenseIsNoMemory() throws {
    let good = [4, 0, 1, 1, 2, 5, 6, 1, 2, 5, 6, 0].map(Double.init)
    for place in good.indices {
      for value in [-1, 1e308, -1e308, .nan, .infinity, 1e9, 3_037_000_500] {
        var numbers = good
        numbers[place] = value
        var average = try TimeAverage(every: 2, repeats: 3, frequency: 10, now: 0)
        average.memory = numbers
      }
      var average = try TimeAverage(every: 2, repeats: 3, frequency: 10, now: 0)
      average.memory = Array(good[..<place])
    }
  }

  @Test(
    arguments: [(0, 1, 1), (3, 1, 10), (2, 6, 10), (1, Int64.max, 10)] as [(Int64, Int64, Int64)])
  func numbersMustFit(every: Int64, repeats: Int64, frequency: Int64) {
    #expect(throws: InputError.self) {
      try TimeAverage(every: every, repeats: repeats, frequency: frequency, now: 0)
    }
  }

  /// A minimisation may pass the step of a sample.
  @Test func skippedSamplesAreForgotten() throws {
    var average = try TimeAverage(every: 1, repeats: 2, frequency: 10, now: 0)
    #expect(average.next == 9)
    _ = average.add([[1]], atStep: 9)
    try average.skip(to: 33)
    #expect(average.next == 39)
    _ = average.add([[3]], atStep: 39)
    #expect(average.add([[5]], atStep: 40) == [[4]])
  }
}
