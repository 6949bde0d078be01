import MDCore
import MDEngine
import MDTrajectory

/// `dump ID group style N file …`
struct DumpCommand: DeckCommand {
  static let names = ["dump"]

  private var definition: DumpDefinition

  init(_ arguments: inout Arguments) throws {
    let id = try arguments.identifier("the dump ID")
    let group = try arguments.word("the group")
    let style = try arguments.choice("dump style", among: DumpDefinition.styles)
    let interval = try arguments.integer("the steps between snapshots", atLeast: 1)
    let path = try arguments.word("the file")
    definition = DumpDefinition(
      id: id, group: group, style: style, interval: interval, path: path, words: [])
    try definition.readContents(&arguments)
  }

  func run(in session: Session) throws {
    let runner = try session.requireRunner()
    guard session.settings.dumps[definition.id] == nil else {
      throw InputError("the dump '\(definition.id)' exists already; undump it first")
    }
    var definition = self.definition
    definition.options.creatorVersion = session.programVersion
    runner.observers.append(
      try session.communicator.collectively {
        try definition.makeObserver(runner.simulation, in: session)
      })
    session.settings.dumps[definition.id] = definition
  }
}

/// `undump ID`
struct UndumpCommand: DeckCommand {
  static let names = ["undump"]

  private let id: String

  init(_ arguments: inout Arguments) throws {
    id = try arguments.word("the dump ID")
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    let runner = try session.requireRunner()
    guard session.settings.dumps.removeValue(forKey: id) != nil,
      let place = runner.observers.firstIndex(where: { $0.id == id })
    else { throw unknownID(id, kind: "dump", among: session.settings.dumps.keys.sorted()) }
    try session.communicator.collectively { try runner.observers[place].finish() }
    runner.observers.remove(at: place)
  }
}

extension DumpDefinition {
  /// Reads what stands behind the file: the columns of `custom`, the elements of `h5md`.
  mutating func readContents(_ arguments: inout Arguments) throws {
    if style.hasSuffix("/gz") {
      guard path.hasSuffix(".gz") else {
        throw arguments.error("\(style) writes gzip files, whose name ends with .gz, not '\(path)'")
      }
      // The name alone says it to the other styles.
      style.removeLast(3)
    }
    switch style {
    case "custom": words = try Self.columns(&arguments)
    case "h5md": try Self.parseH5MD(&arguments, &self)
    default: try arguments.expectEnd()
    }
  }

  private static func columns(_ arguments: inout Arguments) throws -> [String] {
    guard !arguments.isAtEnd else { throw arguments.error("custom needs columns: id type x y z …") }
    var words: [String] = []
    while !arguments.isAtEnd {
      let unknown = arguments.nextIsUnknown
      let word = try arguments.word("a column")
      guard unknown || DumpColumn(word: word) != nil || namesAtomValue(word) else {
        let names = DumpColumn.words + Self.atomValues
        throw arguments.error(arguments.unsupported(word, meaning: "column", among: names))
      }
      words.append(word)
    }
    return words
  }

  private static let atomValues = [
    "c_ID", "c_ID[i]", "c_ID[*]", "f_ID", "f_ID[i]", "f_ID[*]", "v_NAME",
  ]

  /// Whether a word is of a compute, fix or variable.
  private static func namesAtomValue(_ word: String) -> Bool {
    guard let reference = Reference(withoutWildcard: word) else { return false }
    return reference.kind != .variable || !word.hasSuffix("]")
  }

  /// Elements, and the keywords that LAMMPS has among them.
  private static func parseH5MD(
    _ arguments: inout Arguments, _ definition: inout DumpDefinition
  ) throws {
    while !arguments.isAtEnd {
      if arguments.take("author") {
        definition.options.author = try arguments.word("the author")
      } else if arguments.take("create_group") {
        guard try arguments.flag("create_group") else {
          throw arguments.error("create_group no is not supported: each file has one group")
        }
      } else if arguments.take("box") {
        guard try arguments.flag("box") else {
          throw arguments.error("box no is not supported: the box is always written")
        }
      } else {
        let word = try arguments.word("an element")
        guard H5MDElement(word: word) != nil || namesAtomValue(word) else {
          let names =
            H5MDElement.words
            + Self.atomValues + ["author", "create_group"]
          throw arguments.error(arguments.unsupported(word, meaning: "element", among: names))
        }
        definition.words.append(word)
      }
    }
    if definition.words.isEmpty { definition.words = ["position"] }
  }
}
