/// Data over two axes: what to show. `picture` lays it out.
public struct Chart: Sendable {
  /// What the chart tells.
  public var title: String
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// The data.
  public var series: [Series]
  /// What they are held against.
  public var references: [Reference]
  /// Both axes cover the same range, as where a quantity is compared with itself.
  public var sharesRange = false

  /// A chart.
  public init(
    _ title: String, x: Axis, y: Axis, series: [Series] = [], references: [Reference] = []
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.references = references
  }

  /// The chart as a picture of this size in pixels.
  public func picture(width: Double = 640, height: Double = 400) -> Picture {
    var picture = Picture(width: width, height: height, summary: summary)
    draw(into: &picture, at: Place(0, 0), size: Place(width, height))
    return picture
  }

  /// What is told to those who do not see the chart.
  var summary: String {
    let names = series.map(\.name).filter { !$0.isEmpty }
    let what = names.isEmpty ? "" : ": " + names.joined(separator: ", ")
    return "\(title)\(title.isEmpty ? "" : " – ")\(y.title) over \(x.title)\(what)"
  }

  /// Draws the chart into a part of a picture.
  func draw(into picture: inout Picture, at corner: Place, size: Place) {
    ChartDrawing(self, corner: corner, size: size).draw(into: &picture)
  }

  /// The ends of the axes that hold all data, error bars and reference lines' values on request.
  func ranges() -> (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let bars = series.filter { $0.kind == .bars }
    let halfBar = bars.map(\.barWidth).max().map { $0 / 2 } ?? 0
    var xs = series.flatMap { $0.points.map(\.x) }
    xs += bars.flatMap {
      [($0.points.map(\.x).min() ?? 0) - halfBar, ($0.points.map(\.x).max() ?? 0) + halfBar]
    }
    var xRange = x.covering(xs)
    // Only what lies over the visible stretch decides how high the chart reaches.
    var ys: [Double] = []
    for series in series {
      for (i, point) in series.points.enumerated() where xRange.contains(point.x) {
        let error = i < series.errors.count ? series.errors[i] : 0
        ys += [point.y - error, point.y + error]
      }
      if series.kind == .bars || series.kind == .area { ys.append(0) }
    }
    for reference in references {
      switch reference.kind {
      case .y(let value): ys.append(value)
      case .yBand(let band): ys += [band.lowerBound, band.upperBound]
      default: break
      }
    }
    var yRange = y.covering(ys)
    if sharesRange {
      xRange =
        min(xRange.lowerBound, yRange.lowerBound)...max(xRange.upperBound, yRange.upperBound)
      yRange = xRange
    }
    return (xRange, yRange)
  }
}

extension Series {
  /// The width of a bar in units of x: most of the least distance of two.
  var barWidth: Double {
    let xs = points.map(\.x).sorted()
    let gaps = zip(xs, xs.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }
    return 0.84 * (gaps.min() ?? 1)
  }
}
