/// Data of a chart that belong together and share a colour.
public struct Series: Sendable {
  /// How they are drawn.
  public enum Kind: Sendable {
    /// A line through the points; one that is not finite parts it.
    case line
    /// Horizontal steps, each from its point's x to the next one's.
    case steps
    /// A disc at each point.
    case points
    /// A line with a disc at each point.
    case linePoints
    /// Bars from zero, each around its point's x.
    case bars
    /// A line with the area to zero filled lightly.
    case area
  }

  /// The name in the legend; without one it is not listed.
  public var name: String
  /// The points (x, y).
  public var points: [SIMD2<Double>]
  /// How they are drawn.
  public var kind: Kind
  /// Half the length of an error bar for each point; none without.
  public var errors: [Double]
  /// The colour; nil for the next one of the palette.
  public var color: Color?
  /// Dashes instead of a full line.
  public var isDashed: Bool
  /// The thickness of lines, or the radius of discs, in pixels; nil for what suits.
  public var size: Double?
  /// How much what is filled hides, 0 to 1; nil for what suits the number of points.
  public var opacity: Double?

  /// A series.
  public init(
    _ name: String = "", _ points: [SIMD2<Double>], kind: Kind = .line, errors: [Double] = [],
    color: Color? = nil, isDashed: Bool = false, size: Double? = nil, opacity: Double? = nil
  ) {
    self.name = name
    self.points = points
    self.kind = kind
    self.errors = errors
    self.color = color
    self.isDashed = isDashed
    self.size = size
    self.opacity = opacity
  }

  /// A series from a column of x and one of y; the longer one is cut.
  public init(
    _ name: String = "", x: [Double], y: [Double], kind: Kind = .line, errors: [Double] = [],
    color: Color? = nil, isDashed: Bool = false, size: Double? = nil, opacity: Double? = nil
  ) {
    self.init(
      name, zip(x, y).map { SIMD2($0, $1) }, kind: kind, errors: errors, color: color,
      isDashed: isDashed, size: size, opacity: opacity)
  }
}

/// Something to hold the data against, drawn behind them.
public struct Reference: Sendable {
  /// What is drawn.
  public enum Kind: Sendable {
    /// A line at this x.
    case x(Double)
    /// A line at this y.
    case y(Double)
    /// The line y = slope · x + intercept, on linear axes.
    case slope(Double, intercept: Double)
    /// A band between two x.
    case xBand(ClosedRange<Double>)
    /// A band between two y.
    case yBand(ClosedRange<Double>)
  }

  /// What is drawn.
  public var kind: Kind
  /// What is written at it; nothing if empty.
  public var label: String
  /// The colour.
  public var color: Color

  /// A reference.
  public init(_ kind: Kind, _ label: String = "", color: Color = .muted) {
    self.kind = kind
    self.label = label
    self.color = color
  }
}
