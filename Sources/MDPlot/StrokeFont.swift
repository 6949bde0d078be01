import Foundation

/// The type of pictures in pixels: letters as lines of a pen, drawn for this project on a grid where
/// the em is 20 units, capitals are 14 high and small letters 10.
enum StrokeFont {
  /// The em in units of the grid.
  static let em = 20.0

  /// A letter: how far it moves the pen on, and its lines.
  struct Glyph {
    let advance: Double
    let lines: [[Place]]
  }

  /// The width of a text in ems.
  static func width(of text: String) -> Double {
    layout(text).width
  }

  /// The lines of a text in ems, y up, from the origin of its first letter; and its width.
  static func layout(_ text: String) -> (lines: [[Place]], width: Double) {
    var lines: [[Place]] = []
    var pen = 0.0
    var last: (start: Double, advance: Double, tall: Bool) = (0, 0, false)
    for scalar in decomposed(text) {
      if let mark = StrokeFontData.marks[scalar] {
        let shift = Place(last.start + last.advance / 2, last.tall ? 16.5 : 12.5)
        lines += StrokeFontData.lines(mark).map { $0.map { ($0 + shift) / em } }
        continue
      }
      let (glyph, scale, raise) = glyph(of: scalar)
      lines += glyph.lines.map { $0.map { ($0 * scale + Place(pen, raise)) / em } }
      last = (pen, glyph.advance * scale, !scalar.properties.isLowercase)
      pen += glyph.advance * scale
    }
    return (lines, pen / em)
  }

  /// Letters with accents that the font has no letter for, as letter and accent.
  private static func decomposed(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
      guard StrokeFontData.glyphs[scalar] == nil else { return [scalar] }
      return Array(String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars)
    }
  }

  private static func glyph(
    of scalar: Unicode.Scalar
  ) -> (Glyph, scale: Double, raise: Double) {
    if let base = StrokeFontData.superscripts[scalar] {
      return (StrokeFontData.glyphs[base] ?? StrokeFontData.missing, 0.62, 6.4)
    }
    if let base = StrokeFontData.subscripts[scalar] {
      return (StrokeFontData.glyphs[base] ?? StrokeFontData.missing, 0.62, -2.6)
    }
    return (StrokeFontData.glyphs[scalar] ?? StrokeFontData.missing, 1, 0)
  }
}
