import Foundation

/// A chart on its way into a picture: where everything lies.
struct ChartDrawing {
  let chart: Chart
  let corner, size: Place
  let xRange, yRange: ClosedRange<Double>
  let xTicks, yTicks: Ticks
  /// The frame of the data.
  let left, right, top, bottom: Double
  /// The rows of the legend: which series, and where each starts.
  let legend: [[(index: Int, x: Double)]]

  static let titleSize = 15.0, labelSize = 13.0, tickSize = 12.0, legendRow = 20.0
  static let legendKey = 22.0

  /// Lays a chart out in a part of a picture.
  init(_ chart: Chart, corner: Place, size: Place) {
    self.chart = chart
    self.corner = corner
    self.size = size
    (xRange, yRange) = chart.ranges()
    let rows = Self.legendRows(chart, width: size.x - 32)
    legend = rows
    top = 14 + (chart.title.isEmpty ? 0 : 22) + Self.legendRow * Double(rows.count) + 6
    bottom = size.y - 50
    yTicks = chart.y.ticks(in: yRange, about: max(2, Int((bottom - top) / 40)))
    let widest = yTicks.labels.map { Label.width(of: $0, size: Self.tickSize) }.max() ?? 0
    left = 34 + max(14, widest)
    let plain = chart.x.ticks(in: xRange, about: 6)
    let label = plain.labels.map { Label.width(of: $0, size: Self.tickSize) }.max() ?? 20
    // The last label may stand out by half over the frame.
    right = size.x - max(18, label / 2 + 6)
    // Labels keep a gap of their own size at least.
    let count = Int((right - left) / max(60, 1.7 * label))
    let ticks = chart.x.ticks(in: xRange, about: max(2, count))
    let spacing = (right - left) / Double(max(1, ticks.labels.count))
    xTicks = spacing < label + 6 ? Self.thinned(ticks, spacing, label) : ticks
  }

  private static func thinned(_ ticks: Ticks, _ spacing: Double, _ label: Double) -> Ticks {
    let step = max(1, Int(((label + 8) / spacing).rounded(.up)))
    let labels = ticks.labels.enumerated().map { $0 % step == 0 ? $1 : "" }
    return Ticks(values: ticks.values, labels: labels)
  }

  /// The legend's entries, side by side as far as they fit.
  private static func legendRows(_ chart: Chart, width: Double) -> [[(index: Int, x: Double)]] {
    var rows: [[(index: Int, x: Double)]] = []
    var x = width + 1
    for (index, series) in chart.series.enumerated() where !series.name.isEmpty {
      let length = legendKey + 6 + Label.width(of: series.name, size: tickSize) + 18
      if x + length > width + 18 {
        rows.append([])
        x = 0
      }
      rows[rows.count - 1].append((index, x))
      x += length
    }
    return rows
  }

  /// Where a point of the data lies.
  func place(_ point: SIMD2<Double>) -> Place {
    let across = chart.x.share(of: point.x, in: xRange)
    let up = chart.y.share(of: point.y, in: yRange)
    return corner + Place(left + (right - left) * across, bottom - (bottom - top) * up)
  }

  /// The frame of the data in the picture.
  var frame: Frame {
    Frame(low: corner + Place(left, top), high: corner + Place(right, bottom))
  }

  /// The colour of a series.
  func color(_ index: Int) -> Color {
    if let own = chart.series[index].color { return own }
    let before = chart.series[..<index].filter { $0.color == nil }.count
    return .series(before)
  }

  /// Draws everything, from back to front.
  func draw(into picture: inout Picture) {
    drawGrid(into: &picture)
    drawReferences(into: &picture)
    for index in chart.series.indices { drawSeries(index, into: &picture) }
    drawSlopes(into: &picture)
    drawAxes(into: &picture)
    drawReferenceLabels(into: &picture)
    drawTitle(into: &picture)
    drawLegend(into: &picture)
  }
}
