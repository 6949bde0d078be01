import Foundation

/// A drawing of primitives, later ones over earlier ones, on white.
public struct Picture: Sendable {
  /// The size in pixels of the screen at its usual resolution (96 to the inch).
  public let width, height: Double
  /// What is drawn, in order.
  public var primitives: [Primitive] = []
  /// What it shows in words, for those who do not see it.
  public var summary: String

  /// An empty picture.
  public init(width: Double, height: Double, summary: String = "") {
    self.width = width
    self.height = height
    self.summary = summary
  }

  /// Adds a line.
  public mutating func line(_ places: [Place], _ stroke: Stroke) {
    if places.count > 1 { primitives.append(.line(places, stroke)) }
  }

  /// Adds a filled area.
  public mutating func area(_ places: [Place], _ color: Color, opacity: Double = 1) {
    if places.count > 2 { primitives.append(.area(places, color, opacity: opacity)) }
  }

  /// Adds discs.
  public mutating func dots(
    _ places: [Place], radius: Double, _ color: Color, opacity: Double = 1
  ) {
    if !places.isEmpty {
      primitives.append(.dots(places, radius: radius, color, opacity: opacity))
    }
  }

  /// Adds text.
  public mutating func label(_ label: Label) { primitives.append(.label(label)) }

  /// Writes the picture; the ending of the name tells the format, `.svg` or `.png`.
  ///
  /// - Parameter scale: pixels of a PNG for each pixel of the screen.
  /// - Throws: what the file system says; for another ending, `CocoaError(.featureUnsupported)`.
  public func write(to path: String, scale: Double = 2) throws {
    let url = URL(filePath: path)
    switch url.pathExtension.lowercased() {
    case "svg": try Data(svg.utf8).write(to: url, options: .atomic)
    case "png": try Data(png(scale: scale)).write(to: url, options: .atomic)
    default: throw CocoaError(.featureUnsupported)
    }
  }
}
