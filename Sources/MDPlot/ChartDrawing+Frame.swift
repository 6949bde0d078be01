extension ChartDrawing {
  /// Faint lines at the marks of the axes.
  func drawGrid(into picture: inout Picture) {
    let frame = frame
    for value in yTicks.values {
      let y = place(SIMD2(xRange.lowerBound, value)).y
      picture.line([Place(frame.low.x, y), Place(frame.high.x, y)], Stroke(.faint))
    }
    guard chart.x.categories == nil else { return }
    for value in xTicks.values {
      let x = place(SIMD2(value, yRange.lowerBound)).x
      picture.line([Place(x, frame.low.y), Place(x, frame.high.y)], Stroke(.faint))
    }
  }

  /// The two axes, their marks, numbers and names.
  func drawAxes(into picture: inout Picture) {
    let frame = frame
    picture.line(
      [frame.low, Place(frame.low.x, frame.high.y), frame.high], Stroke(.muted, width: 1.2))
    for (value, label) in zip(xTicks.values, xTicks.labels) {
      let x = place(SIMD2(value, yRange.lowerBound)).x
      picture.line([Place(x, frame.high.y), Place(x, frame.high.y + 4)], Stroke(.muted))
      picture.label(
        Label(
          label, at: Place(x, frame.high.y + 18), size: Self.tickSize, anchor: .middle,
          color: .muted))
    }
    for (value, label) in zip(yTicks.values, yTicks.labels) {
      let y = place(SIMD2(xRange.lowerBound, value)).y
      picture.line([Place(frame.low.x - 4, y), Place(frame.low.x, y)], Stroke(.muted))
      picture.label(
        Label(
          label, at: Place(frame.low.x - 7, y + 4), size: Self.tickSize, anchor: .end,
          color: .muted))
    }
    let middle = (frame.low + frame.high) / 2
    picture.label(
      Label(
        chart.x.title, at: Place(middle.x, corner.y + size.y - 12), size: Self.labelSize,
        anchor: .middle))
    picture.label(
      Label(
        chart.y.title, at: Place(corner.x + 17, middle.y), size: Self.labelSize, anchor: .middle,
        upwards: true))
  }

  /// The title over the whole chart.
  func drawTitle(into picture: inout Picture) {
    guard !chart.title.isEmpty else { return }
    picture.label(
      Label(chart.title, at: corner + Place(16, 25), size: Self.titleSize, bold: true))
  }

  /// What each colour stands for, between title and data.
  func drawLegend(into picture: inout Picture) {
    let first = corner.y + (chart.title.isEmpty ? 20 : 45)
    for (row, entries) in legend.enumerated() {
      let y = first + Self.legendRow * Double(row)
      for (index, x) in entries {
        let series = chart.series[index]
        let start = Place(corner.x + 16 + x, y - 4)
        let end = start + Place(Self.legendKey, 0)
        drawKey(series, color(index), start, end, into: &picture)
        picture.label(
          Label(series.name, at: Place(end.x + 6, y), size: Self.tickSize))
      }
    }
  }

  private func drawKey(
    _ series: Series, _ color: Color, _ start: Place, _ end: Place, into picture: inout Picture
  ) {
    let middle = (start + end) / 2
    switch series.kind {
    case .bars:
      picture.area(
        [
          start + Place(4, -5), Place(end.x - 4, start.y - 5), Place(end.x - 4, start.y + 5),
          start + Place(4, 5),
        ], color, opacity: 0.85)
    case .points: picture.dots([middle], radius: 4, color)
    case .linePoints:
      picture.line([start, end], stroke(of: series, color))
      picture.dots([middle], radius: 3.5, color)
    default: picture.line([start, end], stroke(of: series, color))
    }
  }

  /// The pen of a series.
  func stroke(of series: Series, _ color: Color) -> Stroke {
    let width = series.kind == .line || series.kind == .steps ? series.size ?? 1.8 : 1.8
    return Stroke(color, width: width, dashes: series.isDashed ? [6, 4] : [])
  }
}
