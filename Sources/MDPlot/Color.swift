/// A colour of a picture, its parts from 0 to 255.
public struct Color: Equatable, Sendable {
  /// The three parts.
  public var red, green, blue: UInt8

  /// A colour from its parts.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// The colours that series take in turn: told apart by colour-blind eyes too, and by their
  /// lightness in print. After Okabe and Ito (2008), darkened where white paper needs it.
  public static let palette: [Color] = [
    Color(0, 104, 168), Color(204, 85, 0), Color(0, 138, 105), Color(176, 82, 142),
    Color(196, 142, 0), Color(66, 158, 211), Color(90, 90, 90), Color(140, 30, 40),
  ]

  /// The colour of the series with this number; they repeat after eight.
  public static func series(_ index: Int) -> Color { palette[index % palette.count] }

  /// Paper.
  public static let white = Color(255, 255, 255)
  /// Text.
  public static let ink = Color(34, 38, 44)
  /// Ticks and notes.
  public static let muted = Color(98, 104, 112)
  /// Lines of the grid.
  public static let faint = Color(228, 231, 235)

  /// This colour mixed with white: 1 leaves it, 0 is white.
  public func tint(_ amount: Double) -> Color {
    func mix(_ part: UInt8) -> UInt8 { UInt8(255 - (255 - Double(part)) * amount) }
    return Color(mix(red), mix(green), mix(blue))
  }

  /// As SVG and CSS write it, `#rrggbb`.
  public var hexadecimal: String {
    "#"
      + [red, green, blue].map { part in
        let digits = String(part, radix: 16)
        return part < 16 ? "0" + digits : digits
      }.joined()
  }
}
