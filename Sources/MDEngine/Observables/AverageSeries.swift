import MDCore

/// Averages that come one after the other, and what is made of them (`ave one|running|window N`).
public struct AverageSeries: Equatable, Sendable {
  /// What is made of the averages that come one after the other.
  public enum Combination: Equatable, Sendable {
    /// Each stands alone.
    case one
    /// The mean of all so far.
    case running
    /// The mean of the last few.
    case window(Int)
  }

  public let combination: Combination
  /// Columns of which the last one counts, not the mean.
  public let unaveraged: Set<Int>
  var totals: [[Double]] = []
  var window: [[[Double]]] = []
  var count = 0.0

  /// No average yet.
  public init(_ combination: Combination, unaveraged: Set<Int> = []) {
    self.combination = combination
    self.unaveraged = unaveraged
  }

  /// What came out last, column by column; nil before the first average.
  public var result: [[Double]]? {
    count > 0 ? totals.map { $0.map { $0 / count } } : nil
  }

  /// Takes an average, column by column, always of the same lengths unless each stands alone.
  public mutating func append(_ average: [[Double]]) {
    if totals.isEmpty { totals = average.map { [Double](repeating: 0, count: $0.count) } }
    switch combination {
    case .one:
      totals = average
      count = 1
    case .running:
      add(average, sign: 1)
      count += 1
    case .window(let length):
      add(average, sign: 1)
      window.append(average)
      if window.count > length { add(window.removeFirst(), sign: -1) }
      count = Double(window.count)
    }
    for j in unaveraged where j < totals.count { totals[j] = average[j].map { $0 * count } }
  }

  private mutating func add(_ values: [[Double]], sign: Double) {
    for j in values.indices {
      for i in values[j].indices { totals[j][i] += sign * values[j][i] }
    }
  }

  /// All that it must remember over a restart but ``count``.
  var memory: [Double] {
    var all = [Double(totals.count), Double(totals.first?.count ?? 0)]
    for column in totals { all += column }
    all.append(Double(window.count))
    for average in window { for column in average { all += column } }
    return all
  }

  /// Takes over what ``memory`` was.
  mutating func restore(count: Double, from rest: inout NumberReader) {
    let (width, height) = (rest.size(), rest.size())
    guard let totals = rest.table(columns: width, rows: height) else { return }
    let length = rest.size()
    guard length == 0 || width * height <= rest.remaining / length else { return }
    self.count = count
    self.totals = totals
    window = (0..<length).map { _ in rest.table(columns: width, rows: height)! }
  }
}

/// Reads numbers that a restart file holds one after the other; zeros behind their end.
struct NumberReader {
  private var rest: ArraySlice<Double>

  init(_ numbers: [Double]) { rest = numbers[...] }

  var remaining: Int { rest.count }

  mutating func next() -> Double { rest.popFirst() ?? 0 }

  mutating func whole() -> Int64 { Int64(clamped: next()) }

  /// How many of something there are, no more than can be.
  mutating func size() -> Int { Int(min(max(0, whole()), Int64(rest.count) + 1)) }

  /// Columns of some rows; nil if there are not as many numbers.
  mutating func table(columns: Int, rows: Int) -> [[Double]]? {
    guard columns * rows <= rest.count else { return nil }
    return (0..<columns).map { _ in (0..<rows).map { _ in next() } }
  }
}
