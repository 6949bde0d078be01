import MDCore
import MDDomain

/// How often values fell into bins, as `fix ave/histo` counts: over the last `repeats` samples of every `frequency`
/// steps, which lie `every` steps apart, and perhaps over several such times.
public struct HistogramAverage: Equatable, Sendable {
  /// What happens to values outside the bins.
  public enum Beyond: String, CaseIterable, Sendable {
    /// They are counted as missing.
    case ignore
    /// They fall into the first and the last bin.
    case end
    /// They have a bin of their own at either end.
    case extra
  }

  /// The range of the bins, and how many there are, with those of ``Beyond/extra``.
  public let range: ClosedRange<Double>
  public let binCount: Int
  private let beyond: Beyond
  private let combination: AverageSeries.Combination
  private var schedule: SampleSchedule
  /// Counts since the last result.
  private var samples: HistogramCounts
  private var window: [HistogramCounts] = []
  /// What came out last; all zero before.
  public private(set) var result: HistogramCounts

  /// - Parameters:
  ///   - bins: how many bins divide the range.
  ///   - start: nothing is counted for a result before this step.
  ///   - now: the step at which this is defined.
  /// - Throws: ``InputError`` if the numbers of steps do not fit each other, or for more bins than there is memory for.
  public init(
    every: Int64, repeats: Int64, frequency: Int64, range: ClosedRange<Double>, bins: Int,
    beyond: Beyond = .ignore, combination: AverageSeries.Combination = .one, start: Int64 = 0,
    now: Int64
  ) throws(InputError) {
    schedule = try SampleSchedule(
      every: every, repeats: repeats, frequency: frequency, start: start, now: now)
    guard bins <= 1 << 24 else {
      throw InputError("\(bins) bins are more than there is memory for")
    }
    self.range = range
    self.beyond = beyond
    self.combination = combination
    binCount = beyond == .extra ? bins + 2 : bins
    samples = HistogramCounts(bins: binCount)
    result = samples
    (result.least, result.most) = (0, 0)
  }

  /// The next step at which a sample is due.
  public var next: Int64 { schedule.next }

  /// Goes on from a step later than the next sample.
  public mutating func skip(to step: Int64) throws(InputError) { try schedule.skip(to: step) }

  /// Counts some values, for ``add(_:atStep:)``.
  ///
  /// - Parameter weights: what each counts; nil for 1.
  public func count(_ values: [Double], weights: [Double]? = nil) -> HistogramCounts {
    var counts = HistogramCounts(bins: binCount)
    for (i, value) in values.enumerated() { count(value, weights?[i] ?? 1, &counts) }
    return counts
  }

  private func count(_ value: Double, _ weight: Double, _ counts: inout HistogramCounts) {
    counts.least = min(counts.least, value)
    counts.most = max(counts.most, value)
    let bin: Int
    if range.contains(value) {
      let inner = beyond == .extra ? binCount - 2 : binCount
      let place = (value - range.lowerBound) * (1 / (length / Double(inner)))
      bin = min(Int(place), binCount - 1) + (beyond == .extra ? 1 : 0)
    } else if beyond == .ignore || value.isNaN {
      counts.missing += weight
      return
    } else {
      bin = value < range.lowerBound ? 0 : binCount - 1
    }
    counts.bins[bin] += weight
    counts.total += weight
  }

  private var length: Double { range.upperBound - range.lowerBound }

  /// The values in the middle of the bins; the ends of the range for those of ``Beyond/extra``.
  public var coordinates: [Double] {
    guard beyond == .extra else { return Self.centres(range.lowerBound, length, binCount) }
    return [range.lowerBound] + Self.centres(range.lowerBound, length, binCount - 2)
      + [range.upperBound]
  }

  private static func centres(_ start: Double, _ length: Double, _ count: Int) -> [Double] {
    (0..<count).map { start + (Double($0) + 0.5) * (length / Double(count)) }
  }

  /// Takes the counts of the sample that is due; true if they complete a result.
  public mutating func add(_ counts: HistogramCounts, atStep step: Int64) -> Bool {
    if schedule.taken == 0 { samples = HistogramCounts(bins: binCount) }
    samples.add(counts)
    guard schedule.take(atStep: step) else { return false }
    switch combination {
    case .one: window = [samples]
    case .running: window = [window.first.map { $0 + samples } ?? samples]
    case .window(let length): window = Array((window + [samples]).suffix(length))
    }
    result = window.dropFirst().reduce(window[0]) { $0 + $1 }
    return true
  }

  /// All that it must remember over a restart.
  public var memory: [Double] {
    get {
      let counts = [samples] + window
      return [Double(schedule.next), Double(schedule.taken), Double(counts.count)]
        + counts.flatMap(\.numbers)
    }
    set {
      var rest = NumberReader(newValue)
      let (next, taken) = (rest.whole(), rest.whole())
      let width = binCount + 4
      let count = rest.size()
      guard count > 0, count <= rest.remaining / width,
        let table = rest.table(columns: count, rows: width)
      else { return }
      schedule.resume(next: next, taken: taken)
      let counts = table.map { HistogramCounts(numbers: $0) }
      samples = counts[0]
      window = Array(counts.dropFirst())
      if let first = window.first { result = window.dropFirst().reduce(first) { $0 + $1 } }
    }
  }
}

/// How many values each bin has got.
public struct HistogramCounts: Equatable, Sendable {
  /// All in bins, those in none, and for each bin.
  public var total = 0.0
  public var missing = 0.0
  public var bins: [Double]
  /// The least and the largest value, in bins or not; LAMMPS's ±10²⁰ if there was none.
  public var least = 1e20
  public var most = -1e20

  /// No value yet.
  public init(bins count: Int) { bins = [Double](repeating: 0, count: count) }

  fileprivate init(numbers: [Double]) {
    (total, missing, least, most) = (numbers[0], numbers[1], numbers[2], numbers[3])
    bins = Array(numbers[4...])
  }

  fileprivate var numbers: [Double] { [total, missing, least, most] + bins }

  mutating func add(_ other: Self) {
    total += other.total
    missing += other.missing
    least = min(least, other.least)
    most = max(most, other.most)
    for i in bins.indices { bins[i] += other.bins[i] }
  }

  static func + (a: Self, b: Self) -> Self {
    var sum = a
    sum.add(b)
    return sum
  }

  /// Part of the total that each bin has; 0 if there is none.
  public var fractions: [Double] { bins.map { total == 0 ? 0 : $0 / total } }

  /// The counts of all ranks together. Collective.
  public func reduced(over communicator: any Communicator) -> Self {
    let sums = communicator.reduce([total, missing] + bins, .sum)
    let ends = communicator.reduce([-least, most], .maximum)
    return Self(numbers: [sums[0], sums[1], -ends[0], ends[1]] + sums[2...])
  }
}
