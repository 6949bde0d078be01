import Foundation
import Testing

@testable import MDPlot

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct ChartTests {
  /// Charts with everything that may come into each other's way.
  private static func samples() -> [Chart] {
    let xs = (0..<200).map { 0.05 * Double($0) }
    var full = Chart(
      "A title & more <of it>", x: Axis("r", unit: "Å"), y: Axis("g(r)", from: 0),
      series: ["Si–Si", "Si–O", "O–O", "a very long name of a series", "another long name"].map {
        Series($0, x: xs, y: xs.map { 1 + sin($0) })
      },
      references: [
        Reference(.x(2.35), "crystal 2.35 Å"), Reference(.x(2.4), "experiment 2.40 Å"),
        Reference(.xBand(2.2...2.6), "first shell"), Reference(.y(1.5), "level"),
      ])
    full.series[0].errors = xs.map { _ in 0.1 }
    let big = Chart(
      "Large numbers", x: Axis("step", from: 0, to: 2_000_000),
      y: Axis("energy", unit: "eV"), series: [Series(x: [0, 2e6], y: [-4.123e5, -4.122e5])])
    let logarithmic = Chart(
      "", x: Axis("rate", unit: "K/s", scale: .logarithmic), y: Axis("N", scale: .logarithmic),
      series: [Series("points", x: [1e10, 1e11, 1e15], y: [0, 3, 4000], kind: .linePoints)])
    let empty = Chart("Nothing to show", x: Axis("x"), y: Axis("y"), series: [Series("none", [])])
    let bars = Chart(
      "Coordination", x: Axis("neighbours"), y: Axis("share", unit: "%"),
      series: [Series("a", x: [3, 4, 5], y: [2, 95, 3], kind: .bars)])
    return [full, big, logarithmic, empty, bars]
  }

  private func bounds(_ label: Label) -> Frame {
    let width = Label.width(of: label.text, size: label.size, bold: label.bold)
    let shift =
      switch label.anchor {
      case .start: 0.0
      case .middle: -width / 2
      case .end: -width
      }
    if label.upwards {
      return Frame(
        low: label.place + Place(-label.size * 0.72, -shift - width),
        high: label.place + Place(label.size * 0.2, -shift))
    }
    return Frame(
      low: label.place + Place(shift, -label.size * 0.72),
      high: label.place + Place(shift + width, label.size * 0.2))
  }

  @Test(arguments: 0..<5, [(640.0, 400.0), (320.0, 240.0)])
  func labelsLieApartAndInside(sample: Int, size: (Double, Double)) {
    let picture = Self.samples()[sample].picture(width: size.0, height: size.1)
    var boxes: [(String, Frame)] = []
    for case .label(let label) in picture.primitives where !label.text.isEmpty {
      boxes.append((label.text, bounds(label)))
    }
    #expect(boxes.count > 4)
    for (i, (text, box)) in boxes.enumerated() {
      #expect(
        box.low.x >= 0 && box.low.y >= 0 && box.high.x <= size.0 && box.high.y <= size.1,
        "\(text) leaves the picture")
      for (other, frame) in boxes[..<i] {
        let apart =
          box.high.x <= frame.low.x || frame.high.x <= box.low.x || box.high.y <= frame.low.y
          || frame.high.y <= box.low.y
        #expect(apart, "\(text) lies over \(other)")
      }
    }
  }

  @Test(arguments: 0..<5)
  func drawingsStayInside(sample: Int) {
    let picture = Self.samples()[sample].picture()
    for primitive in picture.primitives {
      let places: [Place] =
        switch primitive {
        case .line(let places, _), .area(let places, _, _), .dots(let places, _, _, _): places
        case .label: []
        }
      for place in places {
        #expect(place.x >= 0 && place.x <= 640 && place.y >= 0 && place.y <= 400)
      }
    }
  }

  @Test func svgIsWellFormedAndHoldsItsText() throws {
    for chart in Self.samples() {
      let svg = Figure("All & sundry", [chart, chart]).picture().svg
      let parser = XMLParser(data: Data(svg.utf8))
      let reader = TextReader()
      parser.delegate = reader
      #expect(parser.parse(), "\(String(describing: parser.parserError))")
      #expect(reader.texts.contains("All & sundry"))
      #expect(reader.texts.filter { $0 == chart.x.title }.count == 2)
      if !chart.title.isEmpty { #expect(reader.texts.contains(chart.title)) }
    }
  }

  @Test func pictureHasTheColoursOfItsSeries() {
    var raster = Raster(width: 10, height: 10)
    raster.fill([Outlines.disc(Place(5, 5), 4)], .series(0), opacity: 1)
    #expect(Array(raster.pixels[(5 * 10 + 5) * 3..<(5 * 10 + 5) * 3 + 3]) == [0, 104, 168])
    #expect(Color.series(0).hexadecimal == "#0068a8")
  }

  @Test func manyPointsLookTheSameWithFewer() {
    let xs = (0..<100_000).map { Double($0) }
    let chart = Chart(
      "", x: Axis("x"), y: Axis("y"), series: [Series(x: xs, y: xs.map { sin($0) })])
    let picture = chart.picture()
    let drawn = picture.primitives.reduce(0) {
      if case .line(let places, _) = $1 { return $0 + places.count }
      return $0
    }
    #expect(drawn < 10_000)
    #expect(picture.svg.utf8.count < 200_000)
  }

  @Test func gapsPartALine() {
    let frame = Frame(low: Place(0, 0), high: Place(10, 10))
    let line = [
      Place(1, 1), Place(2, 2), Place(.nan, 0), Place(3, 3), Place(20, 20), Place(20, 5),
      Place(5, 5),
    ]
    let pieces = frame.clip(line)
    #expect(pieces.count == 3)
    #expect(pieces[0] == [Place(1, 1), Place(2, 2)])
    #expect(pieces[1] == [Place(3, 3), Place(10, 10)])
    #expect(pieces[2] == [Place(10, 5), Place(5, 5)])
  }

  @Test func everyLetterOfTheFontExists() {
    for text in [
      "ABCXYZabcxyz0123456789", "αβγδεζηθκλμξπρστφχψω", "ΓΔΘΛΠΣΦΨΩ", "Å⁻¹ H₂O ×10⁻³ °±≤≥≈≠",
    ] {
      for scalar in text.unicodeScalars where scalar != " " {
        let (lines, width) = StrokeFont.layout(String(scalar))
        #expect(!lines.isEmpty && width > 0)
        #expect(lines != StrokeFont.layout("\u{4e00}").lines, "\(scalar) is missing")
      }
    }
  }
}

/// Collects the texts of an SVG.
private final class TextReader: NSObject, XMLParserDelegate {
  var texts: [String] = []
  private var current: String?

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if name == "text" { current = "" }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { current? += string }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if name == "text", let current { texts.append(current) }
  }
}
