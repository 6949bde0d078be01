/// A table for the terminal: the first column to the left, the others to the right.
struct TextTable {
  private var rows: [[String]]

  init(head: [String]) { rows = [head] }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// The lines, two spaces in front of each.
  var lines: [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { c in
      rows.map { c < $0.count ? $0[c].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { c, text in
        let space = String(repeating: " ", count: widths[c] - text.count)
        return c == 0 ? text + space : space + text
      }
      return "  " + cells.joined(separator: "  ")
    }
  }
}
