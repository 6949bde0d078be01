import MDCore

/// What can be told of a file of a deck from its words alone: its labels, its loops, and the variables
/// it makes and changes. Commands inside `if` count too, quotes or not.
struct DeckOutline {
  /// How many commands the file has.
  let count: Int
  /// The command at which each label stands.
  private(set) var labels: [String: Int] = [:]
  /// Names that a `variable` command makes.
  private(set) var definedNames: Set<String> = []
  /// Names that a `next` command moves on.
  private(set) var advancedNames: Set<String> = []
  /// Whether any command may be a jump.
  private(set) var hasJumps = false
  private var changes: [(index: Int, name: String)] = []
  private var jumps: [(index: Int, label: String)] = []

  /// The outline of a file's commands.
  init(_ lines: [LogicalLine], file: String) {
    count = lines.count
    for (index, line) in lines.enumerated() {
      let words = Lexer.withoutComment(line.text).split {
        $0.isWhitespace || $0 == "\"" || $0 == "'"
      }.map(String.init)
      if words.count == 2, words[0] == "label" { labels[words[1]] = index }
      for (position, word) in words.enumerated() {
        let rest = words[(position + 1)...]
        switch word {
        case "variable":
          guard rest.count > 1 else { continue }
          definedNames.insert(rest.first!)
          changes.append((index, rest.first!))
        case "next":
          advancedNames.formUnion(rest)
          changes += rest.map { (index, $0) }
        case "jump":
          hasJumps = true
          guard rest.count > 1, ["SELF", file].contains(rest.first!) else { continue }
          jumps.append((index, rest.dropFirst().first!))
        default: continue
        }
      }
    }
  }

  /// The first label behind a command that a jump goes to, other than jumps at the command itself.
  func nextTarget(after index: Int, besides label: String = "") -> Int? {
    jumps.filter { $0.index != index && $0.label != label }
      .compactMap { labels[$0.label] }.filter { $0 > index }.min()
  }

  /// Names that change inside the loops a command is part of.
  func namesChanged(inLoopsAround index: Int) -> Set<String> {
    names(in: loops.filter { $0.contains(index) })
  }

  /// Names that change inside the loops whose last command this is.
  func namesChanged(inLoopsEndingAt index: Int) -> Set<String> {
    names(in: loops.filter { $0.upperBound == index })
  }

  /// From a label to a jump back to it.
  private var loops: [ClosedRange<Int>] {
    jumps.compactMap { jump in
      guard let start = labels[jump.label], start <= jump.index else { return nil }
      return start...jump.index
    }
  }

  private func names(in loops: [ClosedRange<Int>]) -> Set<String> {
    guard !loops.isEmpty else { return [] }
    return Set(
      changes.filter { change in loops.contains { $0.contains(change.index) } }.map(\.name))
  }
}
