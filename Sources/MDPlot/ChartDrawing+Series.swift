extension ChartDrawing {
  /// One series with its error bars.
  func drawSeries(_ index: Int, into picture: inout Picture) {
    let series = chart.series[index]
    let color = color(index)
    if !series.errors.isEmpty, series.kind != .bars { drawErrors(series, color, 0, &picture) }
    let places = series.points.map(place)
    let pen = stroke(of: series, color)
    switch series.kind {
    case .line: drawLine(places, pen, into: &picture)
    case .steps: drawLine(stepped(places), pen, into: &picture)
    case .points: drawDots(series, places, color, into: &picture)
    case .linePoints:
      drawLine(places, pen, into: &picture)
      drawDots(series, places, color, into: &picture)
    case .bars: drawBars(index, color, into: &picture)
    case .area:
      for piece in frame.clip(places) { drawArea(under: piece, series, color, into: &picture) }
      drawLine(places, pen, into: &picture)
    }
  }

  private func drawLine(_ places: [Place], _ pen: Stroke, into picture: inout Picture) {
    for piece in frame.clip(thinned(places)) { picture.line(piece, pen) }
  }

  /// A line of very many points, with the highest and lowest of each half pixel: it looks the same.
  private func thinned(_ places: [Place]) -> [Place] {
    let columns = 2 * (right - left)
    guard Double(places.count) > 4 * columns else { return places }
    var kept: [Place] = []
    var column = -Double.infinity
    var low: Place?, high: Place?
    func flush() {
      guard let low, let high else { return }
      kept += low == high ? [low] : low.x <= high.x ? [low, high] : [high, low]
    }
    for place in places {
      let own = (place.x * 2).rounded(.down)
      guard place.x.isFinite, place.y.isFinite, own == column else {
        flush()
        (low, high, column) = (place, place, own)
        continue
      }
      if let lowest = low, place.y < lowest.y { low = place }
      if let highest = high, place.y > highest.y { high = place }
    }
    flush()
    return kept
  }

  private func stepped(_ places: [Place]) -> [Place] {
    var steps: [Place] = []
    for (a, b) in zip(places, places.dropFirst()) { steps += [a, Place(b.x, a.y)] }
    if let last = places.last { steps.append(last) }
    return steps
  }

  private func drawDots(
    _ series: Series, _ places: [Place], _ color: Color, into picture: inout Picture
  ) {
    let inside = places.filter { $0.x.isFinite && $0.y.isFinite && frame.contains($0) }
    let crowd = inside.count
    let radius = series.kind == .points ? series.size ?? (crowd > 500 ? 1.8 : 3.4) : 3.2
    let opacity = series.opacity ?? (crowd > 2000 ? 0.6 : 1)
    picture.dots(inside, radius: radius, color, opacity: opacity)
  }

  private func drawArea(
    under piece: [Place], _ series: Series, _ color: Color, into picture: inout Picture
  ) {
    guard let first = piece.first, let last = piece.last else { return }
    let zero = min(max(place(SIMD2(xRange.lowerBound, baseline)).y, frame.low.y), frame.high.y)
    picture.area(
      piece + [Place(last.x, zero), Place(first.x, zero)], color, opacity: series.opacity ?? 0.18)
  }

  /// Where bars and areas start: zero, or the bottom of a logarithmic axis.
  private var baseline: Double {
    chart.y.scale == .linear ? 0 : yRange.lowerBound
  }

  /// Bars of several series stand side by side.
  private func drawBars(_ index: Int, _ color: Color, into picture: inout Picture) {
    let all = chart.series.indices.filter { chart.series[$0].kind == .bars }
    let whole = all.map { chart.series[$0].barWidth }.min() ?? 1
    let width = whole / Double(all.count)
    let shift = width * Double(all.firstIndex(of: index) ?? 0) - whole / 2
    let frame = frame
    for point in chart.series[index].points where point.y.isFinite {
      let a = place(SIMD2(point.x + shift, baseline))
      let b = place(SIMD2(point.x + shift + width * 0.97, point.y))
      func inside(_ x: Double, _ y: Double) -> Place {
        Place(
          min(max(x, frame.low.x), frame.high.x), min(max(y, frame.low.y), frame.high.y))
      }
      picture.area(
        [inside(a.x, a.y), inside(b.x, a.y), inside(b.x, b.y), inside(a.x, b.y)], color,
        opacity: chart.series[index].opacity ?? 0.85)
    }
    drawErrors(chart.series[index], .ink, shift + width * 0.485, &picture)
  }

  private func drawErrors(
    _ series: Series, _ color: Color, _ shift: Double, _ picture: inout Picture
  ) {
    let pen = Stroke(color, width: 1.2)
    for (point, error) in zip(series.points, series.errors) where error > 0 {
      let floor =
        chart.y.scale == .linear ? point.y - error : max(point.y - error, yRange.lowerBound)
      let low = place(SIMD2(point.x + shift, floor))
      let high = place(SIMD2(point.x + shift, point.y + error))
      for piece in frame.clip([low, high]) { picture.line(piece, pen) }
      for end in [low, high] where frame.contains(end) {
        picture.line([end - Place(3, 0), end + Place(3, 0)], pen)
      }
    }
  }
}
