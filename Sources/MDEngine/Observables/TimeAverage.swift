import MDCore

/// Averages over time as `fix ave/time` takes them: every `frequency` steps, over the last `repeats`
/// samples that lie `every` steps apart, and perhaps over several such averages.
public struct TimeAverage: Equatable, Sendable {
  /// What is made of the averages that come one after the other.
  public typealias Combination = AverageSeries.Combination

  private var schedule: SampleSchedule
  private var series: AverageSeries
  /// The sums of the samples since the last average, column by column.
  private var samples: [[Double]] = []

  /// - Parameters:
  ///   - unaveraged: columns of which the last sample counts, not the average.
  ///   - start: no average before this step.
  ///   - now: the step at which this is defined.
  /// - Throws: ``InputError`` if the numbers do not fit each other.
  public init(
    every: Int64, repeats: Int64, frequency: Int64, combination: Combination = .one,
    unaveraged: Set<Int> = [], start: Int64 = 0, now: Int64
  ) throws(InputError) {
    schedule = try SampleSchedule(
      every: every, repeats: repeats, frequency: frequency, start: start, now: now)
    series = AverageSeries(combination, unaveraged: unaveraged)
  }

  /// The next step at which a sample is due.
  public var next: Int64 { schedule.next }

  /// What came out last, column by column; nil before the first average.
  public var result: [[Double]]? { series.result }

  /// Goes on from a step later than the next sample: what had been sampled is forgotten.
  public mutating func skip(to step: Int64) throws(InputError) { try schedule.skip(to: step) }

  /// Takes the sample that is due; returns the average if it completes one.
  ///
  /// - Parameter values: column by column, always of the same lengths.
  public mutating func add(_ values: [[Double]], atStep step: Int64) -> [[Double]]? {
    if schedule.taken == 0 {
      samples = values.map { [Double](repeating: 0, count: $0.count) }
    }
    for (j, column) in values.enumerated() {
      for (i, value) in column.enumerated() {
        samples[j][i] = series.unaveraged.contains(j) ? value : samples[j][i] + value
      }
    }
    guard schedule.take(atStep: step) else { return nil }
    for j in samples.indices where !series.unaveraged.contains(j) {
      for i in samples[j].indices { samples[j][i] /= Double(schedule.repeats) }
    }
    series.append(samples)
    return result
  }

  /// All that it must remember over a restart.
  public var memory: [Double] {
    get {
      let now = [Double(samples.count), Double(samples.first?.count ?? 0)]
      return [Double(schedule.next), Double(schedule.taken), series.count] + now
        + samples.flatMap { $0 } + series.memory
    }
    set {
      guard newValue.count >= 6 else { return }
      var rest = NumberReader(newValue)
      schedule.next = rest.whole()
      schedule.taken = rest.whole()
      let count = rest.next()
      let (columns, rows) = (rest.size(), rest.size())
      guard let table = rest.table(columns: columns, rows: rows) else { return }
      samples = table
      series.restore(count: count, from: &rest)
    }
  }
}
