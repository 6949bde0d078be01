import MDCore

/// How the values of one column are written: a C format that fits what the column holds.
public struct ColumnFormat: Equatable, Sendable {
  /// What a column holds.
  public typealias Kind = FormatSpecification.Kind

  /// The kind that it fits.
  public var kind: Kind { format.kind }
  private let format: FormatSpecification
  /// Whether a whole number or a text goes as it is.
  private let isPlain: Bool

  /// A conversion such as `%d`, `%8.3f` or `%20.15g`, with text around it if need be.
  ///
  /// - Throws: ``InputError`` unless it has exactly one conversion and that fits the kind.
  public init(_ text: String, for kind: Kind) throws(InputError) {
    format = try FormatSpecification(text).checked(for: kind)
    isPlain = text == "%d" || text == "%s"
  }

  /// LAMMPS's own: `%d`, `%g`, `%s`.
  public static func standard(_ kind: Kind) -> ColumnFormat {
    switch kind {
    case .integer: integer
    case .real: real
    case .text: plainText
    }
  }

  private static let integer = try! ColumnFormat("%d", for: .integer)
  private static let real = try! ColumnFormat("%g", for: .real)
  private static let plainText = try! ColumnFormat("%s", for: .text)

  func write(_ value: Int64, to text: inout TextBuffer) {
    if isPlain { text.append(value) } else { text.append(value, format) }
  }

  func write(_ value: Double, to text: inout TextBuffer) { text.append(value, format) }

  func write(_ value: String, to text: inout TextBuffer) {
    if isPlain { text.append(value) } else { text.append(format.string(value)) }
  }
}

/// The formats that a deck gives with `dump_modify format`.
public struct DumpFormat: Equatable, Sendable {
  /// `format line "…"`: a conversion for each column, separated by blanks.
  public var line: String?
  /// `format int "…"`.
  public var integer: String?
  /// `format float "…"`.
  public var real: String?
  /// `format N "…"`, by column from 1.
  public var columns: [Int: String] = [:]

  /// LAMMPS's defaults.
  public init() {}

  /// The format of each column. One for a column counts more than one for a kind, and that more than
  /// the line.
  ///
  /// - Throws: ``InputError`` if there are too few, or one does not fit.
  public func resolved(for kinds: [ColumnFormat.Kind], standard: String = "%g") throws(InputError)
    -> [ColumnFormat]
  {
    let words = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
    if let words, words.count < kinds.count {
      throw InputError(
        "format line has \(words.count) conversions, but there are \(kinds.count) columns")
    }
    if let wrong = columns.keys.sorted().first(where: { $0 < 1 || $0 > kinds.count }) {
      throw InputError("format \(wrong): there are \(kinds.count) columns")
    }
    var result: [ColumnFormat] = []
    for (i, kind) in kinds.enumerated() {
      let text: String
      if let own = columns[i + 1] {
        text = own
      } else if kind == .integer, let integer {
        text = integer
      } else if kind == .real, let real {
        text = real
      } else if let words {
        text = words[i]
      } else {
        result.append(
          kind == .real ? try ColumnFormat(standard, for: .real) : .standard(kind))
        continue
      }
      result.append(try ColumnFormat(text, for: kind))
    }
    return result
  }
}
