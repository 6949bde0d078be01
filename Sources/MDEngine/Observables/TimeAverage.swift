import MDCore

/// Averages over time as `fix ave/time` takes them: every `frequency` steps, over the last `repeats`
/// samples that lie `every` steps apart, and perhaps over several such averages.
public struct TimeAverage: Equatable, Sendable {
  /// What is made of the averages that come one after the other.
  public enum Combination: Equatable, Sendable {
    /// Each stands alone.
    case one
    /// The mean of all so far.
    case running
    /// The mean of the last few.
    case window(Int)
  }

  public let every: Int64
  public let repeats: Int64
  public let frequency: Int64
  public let combination: Combination
  /// Values of which the last sample counts, not the average.
  public let unaveraged: Set<Int>

  /// The next step at which a sample is due.
  public private(set) var next: Int64
  private var taken: Int64 = 0
  /// The sums of the samples since the last average, column by column.
  private var samples: [[Double]] = []
  private var totals: [[Double]] = []
  private var window: [[[Double]]] = []
  private var count = 0.0

  /// - Parameters:
  ///   - start: no average before this step.
  ///   - now: the step at which this is defined.
  /// - Throws: ``InputError`` if the numbers do not fit each other.
  public init(
    every: Int64, repeats: Int64, frequency: Int64, combination: Combination = .one,
    unaveraged: Set<Int> = [], start: Int64 = 0, now: Int64
  ) throws(InputError) {
    guard every > 0, repeats > 0, frequency > 0 else {
      throw InputError("Nevery, Nrepeat and Nfreq must be positive")
    }
    guard frequency % every == 0 else {
      throw InputError("Nfreq (\(frequency)) must be a multiple of Nevery (\(every))")
    }
    guard repeats <= frequency / every else {
      throw InputError(
        "Nrepeat times Nevery (\(repeats) × \(every)) must not exceed Nfreq (\(frequency))")
    }
    (self.every, self.repeats, self.frequency) = (every, repeats, frequency)
    self.combination = combination
    self.unaveraged = unaveraged
    var next = now / frequency * frequency + frequency
    if next < start { next += (start - next + frequency - 1) / frequency * frequency }
    if next - frequency == now && repeats == 1 {
      next = now
    } else {
      next -= (repeats - 1) * every
    }
    if next < now { next += frequency }
    self.next = next
  }

  /// What came out last, column by column; nil before the first average.
  public var result: [[Double]]? {
    count > 0 ? totals.map { $0.map { $0 / count } } : nil
  }

  /// Goes on from a step later than the next sample: what had been sampled is forgotten.
  public mutating func skip(to step: Int64) throws(InputError) {
    guard next < step else { return }
    let fresh = try TimeAverage(
      every: every, repeats: repeats, frequency: frequency, now: step)
    next = fresh.next
    taken = 0
  }

  /// Takes the sample that is due; returns the average if it completes one.
  ///
  /// - Parameter values: column by column, always of the same lengths.
  public mutating func add(_ values: [[Double]], atStep step: Int64) -> [[Double]]? {
    if taken == 0 { samples = values.map { [Double](repeating: 0, count: $0.count) } }
    for (j, column) in values.enumerated() {
      for (i, value) in column.enumerated() {
        samples[j][i] = unaveraged.contains(j) ? value : samples[j][i] + value
      }
    }
    taken += 1
    guard taken == repeats else {
      next += every
      return nil
    }
    taken = 0
    next = step + frequency - (repeats - 1) * every
    for j in samples.indices where !unaveraged.contains(j) {
      for i in samples[j].indices { samples[j][i] /= Double(repeats) }
    }
    combine()
    return result
  }

  private mutating func combine() {
    if totals.isEmpty { totals = samples.map { [Double](repeating: 0, count: $0.count) } }
    switch combination {
    case .one:
      totals = samples
      count = 1
    case .running:
      add(samples, sign: 1)
      count += 1
    case .window(let length):
      add(samples, sign: 1)
      window.append(samples)
      if window.count > length { add(window.removeFirst(), sign: -1) }
      count = Double(window.count)
    }
    for j in unaveraged where j < totals.count { totals[j] = samples[j].map { $0 * count } }
  }

  private mutating func add(_ values: [[Double]], sign: Double) {
    for j in values.indices {
      for i in values[j].indices { totals[j][i] += sign * values[j][i] }
    }
  }

  /// All that it must remember over a restart.
  public var memory: [Double] {
    get {
      let shape = [Double(totals.count), Double(totals.first?.count ?? 0)]
      let now = [Double(samples.count), Double(samples.first?.count ?? 0)]
      return [Double(next), Double(taken), count] + now + samples.flatMap { $0 } + shape
        + totals.flatMap { $0 } + [Double(window.count)] + window.flatMap { $0.flatMap { $0 } }
    }
    set {
      var rest = newValue[...]
      func take() -> Double { rest.popFirst() ?? 0 }
      func whole() -> Int64 { Int64(clamped: take()) }
      // No more than there is.
      func size() -> Int { Int(min(max(0, whole()), Int64(rest.count) + 1)) }
      func takeTable(_ columns: Int, _ rows: Int) -> [[Double]] {
        (0..<columns).map { _ in (0..<rows).map { _ in take() } }
      }
      guard newValue.count >= 6 else { return }
      next = whole()
      taken = whole()
      count = take()
      let (columns, rows) = (size(), size())
      guard columns * rows <= rest.count else { return }
      samples = takeTable(columns, rows)
      let (width, height) = (size(), size())
      guard width * height <= rest.count else { return }
      totals = takeTable(width, height)
      let length = size()
      guard length <= rest.count, length * width * height <= rest.count else { return }
      window = (0..<length).map { _ in takeTable(width, height) }
    }
  }
}
