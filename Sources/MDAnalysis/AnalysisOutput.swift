import Foundation
import MDCore
import MDPlot
import MDTrajectory

extension AnalysisTable {
  /// Comma-separated values under a line of names.
  public var csv: String {
    ([columns.map { $0.contains(",") ? "\"\($0)\"" : $0 }.joined(separator: ",")]
      + rows.map { $0.map(Self.text).joined(separator: ",") }).joined(separator: "\n") + "\n"
  }

  /// Whole numbers as they are, others with eight digits, nothing for what is not known.
  static func text(_ value: Double) -> String {
    guard value.isFinite else { return "" }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return String(format: "%.8g", value)
  }
}

extension AnalysisResult {
  /// Writes tables and pictures into a folder; gives the names of the files.
  ///
  /// - Throws: what the file system says.
  public func write(to folder: String) throws -> [String] {
    var names: [String] = []
    for table in tables {
      names.append("\(table.name).csv")
      try AtomicText.write(table.csv, to: "\(folder)/\(table.name).csv")
    }
    guard !charts.isEmpty else { return names }
    let picture = charts.count == 1 ? charts[0].picture() : Figure("", charts).picture()
    for ending in ["svg", "png"] {
      names.append("\(name).\(ending)")
      try picture.write(to: "\(folder)/\(name).\(ending)")
    }
    return names
  }
}

extension AnalysisOutcome {
  /// All summary numbers as a table with a line each.
  public var summary: String {
    let lines = results.flatMap { result in
      result.numbers.map { "\(result.name),\($0.name),\(AnalysisTable.text($0.value)),\($0.unit)" }
    }
    return (["quantity,number,value,unit"] + lines).joined(separator: "\n") + "\n"
  }
}

/// Text that is there as a whole or not at all.
enum AtomicText {
  static func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw InputError("cannot write '\(path)': \(error.systemReason)")
    }
  }
}
