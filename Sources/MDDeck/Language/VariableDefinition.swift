import MDCore

/// `variable name style …`, parsed.
struct VariableDefinition {
  let name: String
  let style: Style

  /// What the variable is to become. Texts are as written; the table looks at what it has.
  enum Style {
    case delete
    case index([String])
    case loop(first: Int, last: Int, width: Int)
    case string(String)
    case environment(String)
    case file(String)
    case format(of: String, FormatSpecification)
    case equal(Expression)
    case atom(Expression)
    case `internal`(Double)
    /// Words of the definition are not known yet.
    case unknown(hidesWords: Bool, keepsOld: Bool)
  }

  private static let styles = [
    "delete", "index", "loop", "string", "getenv", "file", "format", "equal", "atom",
    "internal",
  ]
  private static let onlyInLAMMPS = [
    "world": "decks for several partitions are not supported",
    "universe": "decks for several partitions are not supported",
    "uloop": "decks for several partitions are not supported",
    "atomfile": "values of atoms from a file are not supported",
    "vector": "vector variables are not supported",
    "python": "Python in decks is not supported",
  ]

  init(_ arguments: inout Arguments) throws(InputError) {
    name = try arguments.word("the variable's name")
    if !UnknownMark.occurs(in: name) {
      do { try VariableTable.checkName(name) } catch { throw arguments.error(error.message) }
    }
    if let next = arguments.next, let reason = Self.onlyInLAMMPS[next] {
      throw arguments.error(
        "style '\(next)': \(reason). Supported: \(Self.styles.joined(separator: ", "))")
    }
    guard !arguments.nextIsUnknown else {
      _ = arguments.rest()
      self.style = .unknown(hidesWords: true, keepsOld: false)
      return
    }
    let style = try arguments.choice("style", among: Self.styles)
    do {
      self.style = try Self.style(style, &arguments)
    } catch {
      throw error.location == nil ? arguments.error(error.message) : error
    }
  }

  private static func style(_ style: String, _ arguments: inout Arguments) throws(InputError)
    -> Style
  {
    var ahead = arguments
    if ahead.restOfWords().contains(where: \.isUnknown) {
      _ = arguments.rest()
      let keepsOld = ["index", "loop", "file", "format"].contains(style)
      return .unknown(hidesWords: !["equal", "atom"].contains(style), keepsOld: keepsOld)
    }
    let result: Style
    switch style {
    case "delete": result = .delete
    case "index":
      result = .index([try arguments.word("the first value")] + arguments.rest())
    case "loop": result = try loop(&arguments)
    case "string": result = .string(try arguments.word("the text"))
    case "getenv": result = .environment(try arguments.word("the environment variable"))
    case "file": result = .file(try arguments.word("the file"))
    case "format":
      let inner = try arguments.word("the variable to format")
      let format = try FormatSpecification(arguments.word("the format"))
      result = .format(of: inner, try format.checked(for: .real))
    case "equal": result = .equal(try ExpressionParser.parse(arguments.word("the formula")))
    case "atom":
      result = .atom(try ExpressionParser.parse(arguments.word("the formula"), isPerAtom: true))
    default: result = .internal(try arguments.number("the value"))
    }
    if let extra = arguments.next {
      throw arguments.error(
        "unexpected word '\(extra)'; a text or formula with blanks must stand in quotes")
    }
    return result
  }

  private static func loop(_ arguments: inout Arguments) throws(InputError) -> Style {
    var first = 1
    var last = try arguments.integer("the last number")
    if let next = arguments.next, next != "pad" {
      first = last
      last = try arguments.integer("the last number")
      guard first <= last, last >= 0 else {
        throw arguments.error("a loop must go up to zero or more, not from \(first) to \(last)")
      }
    } else if last < 1 {
      throw arguments.error("a loop must go up to 1 or more, not to \(last)")
    }
    let isPadded = arguments.take("pad")
    return .loop(first: first, last: last, width: isPadded ? String(last).count : 0)
  }
}
