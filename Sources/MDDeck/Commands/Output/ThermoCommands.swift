import MDCore
import MDEngine

/// `thermo N`
struct ThermoCommand: DeckCommand {
  static let names = ["thermo"]

  private let interval: Int

  init(_ arguments: inout Arguments) throws {
    interval = try arguments.integer("the steps between lines", atLeast: 0)
    try arguments.expectEnd()
  }

  func run(in session: Session) throws { session.settings.thermo.interval = Int64(interval) }
}

/// `thermo_style one`, `thermo_style custom step temp …`
struct ThermoStyleCommand: DeckCommand {
  static let names = ["thermo_style"]

  /// The words of `custom`, in which wildcards stand for several columns.
  private let words: [String]
  private let isMultiLine: Bool
  private let isCustom: Bool

  init(_ arguments: inout Arguments) throws {
    let style = try arguments.choice("thermo style", among: ["one", "multi", "custom"])
    isMultiLine = style == "multi"
    isCustom = style == "custom"
    switch style {
    case "one":
      words = ["step", "temp", "epair", "emol", "etotal", "press"]
      try arguments.expectEnd()
    case "multi":
      words = [
        "etotal", "ke", "temp", "pe", "ebond", "eangle", "edihed", "eimp", "evdwl", "ecoul",
        "elong", "press",
      ]
      try arguments.expectEnd()
    default:
      guard !arguments.isAtEnd else { throw arguments.error("custom needs keywords") }
      var words: [String] = []
      while !arguments.isAtEnd {
        let unknown = arguments.nextIsUnknown
        let word = try arguments.word("a keyword")
        if unknown { continue }
        guard ThermoColumn(word: word) != nil || Wildcard(word) != nil else {
          let names = ThermoQuantity.keywords + ["c_ID", "c_ID[i]", "f_ID", "v_NAME"]
          throw arguments.error(
            arguments.unsupported(word, meaning: "thermo keyword", among: names))
        }
        words.append(word)
      }
      self.words = words
    }
  }

  func run(in session: Session) throws {
    let columns = try session.expanded(words, ofTables: false).compactMap { ThermoColumn(word: $0) }
    let previous = session.settings.thermo
    session.settings.thermo = ThermoSettings()
    session.settings.thermo.interval = previous.interval
    session.settings.thermo.columns = columns
    session.settings.thermo.isMultiLine = isMultiLine
    session.settings.thermo.isCustom = isCustom
    for column in columns { try session.checkDefined(column) }
  }
}

/// `thermo_modify lost|norm|flush|line|format|temp|press …`
struct ThermoModifyCommand: DeckCommand {
  static let names = ["thermo_modify"]

  /// Applies one keyword to the settings.
  private typealias Change = (inout ThermoSettings) throws -> Void
  private var changes: [Change] = []

  init(_ arguments: inout Arguments) throws {
    guard !arguments.isAtEnd else { throw arguments.error("a keyword is missing") }
    let keywords = [
      "lost", "lost/bond", "norm", "flush", "line", "format", "temp", "press", "warn",
    ]
    while !arguments.isAtEnd {
      switch try arguments.choice("keyword", among: keywords) {
      case "lost":
        let names = ThermoSettings.LostPolicy.allCases.map(\.rawValue)
        let policy = ThermoSettings.LostPolicy(
          rawValue: try arguments.choice("lost", among: names))!
        changes.append { $0.lost = policy }
      case "lost/bond": _ = try arguments.choice("lost/bond", among: ["error", "warn", "ignore"])
      case "norm":
        let norm = try arguments.flag("norm")
        changes.append { $0.isNormalized = norm }
      case "flush": _ = try arguments.flag("flush")
      case "line":
        let isMulti = try arguments.choice("line", among: ["one", "multi"]) == "multi"
        changes.append { $0.isMultiLine = isMulti }
      case "temp":
        let id = try arguments.word("the ID of a compute temp")
        changes.append { $0.temperatureID = id }
      case "press": try Self.acceptThermoPressure(&arguments)
      case "warn": try Self.acceptWarnings(&arguments)
      default: changes.append(try Self.parseFormat(&arguments))
      }
    }
  }

  func run(in session: Session) throws {
    for change in changes { try change(&session.settings.thermo) }
  }

  private static func acceptThermoPressure(_ arguments: inout Arguments) throws {
    let id = try arguments.word("the ID of a compute pressure")
    guard id == "thermo_press" else {
      throw arguments.error("press can only be thermo_press; name c_\(id) as a column instead")
    }
  }

  private static func acceptWarnings(_ arguments: inout Arguments) throws {
    if arguments.next.flatMap(Int.init) != nil {
      _ = try arguments.integer("the number of warnings")
    } else {
      _ = try arguments.choice("warn", among: ["ignore", "reset", "default"])
    }
  }

  /// `format line "…"`, `format int|float F`, `format N F`, `format none`.
  private static func parseFormat(_ arguments: inout Arguments) throws -> Change {
    let which = try arguments.word("line, int, float, a column or none")
    switch which {
    case "none":
      return {
        $0.columnFormats = [:]
        $0.integerFormat = nil
        $0.realFormat = nil
      }
    case "line":
      let formats = try FormatSpecification.words(of: try arguments.word("the formats"))
      return { settings in
        guard formats.count == settings.columns.count else {
          throw InputError(
            "thermo_modify format line: \(formats.count) formats for "
              + "\(settings.columns.count) columns")
        }
        settings.columnFormats = Dictionary(
          uniqueKeysWithValues: formats.enumerated().map { ($0, $1) })
      }
    case "int":
      let format = try FormatSpecification(try arguments.word("a format")).checked(for: .integer)
      return { $0.integerFormat = format }
    case "float":
      let format = try FormatSpecification(try arguments.word("a format")).checked(for: .real)
      return { $0.realFormat = format }
    default:
      guard let column = Int(which), column > 0 else {
        throw arguments.error("format must be line, int, float, none or a column, not '\(which)'")
      }
      let format = try FormatSpecification(try arguments.word("a format"))
      return { settings in
        guard column <= settings.columns.count else {
          throw InputError(
            "thermo_modify format: there are \(settings.columns.count) columns, none has the "
              + "number \(column)")
        }
        settings.columnFormats[column - 1] = format
      }
    }
  }
}
