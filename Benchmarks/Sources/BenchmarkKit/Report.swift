import Foundation

/// What a benchmark found: printed, and kept as JSON and Markdown.
public struct Report: Codable, Sendable {
  /// The benchmark, which begins the name of its files.
  public var name: String
  /// Where and when.
  public var machine: Machine
  /// The words after the program's name.
  public var arguments: [String]
  /// What the reader should know about how it was measured.
  public var notes: [String] = []
  /// The numbers.
  public var tables: [Table] = []

  /// A report that begins now.
  public init(name: String) {
    self.name = name
    machine = .current()
    // Where something lies on the machine is nobody's business; its name is.
    arguments = CommandLine.arguments.dropFirst().map {
      $0.hasPrefix("/") ? URL(fileURLWithPath: $0).lastPathComponent : $0
    }
  }

  /// The report as a page.
  public var markdown: String {
    var lines = ["# \(name), \(machine.date.prefix(10))", ""]
    lines += machine.lines.map { $0 + "  " }
    lines.append("Arguments: " + (arguments.isEmpty ? "none" : arguments.joined(separator: " ")))
    for table in tables {
      lines += ["", "## \(table.title)", ""] + table.markdown
    }
    if !notes.isEmpty { lines += [""] + notes.map { "- \($0)" } }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Prints the report and writes `<name>-<date>.json` and `.md` into a folder (`none`: nowhere).
  ///
  /// - Returns: the files' common beginning, nil if none were written.
  @discardableResult
  public func publish(to folder: String?) throws -> URL? {
    print(markdown)
    guard let folder, folder != "none" else { return nil }
    let place = Repository.resolve(folder)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let base = place.appending(path: "\(name)-\(machine.date.prefix(10))")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(self).write(to: base.appendingPathExtension("json"))
    try Data(markdown.utf8).write(to: base.appendingPathExtension("md"))
    print("Written to \(folder)/\(base.lastPathComponent).json and .md")
    return base
  }

  /// The newest report of a benchmark in a folder.
  public static func newest(_ name: String, in folder: URL) throws -> Report? {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let mine = files.filter { $0.hasPrefix(name + "-") && $0.hasSuffix(".json") }
    return try mine.max().map { try read(folder.appending(path: $0)) }
  }

  /// Reads a report's JSON.
  public static func read(_ file: URL) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(contentsOf: file))
  }
}
