/// A place in a picture: x to the right, y down, in pixels of the screen at its usual resolution.
public typealias Place = SIMD2<Double>

/// How a line is drawn.
public struct Stroke: Equatable, Sendable {
  /// The colour.
  public var color: Color
  /// The thickness in pixels.
  public var width: Double
  /// Lengths of dash and gap in turn, pixels; none for a full line.
  public var dashes: [Double]

  /// A stroke.
  public init(_ color: Color, width: Double = 1, dashes: [Double] = []) {
    self.color = color
    self.width = width
    self.dashes = dashes
  }
}

/// Where a text lies beside its place.
public enum TextAnchor: String, Sendable {
  case start, middle, end
}

/// A piece of text in a picture.
public struct Label: Equatable, Sendable {
  /// The words, in Unicode; superscripts and subscripts as the characters that Unicode has for them.
  public var text: String
  /// The place on the baseline.
  public var place: Place
  /// The size of the type in pixels.
  public var size: Double
  /// Whether the place is the start, middle or end of the text.
  public var anchor: TextAnchor
  /// The colour.
  public var color: Color
  /// Heavier type.
  public var bold: Bool
  /// Reads upwards, as along a vertical axis.
  public var upwards: Bool
  /// A white border around the letters keeps them legible over lines.
  public var halo: Bool

  /// A label.
  public init(
    _ text: String, at place: Place, size: Double = 12, anchor: TextAnchor = .start,
    color: Color = .ink, bold: Bool = false, upwards: Bool = false, halo: Bool = false
  ) {
    self.text = text
    self.place = place
    self.size = size
    self.anchor = anchor
    self.color = color
    self.bold = bold
    self.upwards = upwards
    self.halo = halo
  }

  /// How far the text reaches, pixels, as a browser sets it in a common sans-serif type: a little
  /// more than the stroke font's own width.
  public static func width(of text: String, size: Double, bold: Bool = false) -> Double {
    StrokeFont.width(of: text) * size * (bold ? 1.1 : 1.04)
  }
}

/// What pictures are made of; both writers know these and nothing else.
public enum Primitive: Sendable {
  /// A line through places.
  case line([Place], Stroke)
  /// A closed area, filled.
  case area([Place], Color, opacity: Double)
  /// Discs of one radius and colour.
  case dots([Place], radius: Double, Color, opacity: Double)
  /// Text.
  case label(Label)
}
