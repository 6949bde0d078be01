import MDCore
import MDDomain
import MDPlot

/// g(r), whole and by pairs of kinds, with the running coordination.
struct RadialDistribution: Quantity {
  private let tally: RadialTally
  private let settings: AnalysisSettings

  init(_ tally: RadialTally, _ settings: AnalysisSettings) {
    self.tally = tally
    self.settings = settings
  }

  mutating func observe(_ snapshot: Snapshot, _ share: Share) { tally.observe(snapshot, share) }

  mutating func combine(_ communicator: any Communicator) { tally.combine(communicator) }

  func result() -> AnalysisResult {
    var result = AnalysisResult("rdf")
    let r = tally.r
    let ends = r.map { $0 + tally.width / 2 }
    let g = tally.g(nil)
    var columns = ["r (Å)", "g", "n(<r+)"]
    var data = [r, g, tally.running(nil)]
    var series = [Series(tally.names.count > 1 ? "all" : "", x: r, y: g)]
    if tally.names.count > 1 {
      for a in tally.names.indices {
        for b in tally.names.indices {
          let name = "\(tally.names[a])–\(tally.names[b])"
          columns += ["g \(name)", "n \(name)"]
          let partial = tally.g((a, b))
          data += [partial, tally.running((a, b))]
          if a <= b { series.append(Series(name, x: r, y: partial)) }
        }
      }
    }
    result.tables = [AnalysisTable(name: "rdf", columns: columns, rows: transposed(data))]
    result.charts = [
      Chart(
        "Radial distribution function", x: Axis("r", unit: "Å", from: 0, to: settings.rMax),
        y: Axis("g(r)", from: 0), series: series),
      Chart(
        "Running coordination", x: Axis("r", unit: "Å", from: 0, to: min(settings.rMax, 5)),
        y: Axis("neighbours nearer than r", from: 0),
        series: [Series(x: ends, y: tally.running(nil))],
        references: [Reference(.x(settings.cutoff), "bond cutoff")]),
    ]
    addPeaks(g, to: &result)
    return result
  }

  private func addPeaks(_ g: [Double], to result: inout AnalysisResult) {
    guard let peak = Peaks.first(tally.r, g) else { return }
    result.numbers = [
      AnalysisNumber(name: "first peak of g(r)", value: peak.x, unit: "Å"),
      AnalysisNumber(name: "height of the first peak", value: peak.y, unit: ""),
    ]
    guard let minimum = Peaks.minimum(tally.r, g, after: peak.x) else { return }
    let place = min(tally.bins - 1, Int(minimum.x / tally.width))
    result.numbers += [
      AnalysisNumber(name: "first minimum of g(r)", value: minimum.x, unit: "Å"),
      AnalysisNumber(name: "g at the first minimum", value: minimum.y, unit: ""),
      AnalysisNumber(
        name: "neighbours up to the first minimum", value: tally.running(nil)[place], unit: ""),
    ]
  }
}

/// Columns as rows.
func transposed(_ columns: [[Double]]) -> [[Double]] {
  (0..<(columns.first?.count ?? 0)).map { row in columns.map { $0[row] } }
}

/// Maxima and minima of curves with noise.
enum Peaks {
  /// The curve, each point the mean of five with binomial weights.
  static func smoothed(_ y: [Double]) -> [Double] {
    let weights = [1.0, 4, 6, 4, 1]
    return y.indices.map { i in
      var sum = 0.0, weight = 0.0
      for (k, w) in weights.enumerated() where y.indices.contains(i + k - 2) {
        sum += w * y[i + k - 2]
        weight += w
      }
      return sum / weight
    }
  }

  /// The highest point among the first that rise over one and a half: the top of a parabola through it
  /// and its neighbours.
  static func first(_ x: [Double], _ y: [Double]) -> SIMD2<Double>? {
    let smooth = smoothed(y)
    guard let start = smooth.firstIndex(where: { $0 > 1.2 }) else { return nil }
    let end = smooth[start...].firstIndex { $0 < 1 } ?? smooth.endIndex
    guard let top = (start..<end).max(by: { smooth[$0] < smooth[$1] }) else { return nil }
    return vertex(x, smooth, top)
  }

  /// The lowest point between a peak and the next rise over one.
  static func minimum(_ x: [Double], _ y: [Double], after peak: Double) -> SIMD2<Double>? {
    let smooth = smoothed(smoothed(y))
    guard let start = x.indices.first(where: { x[$0] > peak && smooth[$0] < 1 }) else { return nil }
    let end = smooth[start...].firstIndex { $0 > 1 } ?? smooth.endIndex
    guard end > start else { return nil }
    // The middle of the lowest stretch, where there are no pairs at all.
    let lowest = smooth[start..<end].min() ?? 0
    let places = (start..<end).filter { smooth[$0] <= lowest + 1e-9 }
    let middle = places[places.count / 2]
    return SIMD2(x[middle], smooth[middle])
  }

  /// Maxima that stand out by a least height, in order.
  static func maxima(_ x: [Double], _ y: [Double], standingOut least: Double) -> [SIMD2<Double>] {
    var found: [SIMD2<Double>] = []
    var top = y.first ?? 0, topPlace = 0, low = top
    var rises = true
    for i in y.indices {
      if rises {
        if y[i] > top { (top, topPlace) = (y[i], i) }
        if y[i] < top - least {
          if topPlace > 0 { found.append(vertex(x, y, topPlace)) }
          (rises, low) = (false, y[i])
        }
      } else {
        low = min(low, y[i])
        if y[i] > low + least { (rises, top, topPlace) = (true, y[i], i) }
      }
    }
    return found
  }

  private static func vertex(_ x: [Double], _ y: [Double], _ i: Int) -> SIMD2<Double> {
    guard i > 0, i + 1 < y.count else { return SIMD2(x[i], y[i]) }
    let bend = y[i - 1] - 2 * y[i] + y[i + 1]
    guard bend < 0 else { return SIMD2(x[i], y[i]) }
    let shift = 0.5 * (y[i - 1] - y[i + 1]) / bend
    return SIMD2(x[i] + shift * (x[i] - x[i - 1]), y[i] - 0.25 * (y[i - 1] - y[i + 1]) * shift)
  }
}
