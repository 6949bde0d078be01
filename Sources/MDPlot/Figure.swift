/// Several charts in a grid.
public struct Figure: Sendable {
  /// What they show together; empty for none.
  public var title: String
  /// The charts, row by row.
  public var charts: [Chart]
  /// How many stand side by side.
  public var columns: Int

  /// A figure.
  public init(_ title: String = "", _ charts: [Chart], columns: Int = 2) {
    self.title = title
    self.charts = charts
    self.columns = columns
  }

  /// The figure as a picture, each chart of this size in pixels.
  public func picture(chartWidth: Double = 480, chartHeight: Double = 320) -> Picture {
    let columns = max(1, min(self.columns, charts.count))
    let rows = (charts.count + columns - 1) / columns
    let head = title.isEmpty ? 0.0 : 40.0
    var picture = Picture(
      width: chartWidth * Double(columns), height: head + chartHeight * Double(rows),
      summary: ([title] + charts.map(\.summary)).filter { !$0.isEmpty }.joined(separator: "; "))
    if !title.isEmpty {
      picture.label(Label(title, at: Place(16, 29), size: 18, bold: true))
    }
    for (index, chart) in charts.enumerated() {
      let corner = Place(
        chartWidth * Double(index % columns), head + chartHeight * Double(index / columns))
      chart.draw(into: &picture, at: corner, size: Place(chartWidth, chartHeight))
    }
    return picture
  }
}
