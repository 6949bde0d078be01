import MDCore
import MDDomain
import MDEngine
import Testing

/// Counting values in bins, and putting counts together.
@Suite struct HistogramAverageTests {
  private static func average(
    _ beyond: HistogramAverage.Beyond = .ignore,
    _ combination: AverageSeries.Combination = .one, repeats: Int64 = 1
  ) throws -> HistogramAverage {
    try HistogramAverage(
      every: 1, repeats: repeats, frequency: repeats, range: 0...4, bins: 4, beyond: beyond,
      combination: combination, now: 0)
  }

  private static let values = [-1, 0, 0.5, 1, 3.9, 4, 7]

  @Test(
    arguments: [
      (HistogramAverage.Beyond.ignore, [2.0, 1, 0, 2], 5.0, 2.0),
      (.end, [3, 1, 0, 3], 7, 0), (.extra, [1, 2, 1, 0, 1, 2], 7, 0),
    ])
  func valuesBeyondTheBins(
    beyond: HistogramAverage.Beyond, bins: [Double], total: Double, missing: Double
  ) throws {
    let counts = try Self.average(beyond).count(Self.values)
    #expect(counts.bins == bins)
    #expect(counts.total == total)
    #expect(counts.missing == missing)
    #expect(counts.least == -1)
    #expect(counts.most == 7)
  }

  @Test func coordinatesAreCentresAndEnds() throws {
    #expect(try Self.average().coordinates == [0.5, 1.5, 2.5, 3.5])
    #expect(try Self.average(.extra).coordinates == [0, 0.5, 1.5, 2.5, 3.5, 4])
  }

  @Test func weightsCount() throws {
    let counts = try Self.average().count([0.5, 0.6, 2.5, 9], weights: [2, 0.5, 4, 8])
    #expect(counts.bins == [2.5, 0, 4, 0])
    #expect(counts.total == 6.5)
    #expect(counts.missing == 8)
    #expect(counts.fractions == [2.5 / 6.5, 0, 4 / 6.5, 0])
  }

  @Test func noNumberIsMissing() throws {
    let counts = try Self.average(.end).count([.nan])
    #expect(counts.missing == 1)
    #expect(counts.total == 0)
    #expect(counts.fractions == [0, 0, 0, 0])
  }

  @Test(
    arguments: [
      (AverageSeries.Combination.one, [0.0, 0, 0, 1], 3.5, 3.5),
      (.running, [1, 1, 1, 1], 0.5, 3.5), (.window(2), [0, 0, 1, 1], 2.5, 3.5),
    ])
  func resultsAreCombined(
    combination: AverageSeries.Combination, bins: [Double], least: Double, most: Double
  ) throws {
    var average = try Self.average(.ignore, combination)
    #expect(average.result.bins == [0, 0, 0, 0])
    for step in 0..<4 {
      // What it remembers makes another that goes on in the same way.
      var other = try Self.average(.ignore, combination)
      other.memory = average.memory
      average = other
      let isComplete = average.add(average.count([Double(step) + 0.5]), atStep: Int64(step))
      #expect(isComplete)
    }
    #expect(average.result.bins == bins)
    #expect(average.result.least == least)
    #expect(average.result.most == most)
  }

  @Test func samplesAddUp() throws {
    var average = try Self.average(repeats: 3)
    for step in 1...3 {
      var other = try Self.average(repeats: 3)
      other.memory = average.memory
      average = other
      #expect(average.next == Int64(step))
      #expect(average.add(average.count([1.5]), atStep: Int64(step)) == (step == 3))
    }
    #expect(average.result.bins == [0, 3, 0, 0])
    #expect(average.result.total == 3)
  }

  @Test func damagedMemoryIsLeftAlone() throws {
    var average = try Self.average()
    let fresh = average
    for memory in [[], [1, 0], [1, 0, 1e18, 3], [1, 0, -3, 2], [.nan, .nan, .nan]] {
      average.memory = memory
      #expect(average == fresh)
    }
  }

  @Test func ranksCountTogether() throws {
    let average = try Self.average()
    let whole = average.count(Self.values)
    let results = try InMemoryWorld(size: 3).run { communicator in
      average.count(
        Self.values.enumerated().filter { $0.offset % 3 == communicator.rank }.map(\.element)
      ).reduced(over: communicator)
    }
    #expect(results.allSatisfy { $0 == whole })
  }
}
