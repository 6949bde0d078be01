import Foundation

/// Rows of numbers and words under named columns.
public struct Table: Codable, Sendable {
  /// What stands in one place.
  public enum Cell: Codable, Sendable, Equatable {
    case text(String)
    case number(Double)
    case nothing

    /// Reads a number, a text or null.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .nothing
      } else if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    /// Writes a number, a text or null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .number(let value): try container.encode(value)
      case .nothing: try container.encodeNil()
      }
    }

    /// The number, if it is one.
    public var number: Double? {
      if case .number(let value) = self { value } else { nil }
    }

    /// The text, if it is one.
    public var text: String? {
      if case .text(let text) = self { text } else { nil }
    }

    /// As it is shown: four digits, whole numbers in full.
    var shown: String {
      switch self {
      case .text(let text): text
      case .nothing: ""
      case .number(let value):
        if value == value.rounded() && abs(value) < 1e15 {
          String(format: "%.0f", value)
        } else if abs(value) >= 1000 {
          String(format: "%.0f", value)
        } else {
          String(format: "%.4g", value)
        }
      }
    }
  }

  /// What the table shows.
  public var title: String
  /// The names of the columns, with their units.
  public var columns: [String]
  /// As many cells in a row as there are columns.
  public private(set) var rows: [[Cell]] = []

  /// A table without rows.
  public init(_ title: String, _ columns: [String]) {
    self.title = title
    self.columns = columns
  }

  /// Adds a row.
  public mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "a row has a cell for each column")
    rows.append(row)
  }

  /// The cell of a row in a named column.
  public func cell(_ row: Int, _ column: String) -> Cell? {
    columns.firstIndex(of: column).map { rows[row][$0] }
  }

  /// The table in Markdown, padded so that it can be read as it is.
  public var markdown: [String] {
    let shown = [columns] + rows.map { $0.map(\.shown) }
    let widths = columns.indices.map { c in max(3, shown.map { $0[c].count }.max() ?? 0) }
    let isNumeric = columns.indices.map { c in rows.contains { $0[c].number != nil } }
    var lines = shown.map { row in
      "| "
        + row.indices.map { c in
          let gap = String(repeating: " ", count: widths[c] - row[c].count)
          return isNumeric[c] ? gap + row[c] : row[c] + gap
        }.joined(separator: " | ") + " |"
    }
    let rule = columns.indices.map { c in
      String(repeating: "-", count: widths[c] - 1) + (isNumeric[c] ? ":" : "-")
    }
    lines.insert("| " + rule.joined(separator: " | ") + " |", at: 1)
    return lines
  }
}

extension Table.Cell: ExpressibleByStringLiteral, ExpressibleByFloatLiteral {
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }

  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }

  /// A number, or nothing.
  public init(_ value: Double?) { self = value.map(Self.number) ?? .nothing }

  /// A whole number.
  public init(_ value: Int) { self = .number(Double(value)) }
}
