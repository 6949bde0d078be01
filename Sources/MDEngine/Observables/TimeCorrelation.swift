import MDCore

/// Correlations over time of some numbers as `fix ave/correlate` takes them: C_ij(k) is the mean of
/// V_i(t)·V_j(t + k·every) over all t.
public struct TimeCorrelation: Sendable {
  /// Which pairs (i, j) of numbers.
  public enum Pairs: String, CaseIterable, Sendable {
    case auto, upper, lower
    case autoUpper = "auto/upper"
    case autoLower = "auto/lower"
    case full

    /// The pairs of so many numbers, in LAMMPS's order.
    public func of(_ count: Int) -> [(first: Int, second: Int)] {
      (0..<count).flatMap { i -> [(Int, Int)] in
        let partners =
          switch self {
          case .auto: i..<(i + 1)
          case .upper: (i + 1)..<max(count, i + 1)
          case .lower: 0..<i
          case .autoUpper: i..<count
          case .autoLower: 0..<(i + 1)
          case .full: 0..<count
          }
        return partners.map { (i, $0) }
      }
    }
  }

  /// Steps between samples.
  public let every: Int64
  /// How many delays: 0, `every`, …
  public let delays: Int
  /// Steps between results.
  public let frequency: Int64
  /// Whether all samples count, not only those since the last result.
  public let isRunning: Bool
  private let pairs: [(first: Int, second: Int)]
  private let start: Int64

  /// The next step at which a sample is due.
  public private(set) var next: Int64
  /// The last samples, the newest first, no more than there are delays.
  private var recent: [[Double]] = []
  private var counts: [Int64]
  /// Sums by delay and pair.
  private var sums: [[Double]]
  /// How many samples and which means the last result holds.
  private var savedCounts: [Int64]
  private var saved: [[Double]]

  /// - Parameters:
  ///   - values: how many numbers.
  ///   - start: no sample before this step.
  ///   - now: the step at which this is defined.
  /// - Throws: ``InputError`` if the numbers do not fit each other.
  public init(
    every: Int64, delays: Int64, frequency: Int64, values: Int, pairs: Pairs, isRunning: Bool,
    start: Int64 = 0, now: Int64
  ) throws(InputError) {
    guard every > 0, delays > 0, frequency > 0 else {
      throw InputError("Nevery, Nrepeat and Nfreq must be positive")
    }
    guard frequency % every == 0 else {
      throw InputError("Nfreq (\(frequency)) must be a multiple of Nevery (\(every))")
    }
    self.pairs = pairs.of(values)
    guard !self.pairs.isEmpty else {
      throw InputError("type \(pairs.rawValue) needs two values or more")
    }
    guard delays <= 1 << 24, delays * Int64(self.pairs.count) <= 1 << 28 else {
      throw InputError("Nrepeat (\(delays)) is more than there is memory for")
    }
    (self.every, self.delays, self.frequency) = (every, Int(delays), frequency)
    (self.isRunning, self.start) = (isRunning, start)
    counts = Array(repeating: 0, count: Int(delays))
    sums = Array(
      repeating: Array(repeating: 0, count: self.pairs.count), count: Int(delays))
    (savedCounts, saved) = (counts, sums)
    next = Self.due(atOrAfter: max(now, start), every)
  }

  private static func due(atOrAfter step: Int64, _ every: Int64) -> Int64 {
    (step + every - 1) / every * every
  }

  /// The columns of the last result: delay in steps, number of samples, then a mean for each pair.
  public var result: [[Double]] {
    let delayColumn = (0..<delays).map { Double(Int64($0) * every) }
    let means = pairs.indices.map { pair in saved.map { $0[pair] } }
    return [delayColumn, savedCounts.map { Double($0) }] + means
  }

  /// Goes on from a step later than the next sample: what had been sampled lately is forgotten.
  public mutating func skip(to step: Int64) {
    guard next < step else { return }
    recent = []
    next = Self.due(atOrAfter: max(step, start), every)
  }

  /// Takes the sample that is due; true if a result is complete.
  public mutating func add(_ values: [Double], atStep step: Int64) -> Bool {
    recent.insert(values, at: 0)
    if recent.count > delays { recent.removeLast() }
    next = step + every
    accumulate()
    guard step % frequency == 0 else { return false }
    savedCounts = counts
    saved = zip(sums, counts).map { row, count in
      row.map { count > 0 ? $0 / Double(count) : 0 }
    }
    if !isRunning {
      counts = counts.map { _ in 0 }
      sums = sums.map { $0.map { _ in 0 } }
      recent = [values]
      accumulate()
    }
    return true
  }

  /// Adds the products of the newest sample with all that came before it.
  private mutating func accumulate() {
    let latest = recent[0]
    for (delay, earlier) in recent.enumerated() {
      counts[delay] += 1
      for (place, pair) in pairs.enumerated() {
        sums[delay][place] += earlier[pair.first] * latest[pair.second]
      }
    }
  }

  /// All that it must remember over a restart.
  public var memory: [Double] {
    get {
      [Double(next), Double(recent.count), Double(recent.first?.count ?? 0)]
        + recent.flatMap { $0 } + (counts + savedCounts).map { Double($0) }
        + (sums + saved).flatMap { $0 }
    }
    set {
      var rest = NumberReader(newValue)
      let next = rest.whole()
      let (samples, values) = (rest.size(), rest.size())
      guard samples <= delays, let recent = rest.table(columns: samples, rows: values),
        rest.remaining == 2 * delays * (1 + pairs.count)
      else { return }
      self.next = next
      self.recent = recent
      counts = (0..<delays).map { _ in rest.whole() }
      savedCounts = (0..<delays).map { _ in rest.whole() }
      sums = rest.table(columns: delays, rows: pairs.count)!
      saved = rest.table(columns: delays, rows: pairs.count)!
    }
  }
}
