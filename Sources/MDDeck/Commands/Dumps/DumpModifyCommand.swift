import MDCore
import MDEngine
import MDTrajectory

/// `dump_modify ID keyword value …`
struct DumpModifyCommand: DeckCommand {
  static let names = ["dump_modify"]

  typealias Change = (inout DumpDefinition) throws -> Void
  private static let keywords = [
    "append", "author", "compression", "compression_level", "element", "every", "first", "flush",
    "force", "format", "image", "pad", "pbc", "precision", "scale", "sort", "time", "units",
    "unwrap", "vel",
  ]

  private let id: String
  private let changes: [Change]

  init(_ arguments: inout Arguments) throws {
    id = try arguments.word("the dump ID")
    guard !arguments.isAtEnd else { throw arguments.error("a keyword is missing") }
    changes = try Self.parse(&arguments)
  }

  /// Reads keywords and values to the end.
  static func parse(_ arguments: inout Arguments) throws -> [Change] {
    var changes: [Change] = []
    while !arguments.isAtEnd {
      let keyword = try arguments.choice("keyword", among: keywords)
      changes.append(try parse(keyword, &arguments))
    }
    return changes
  }

  func run(in session: Session) throws {
    let runner = try session.requireRunner()
    guard var definition = session.settings.dumps[id],
      let place = runner.observers.firstIndex(where: { $0.id == id })
    else { throw unknownID(id, kind: "dump", among: session.settings.dumps.keys.sorted()) }
    for change in changes { try change(&definition) }
    session.settings.dumps[id] = definition
    // A dump that has begun goes on behind what it has written.
    let last = (runner.observers[place] as? any ScheduledDump)?.schedule.last
    if last != nil { definition.settings.append = true }
    try session.communicator.collectively { try runner.observers[place].finish() }
    var observer = try session.communicator.collectively {
      try definition.makeObserver(runner.simulation, in: session)
    }
    if let last, var dump = observer as? any ScheduledDump {
      dump.schedule.wrote(step: last)
      observer = dump
    }
    runner.observers[place] = observer
  }

  private static func parse(_ keyword: String, _ arguments: inout Arguments) throws -> Change {
    switch keyword {
    case "every":
      let interval = try arguments.integer("every", atLeast: 1)
      return { $0.interval = interval }
    case "sort": return try parseSort(&arguments)
    case "format": return try parseFormat(&arguments)
    case "element": return try parseElements(&arguments)
    case "pad":
      let digits = try arguments.integer("pad", atLeast: 0)
      return { $0.settings.pad = digits }
    case "precision":
      let single = try arguments.choice("precision", among: ["double", "single"]) == "single"
      return { $0.options.singlePrecision = single }
    case "compression", "compression_level":
      // −1 leaves the level to the library.
      let least = keyword == "compression_level" ? -1 : 0
      let level = try arguments.integer("the gzip level (\(least) to 9)", atLeast: least)
      guard level <= 9 else {
        throw arguments.error("the gzip level is \(least) to 9, not \(level)")
      }
      if keyword == "compression_level" { return { $0.settings.compressionLevel = level } }
      return { $0.options.compression = level == 0 ? nil : level }
    case "author":
      let author = try arguments.word("the author")
      return { $0.options.author = author }
    default:
      return change(keyword, to: try arguments.flag(keyword))
    }
  }

  private static func change(_ keyword: String, to value: Bool) -> Change {
    { definition in
      switch keyword {
      case "append": definition.settings.append = value
      case "first": definition.settings.first = value
      case "force": definition.hasForces = value
      case "image": definition.hasImages = value
      case "pbc": definition.settings.wraps = value
      case "scale": definition.isScaled = value
      case "time": definition.settings.showsTime = value
      case "units": definition.settings.showsUnits = value
      case "unwrap": definition.unwraps = value
      case "vel": definition.hasVelocities = value
      default: break  // flush: every snapshot is flushed
      }
    }
  }

  private static func parseSort(_ arguments: inout Arguments) throws -> Change {
    let word = try arguments.word("off, id or a column")
    let sort: DumpSettings.Sort
    switch word {
    case "off": sort = .off
    case "id": sort = .id
    default:
      guard let column = Int(word), column != 0 else {
        throw arguments.error("sort must be off, id, N or -N, not '\(word)'")
      }
      sort = .column(abs(column), descending: column < 0)
    }
    return { $0.settings.sort = sort }
  }

  private static func parseFormat(_ arguments: inout Arguments) throws -> Change {
    let which = try arguments.word("line, int, float, a column or none")
    if which == "none" { return { $0.settings.format = DumpFormat() } }
    let text = try arguments.word("a format")
    switch which {
    case "line": return { $0.settings.format.line = text }
    case "int": return { $0.settings.format.integer = text }
    case "float": return { $0.settings.format.real = text }
    default:
      guard let column = Int(which), column > 0 else {
        throw arguments.error("format must be line, int, float, none or a column, not '\(which)'")
      }
      return { $0.settings.format.columns[column] = text }
    }
  }

  /// Names for atom types, as many as there are types: words up to the next keyword.
  private static func parseElements(_ arguments: inout Arguments) throws -> Change {
    var names = [try arguments.word("the element of type 1")]
    while let next = arguments.next, !keywords.contains(next) {
      names.append(try arguments.word("an element"))
    }
    return { $0.settings.elementNames = names }
  }
}

/// A dump with a schedule, of either kind of file.
protocol ScheduledDump: Observer {
  var schedule: DumpSchedule { get set }
}

extension DumpObserver: ScheduledDump {}
extension H5MDObserver: ScheduledDump {}
