import Foundation

/// Curves over the number of ranks, as a picture in SVG: both axes as a user reads them, ranks
/// doubling along the bottom, efficiency from 0 to 110 % up the side.
public struct CurveChart: Sendable {
  /// A named line through points (ranks, efficiency).
  public struct Curve: Sendable {
    let name: String
    let points: [(ranks: Double, efficiency: Double)]

    /// A curve.
    public init(name: String, points: [(ranks: Double, efficiency: Double)]) {
      self.name = name
      self.points = points
    }
  }

  private let title: String
  private let curves: [Curve]
  private let width = 640.0, height = 400.0
  private let left = 70.0, right = 30.0, top = 50.0, bottom = 60.0
  private let colours = ["#1b6ca8", "#c8553d", "#4a8c5f", "#7b5ea7", "#b8860b"]

  /// A chart of curves.
  public init(title: String, curves: [Curve]) {
    self.title = title
    self.curves = curves
  }

  /// The picture.
  public var svg: String {
    var lines = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(width)) \(n(height))" \
      font-family="sans-serif" font-size="13">
      """,
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
      text(title, width / 2, 26, anchor: "middle", size: 16),
      text("ranks", left + (width - left - right) / 2, height - 16, anchor: "middle"),
      text("parallel efficiency", left, top - 8, anchor: "start"),
    ]
    lines += grid()
    for (i, curve) in curves.enumerated() { lines += draw(curve, index: i) }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private var ranks: [Double] {
    Array(Set(curves.flatMap { $0.points.map(\.ranks) })).sorted()
  }

  private func x(_ value: Double) -> Double {
    let (low, high) = (ranks.first ?? 1, max(ranks.last ?? 2, (ranks.first ?? 1) * 1.001))
    return left + (width - left - right) * log(value / low) / log(high / low)
  }

  private func y(_ efficiency: Double) -> Double {
    height - bottom - (height - top - bottom) * min(max(efficiency, 0), 1.1) / 1.1
  }

  private func grid() -> [String] {
    var lines: [String] = []
    for step in 0...5 {
      let level = y(Double(step) / 5)
      lines.append(line(left, level, width - right, level, colour: "#dddddd"))
      lines.append(text("\(step * 20) %", left - 8, level + 4, anchor: "end"))
    }
    for value in ranks {
      lines.append(line(x(value), top, x(value), height - bottom, colour: "#eeeeee"))
      lines.append(text(n(value), x(value), height - bottom + 18, anchor: "middle"))
    }
    return lines
  }

  private func draw(_ curve: Curve, index: Int) -> [String] {
    let colour = colours[index % colours.count]
    let places = curve.points.map { "\(n(x($0.ranks))),\(n(y($0.efficiency)))" }
    var lines = [
      "<polyline points=\"\(places.joined(separator: " "))\" fill=\"none\" "
        + "stroke=\"\(colour)\" stroke-width=\"2\"/>"
    ]
    for point in curve.points {
      lines.append(
        "<circle cx=\"\(n(x(point.ranks)))\" cy=\"\(n(y(point.efficiency)))\" r=\"4\" "
          + "fill=\"\(colour)\"/>")
    }
    let row = height - bottom - 14 - 18 * Double(curves.count - 1 - index)
    lines.append(line(left + 12, row - 4, left + 36, row - 4, colour: colour))
    lines.append(text(curve.name, left + 44, row, anchor: "start"))
    return lines
  }

  private func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, colour: String
  ) -> String {
    "<path d=\"M\(n(x1)) \(n(y1))L\(n(x2)) \(n(y2))\" stroke=\"\(colour)\" stroke-width=\"2\"/>"
  }

  private func text(
    _ words: String, _ x: Double, _ y: Double, anchor: String, size: Int = 13
  ) -> String {
    let safe = words.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    return "<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor)\" font-size=\"\(size)\">"
      + "\(safe)</text>"
  }

  private func n(_ value: Double) -> String { String(format: "%g", (value * 10).rounded() / 10) }
}
