import MDCore

/// A stretch of a run whose structure the report shows.
public struct RunStage: Sendable {
  /// `start`, `hottest` or `end`.
  public var name: String
  /// K, the mean over its frames by the log; nil without one.
  public var temperature: Double?
  /// The potential energy, eV, likewise.
  public var energy: Double?
  /// What was measured.
  public var outcome: AnalysisOutcome

  /// The name with the temperature.
  var label: String {
    guard let temperature, temperature.isFinite else { return name }
    return "\(name), \(Int(temperature.rounded())) K"
  }
}

/// Values of a log between whose steps there are frames.
struct LogCurve {
  private let points: [(step: Double, value: Double)]

  /// A column of a log. Where a step comes twice (`reset_timestep`), the later value counts.
  init(_ column: [(step: Double, value: Double)]) {
    var last: [Double: Double] = [:]
    for (step, value) in column where value.isFinite { last[step] = value }
    points = last.sorted { $0.key < $1.key }.map { (step: $0.key, value: $0.value) }
  }

  /// The value at a step, on the line between its neighbours; nil beyond the ends.
  func value(at step: Int64) -> Double? {
    let step = Double(step)
    guard let first = points.first, let last = points.last, first.step <= step, step <= last.step
    else { return nil }
    var (low, high) = (0, points.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if points[middle].step <= step { low = middle } else { high = middle }
    }
    let (a, b) = (points[low], points[high])
    guard b.step > a.step else { return a.value }
    return a.value + (b.value - a.value) * (step - a.step) / (b.step - a.step)
  }

  /// The mean over steps; nil if one of them is not covered.
  func mean(over steps: [Int64?]) -> Double? {
    let values = steps.compactMap { $0.flatMap { value(at: $0) } }
    guard !values.isEmpty, values.count == steps.count else { return nil }
    return values.reduce(0, +) / Double(values.count)
  }
}

extension RunStage {
  /// A stretch is shown as the hottest if it is hotter than both ends of the run by this factor.
  private static let excess = 1.5
  /// Stretches as hot as the hottest to this share are as good as it.
  private static let tolerance = 0.03

  /// Which frames are the hottest: the last stretch that is as hot as any, so that a crystal has had time to
  /// melt; nil if the run was nowhere much hotter than at its ends.
  ///
  /// - Parameters:
  ///   - steps: of all frames; nil where a file does not tell.
  ///   - part: the number of frames of a stretch.
  static func hottest(_ steps: [Int64?], part: Int, _ temperature: LogCurve) -> Range<Int>? {
    guard part > 0, steps.count >= 3 * part else { return nil }
    let means = (0...steps.count - part).map { first in
      temperature.mean(over: Array(steps[first..<first + part]))
    }
    guard let start = means.first ?? nil, let end = means.last ?? nil else { return nil }
    // Not those that the ends show.
    let middle = part...steps.count - 2 * part
    guard let highest = middle.compactMap({ means[$0] }).max(), highest > excess * max(start, end),
      let place = middle.last(where: { (means[$0] ?? 0) >= (1 - tolerance) * highest })
    else { return nil }
    return place..<place + part
  }
}
