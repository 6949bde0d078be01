import MDCore
import MDEngine

/// `group ID style …`.
struct GroupCommand: DeckCommand {
  static let names = ["group"]

  let name: String
  let style: Style

  /// What is done to the group; regions and variables are looked up when the command runs.
  enum Style: Equatable {
    case rule(GroupRule)
    case molecules(IntegerSet)
    case region(String)
    case variable(String)
  }

  init(_ arguments: inout Arguments) throws {
    name = try arguments.word("the group's name")
    let styles = [
      "type", "id", "molecule", "region", "variable", "union", "subtract", "intersect", "empty",
      "clear", "delete",
    ]
    switch try arguments.choice("style", among: styles) {
    case "type": style = .rule(.add(.types(try arguments.integerSet("the type"))))
    case "id": style = .rule(.add(.ids(try arguments.integerSet("the id"))))
    case "molecule": style = .molecules(try arguments.integerSet("the molecule"))
    case "region": style = .region(try arguments.word("the region's name"))
    case "variable": style = .variable(try arguments.word("the variable's name"))
    case "union": style = .rule(.union(try arguments.groupNames(atLeast: 1)))
    case "subtract": style = .rule(.subtract(try arguments.groupNames(atLeast: 2)))
    case "intersect": style = .rule(.intersect(try arguments.groupNames(atLeast: 2)))
    case "empty": style = .rule(.empty)
    case "clear": style = .rule(.clear)
    default: style = .rule(.delete)
    }
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    let rule: GroupRule
    switch style {
    case .rule(let given): rule = given
    case .molecules(let set):
      try session.withSimulation { try $0.state.require(.molecule) }
      rule = .add(.molecules(set))
    case .region(let region): rule = .add(.region(try session.requireRegion(region)))
    case .variable(let variable):
      rule = .add(.marked(try session.atomArray(variable, for: "group").map { $0 != 0 }))
    }
    if rule == .delete { try session.checkUnused(group: name) }
    let count = try session.withSimulation { try $0.state.changeGroup(name, rule) }
    if rule != .clear && rule != .delete {
      session.log.write("\(count) atoms in group \(name)")
    }
  }
}

extension Session {
  /// Throws if a group is that of a fix, compute or dump.
  fileprivate func checkUnused(group: String) throws {
    let users =
      settings.fixGroups.map { ("fix", $0.key, $0.value) }
      + settings.computeGroups.map { ("compute", $0.key, $0.value) }
      + settings.dumps.values.map { ("dump", $0.id, $0.group) }
    let found = users.filter { $0.2 == group }.map { "\($0.0) \($0.1)" }.sorted()
    guard let first = found.first else { return }
    throw InputError(
      "Cannot delete group currently used by a \(first.split(separator: " ")[0]): \(first)")
  }
}

extension Arguments {
  /// The words that are left, as names of groups.
  fileprivate mutating func groupNames(atLeast minimum: Int) throws(InputError) -> [String] {
    guard remaining >= minimum else {
      throw error("at least \(minimum) group\(minimum == 1 ? " is" : "s are") needed")
    }
    return rest()
  }

  /// The words that are left: a comparison, or numbers and ranges.
  mutating func integerSet(_ meaning: String) throws(InputError) -> IntegerSet {
    if take("<>") {
      let low = Int64(try integer("the lower bound"))
      return .between(low, Int64(try integer("the upper bound")))
    }
    if let sign = next, let comparison = IntegerSet.Comparison(rawValue: sign) {
      _ = try word("the comparison")
      return .compared(comparison, Int64(try integer("the bound")))
    }
    var list: [IntegerSet.Sequence] = []
    repeat { list.append(try sequence(meaning)) } while !isAtEnd
    return .sequences(list)
  }

  /// The next word as `first`, `first:last` or `first:last:stride`.
  private mutating func sequence(_ meaning: String) throws(InputError) -> IntegerSet.Sequence {
    let unknown = nextIsUnknown
    let text = try word(meaning)
    if unknown { return IntegerSet.Sequence(1) }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int64($0) }
    guard numbers.count == parts.count, (1...3).contains(parts.count) else {
      throw error("\(meaning) must be a number, a:b or a:b:c, not '\(text)'")
    }
    let stride = numbers.count == 3 ? numbers[2] : 1
    guard stride >= 1 else { throw error("the stride of '\(text)' must be at least 1") }
    return IntegerSet.Sequence(
      numbers[0], to: numbers.count > 1 ? numbers[1] : nil, by: stride)
  }
}
