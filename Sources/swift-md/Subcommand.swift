import MDDomain

/// A task of the program besides running a deck: `swift-md NAME …`.
struct Subcommand: Sendable {
  /// The first word of the command line.
  let name: String
  /// What it does, in half a line, for `-help`.
  let summary: String
  /// What `swift-md NAME -help` prints.
  let help: String
  /// Does the work on all ranks; the words are those behind the name. The errors it throws are the
  /// same on all ranks.
  let run: @Sendable (_ words: [String], _ communicator: any Communicator) throws -> Void

  /// All of them, in the order of `-help`.
  static let all: [Subcommand] = [.predict, .train, .scaling, .descriptors, .analyze, .report]

  /// The lines of `-help` that list them; empty without any.
  static var overview: String {
    guard !all.isEmpty else { return "" }
    let width = all.map(\.name.count).max() ?? 0
    let lines = all.map {
      "  swift-md \($0.name)\(String(repeating: " ", count: width - $0.name.count))   \($0.summary)"
    }
    return "\n\nother tasks (swift-md NAME -help tells more):\n\n" + lines.joined(separator: "\n")
  }
}
