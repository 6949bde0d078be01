import MDCore

/// A command of the language itself, parsed; every other command is a ``DeckCommand``.
enum Statement {
  case clear
  case echo(EchoStyle)
  case conditional(Conditional)
  case include(Arguments.Word)
  case jump(Jump)
  case label(String)
  case log(path: String, append: Bool)
  case next([Arguments.Word])
  case print(Printout)
  case quit(status: Int)
  case shell(ShellCommand)
  case variable(VariableDefinition)

  /// The names of the commands.
  static let names = [
    "clear", "echo", "if", "include", "jump", "label", "log", "next", "print", "quit", "shell",
    "variable",
  ]

  private static let refused = [
    "partition": "decks for several partitions are not supported",
    "python": "Python in decks is not supported",
  ]

  /// A command of the language, or nil if the name belongs to none.
  init?(_ arguments: inout Arguments) throws(InputError) {
    if let reason = Self.refused[arguments.command] { throw arguments.error(reason) }
    switch arguments.command {
    case "clear": self = .clear
    case "echo": self = .echo(try EchoStyle(&arguments))
    case "if": self = .conditional(try Conditional(&arguments))
    case "include":
      guard let word = arguments.restOfOneWord() else { throw arguments.error("takes one file") }
      self = .include(word)
    case "jump": self = .jump(try Jump(&arguments))
    case "label": self = .label(try arguments.word("the label"))
    case "log":
      let path = try arguments.word("the file")
      self = .log(path: path, append: arguments.take("append"))
    case "next":
      let words = arguments.restOfWords()
      guard !words.isEmpty else { throw arguments.error("the variables are missing") }
      self = .next(words)
    case "print": self = .print(try Printout(&arguments))
    case "quit": self = .quit(status: arguments.isAtEnd ? 0 : try arguments.integer("the status"))
    case "shell": self = .shell(try ShellCommand(&arguments))
    case "variable": self = .variable(try VariableDefinition(&arguments))
    default: return nil
    }
    try arguments.expectEnd()
  }
}

extension Arguments {
  /// The only word that is left, taken; nil if there are fewer or more.
  fileprivate mutating func restOfOneWord() -> Word? {
    let words = restOfWords()
    return words.count == 1 ? words[0] : nil
  }
}

/// Where the commands of a deck are repeated while it runs.
public enum EchoStyle: String, CaseIterable, Sendable {
  case none, screen, log, both

  init(_ arguments: inout Arguments) throws(InputError) {
    let word = try arguments.choice("where to echo", among: Self.allCases.map(\.rawValue))
    self = EchoStyle(rawValue: word)!
  }

  /// Whether commands are repeated on the screen.
  public var isOnScreen: Bool { self == .screen || self == .both }
  /// Whether commands are repeated in the log file.
  public var isInLog: Bool { self == .log || self == .both }
}

/// `jump file|SELF [label]`.
struct Jump {
  /// Nil for the file itself.
  let file: Arguments.Word?
  let label: Arguments.Word?

  init(_ arguments: inout Arguments) throws(InputError) {
    let words = arguments.restOfWords()
    guard (1...2).contains(words.count) else {
      throw arguments.error("takes a file or SELF, and perhaps a label")
    }
    file = words[0].text == "SELF" ? nil : words[0]
    label = words.count == 2 ? words[1] : nil
  }
}

/// `if condition then commands… elif condition commands… else commands…`.
struct Conditional {
  /// A condition and the commands that run when it is the first to hold.
  struct Branch {
    /// Nil for `else`.
    var condition: Arguments.Word?
    var commands: [String]
  }

  let branches: [Branch]

  init(_ arguments: inout Arguments) throws(InputError) {
    var condition: Arguments.Word? = try Self.condition(&arguments)
    guard arguments.take("then") else { throw arguments.error("'then' must follow the condition") }
    var branches: [Branch] = []
    while true {
      var commands: [String] = []
      while let next = arguments.next, next != "elif", next != "else" {
        guard !next.isEmpty else { throw arguments.error("a command is empty") }
        commands.append(try arguments.word("a command"))
      }
      guard !commands.isEmpty else {
        throw arguments.error("a command is missing after 'then', 'elif …' or 'else'")
      }
      branches.append(Branch(condition: condition, commands: commands))
      if arguments.isAtEnd { break }
      guard condition != nil else { throw arguments.error("nothing may follow 'else'") }
      condition = nil
      if try arguments.word("elif or else") == "elif" {
        condition = try Self.condition(&arguments)
      }
    }
    self.branches = branches
  }

  private static func condition(_ arguments: inout Arguments) throws(InputError)
    -> Arguments.Word
  {
    let isUnknown = arguments.nextIsUnknown
    return Arguments.Word(try arguments.word("the condition"), isUnknown: isUnknown)
  }
}

/// `print text keyword value …`.
struct Printout {
  let text: String
  private(set) var isOnScreenAndLog = true
  private(set) var file: (path: String, append: Bool)?

  init(_ arguments: inout Arguments) throws(InputError) {
    text = try arguments.word("the text")
    while !arguments.isAtEnd {
      let keyword = try arguments.choice(
        "keyword (a text with blanks must stand in quotes)",
        among: ["file", "append", "screen", "universe"])
      switch keyword {
      case "screen": isOnScreenAndLog = try arguments.flag("screen")
      // With one partition, the universe has no output of its own.
      case "universe": _ = try arguments.flag("universe")
      default: file = (try arguments.word("the file"), keyword == "append")
      }
    }
  }
}
