extension ChartDrawing {
  /// Lines and bands to hold the data against.
  func drawReferences(into picture: inout Picture) {
    for reference in chart.references {
      let color = reference.color
      switch reference.kind {
      case .xBand(let band):
        fill(
          place(SIMD2(band.lowerBound, 0)).x...place(SIMD2(band.upperBound, 0)).x, nil, color,
          &picture)
      case .yBand(let band):
        let x = xRange.lowerBound
        fill(
          nil, place(SIMD2(x, band.upperBound)).y...place(SIMD2(x, band.lowerBound)).y, color,
          &picture)
      // What data are compared with along a line lies over them.
      case .slope: continue
      default:
        for piece in frame.clip(line(reference.kind)) {
          picture.line(piece, Stroke(color, width: 1.2, dashes: [5, 4]))
        }
      }
    }
  }

  /// Lines with a slope, over the data.
  func drawSlopes(into picture: inout Picture) {
    for reference in chart.references {
      guard case .slope = reference.kind else { continue }
      for piece in frame.clip(line(reference.kind)) {
        picture.line(piece, Stroke(reference.color, width: 1.4, dashes: [5, 4]))
      }
    }
  }

  private func fill(
    _ x: ClosedRange<Double>?, _ y: ClosedRange<Double>?, _ color: Color, _ picture: inout Picture
  ) {
    let frame = frame
    let x = (x ?? frame.low.x...frame.high.x).clamped(to: frame.low.x...frame.high.x)
    let y = (y ?? frame.low.y...frame.high.y).clamped(to: frame.low.y...frame.high.y)
    picture.area(
      [
        Place(x.lowerBound, y.lowerBound), Place(x.upperBound, y.lowerBound),
        Place(x.upperBound, y.upperBound), Place(x.lowerBound, y.upperBound),
      ], color, opacity: 0.13)
  }

  private func line(_ kind: Reference.Kind) -> [Place] {
    switch kind {
    case .x(let x): [place(SIMD2(x, yRange.lowerBound)), place(SIMD2(x, yRange.upperBound))]
    case .y(let y): [place(SIMD2(xRange.lowerBound, y)), place(SIMD2(xRange.upperBound, y))]
    case .slope(let slope, let intercept):
      [xRange.lowerBound, xRange.upperBound].map { place(SIMD2($0, slope * $0 + intercept)) }
    case .xBand, .yBand: []
    }
  }

  /// Names of references inside the frame: those of vertical ones along the top, each lower than the
  /// one it would touch; those of horizontal ones at the right end.
  func drawReferenceLabels(into picture: inout Picture) {
    var taken: [Frame] = []
    for reference in chart.references where !reference.label.isEmpty {
      guard var place = anchor(reference) else { continue }
      let width = Label.width(of: reference.label, size: 11)
      var box = bounds(place, width)
      // Down until it is free; a dozen rows are more than a chart has.
      for _ in 0..<12 where taken.contains(where: { touches($0, box) }) {
        place.y += 14
        box = bounds(place, width)
      }
      taken.append(box)
      picture.label(
        Label(
          reference.label, at: place, size: 11, anchor: .start, color: reference.color, halo: true))
    }
  }

  /// Where the name of a reference starts; nil if the reference lies outside.
  private func anchor(_ reference: Reference) -> Place? {
    let frame = frame
    let width = Label.width(of: reference.label, size: 11)
    func within(_ x: Double) -> Double {
      min(max(x, frame.low.x + 4), frame.high.x - width - 3)
    }
    switch reference.kind {
    case .x(let value):
      let x = place(SIMD2(value, yRange.lowerBound)).x
      guard x >= frame.low.x, x <= frame.high.x else { return nil }
      return Place(x + 5 + width > frame.high.x ? x - width - 5 : x + 5, frame.low.y + 13)
    case .xBand(let band):
      let low = place(SIMD2(band.lowerBound, 0)).x, high = place(SIMD2(band.upperBound, 0)).x
      guard high >= frame.low.x, low <= frame.high.x else { return nil }
      return Place(within((low + high - width) / 2), frame.low.y + 13)
    case .y(let value):
      let y = place(SIMD2(xRange.lowerBound, value)).y
      guard y >= frame.low.y, y <= frame.high.y else { return nil }
      return Place(frame.high.x - width - 3, y - 5 < frame.low.y + 10 ? y + 13 : y - 5)
    case .yBand(let band):
      let high = place(SIMD2(xRange.lowerBound, band.upperBound)).y
      let low = place(SIMD2(xRange.lowerBound, band.lowerBound)).y
      guard low >= frame.low.y, high <= frame.high.y else { return nil }
      return Place(
        frame.high.x - width - 3, (max(high, frame.low.y) + min(low, frame.high.y)) / 2 + 4)
    case .slope:
      guard let end = frame.clip(line(reference.kind)).first?.last else { return nil }
      return Place(within(end.x - width - 8), max(end.y + 16, frame.low.y + 13))
    }
  }

  private func bounds(_ place: Place, _ width: Double) -> Frame {
    Frame(low: place - Place(2, 11), high: place + Place(width + 2, 3))
  }

  private func touches(_ a: Frame, _ b: Frame) -> Bool {
    a.low.x < b.high.x && b.low.x < a.high.x && a.low.y < b.high.y && b.low.y < a.high.y
  }
}
