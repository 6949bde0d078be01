import Foundation

extension Picture {
  /// The picture in SVG, with real text; no identifiers, so that many fit into one page.
  public var svg: String {
    var lines = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(n(width))" height="\(n(height))" \
      viewBox="0 0 \(n(width)) \(n(height))" role="img" aria-label="\(escaped(summary))" \
      font-family="Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif">
      """,
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
    ]
    for primitive in primitives { lines.append(element(primitive)) }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func element(_ primitive: Primitive) -> String {
    switch primitive {
    case .line(let places, let stroke): line(places, stroke)
    case .area(let places, let color, let opacity):
      "<path d=\"\(path(places))Z\" fill=\"\(color.hexadecimal)\"\(faded(opacity, "fill"))/>"
    case .dots(let places, let radius, let color, let opacity):
      // A line of no length with round ends is a disc; one path holds them all.
      "<path d=\"\(places.map { "M\(n($0.x)) \(n($0.y))h0" }.joined())\" fill=\"none\" "
        + "stroke=\"\(color.hexadecimal)\" stroke-width=\"\(n(2 * radius))\" "
        + "stroke-linecap=\"round\"\(faded(opacity, "stroke"))/>"
    case .label(let label): text(label)
    }
  }

  private func line(_ places: [Place], _ stroke: Stroke) -> String {
    var dashes = ""
    if !stroke.dashes.isEmpty {
      dashes = " stroke-dasharray=\"\(stroke.dashes.map(n).joined(separator: " "))\""
    }
    return "<path d=\"\(path(places))\" fill=\"none\" stroke=\"\(stroke.color.hexadecimal)\" "
      + "stroke-width=\"\(n(stroke.width))\" stroke-linejoin=\"round\"\(dashes)/>"
  }

  private func path(_ places: [Place]) -> String {
    "M" + places.map { "\(n($0.x)) \(n($0.y))" }.joined(separator: "L")
  }

  private func faded(_ opacity: Double, _ what: String) -> String {
    opacity < 1 ? " \(what)-opacity=\"\(n(opacity))\"" : ""
  }

  private func text(_ label: Label) -> String {
    let place = "\(n(label.place.x)) \(n(label.place.y))"
    var attributes =
      label.upwards
      ? "transform=\"translate(\(place)) rotate(-90)\""
      : "x=\"\(n(label.place.x))\" y=\"\(n(label.place.y))\""
    attributes += " font-size=\"\(n(label.size))\" fill=\"\(label.color.hexadecimal)\""
    if label.anchor != .start { attributes += " text-anchor=\"\(label.anchor.rawValue)\"" }
    if label.bold { attributes += " font-weight=\"600\"" }
    if label.halo {
      attributes += " paint-order=\"stroke\" stroke=\"white\" stroke-width=\"3\""
      attributes += " stroke-linejoin=\"round\""
    }
    return "<text \(attributes)>\(escaped(label.text))</text>"
  }

  private func escaped(_ words: String) -> String {
    words.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

  /// A number with two decimals at most, a fiftieth of what an eye sees.
  private func n(_ value: Double) -> String {
    let hundredths = (value * 100).rounded()
    guard hundredths.isFinite, abs(hundredths) < 1e15 else { return "0" }
    let whole = Int(hundredths)
    let (units, rest) = (abs(whole) / 100, abs(whole) % 100)
    let sign = whole < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(units)" }
    if rest % 10 == 0 { return "\(sign)\(units).\(rest / 10)" }
    return rest < 10 ? "\(sign)\(units).0\(rest)" : "\(sign)\(units).\(rest)"
  }
}
