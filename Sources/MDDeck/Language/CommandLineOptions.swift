import MDCore

/// The options of `swift-md -in deck …`, which are those of `lmp`.
///
/// Every option may be written with one dash or two, and its value behind `=`.
public struct CommandLineOptions: Equatable, Sendable {
  /// What the program is to do.
  public enum Action: Equatable, Sendable {
    /// Run the deck.
    case run
    /// Print what the options are.
    case help
    /// Print what was built for what.
    case version
  }

  /// A file that a stream of lines goes to.
  public enum Destination: Equatable, Sendable {
    /// Where it goes by default: the terminal for the screen, `log.lammps` for the log.
    case standard
    /// Nowhere.
    case none
    /// A file.
    case file(String)
  }

  /// What the program is to do.
  public var action = Action.run
  /// The deck; nil for standard input.
  public var deck: String?
  /// Index variables, in the order of the command line.
  public var variables: [Variable] = []
  /// Where the log goes.
  public var log = Destination.standard
  /// Where the screen goes.
  public var screen = Destination.standard
  /// Where commands are repeated from the start.
  public var echo = EchoStyle.log
  /// Whether to go on where the last checkpoint was.
  public var continues = false
  /// The checkpoint to go on from; nil for the newest.
  public var checkpoint: String?
  /// When checkpoints are written whatever the deck says; nil for when the run is interrupted only.
  public var checkpointInterval: CheckpointInterval?
  /// How the kernels of networks work.
  public var kernels = KernelSettings()
  /// Remarks on options that LAMMPS has use for and this program has not, for the user to read.
  public var notes: [String] = []

  /// An index variable of the command line.
  public struct Variable: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Its values, one or more.
    public var values: [String]
  }

  /// The options that are understood, for `-help`.
  public static let help = """
    usage: swift-md -in deck [options]

      -in, -i FILE               the deck; standard input without it
      -var, -v NAME VALUE...     an index variable, which the deck does not redefine
      -log, -l FILE|none         the log file (log.lammps)
      -screen, -sc FILE|none     where the screen output goes
      -echo, -e none|screen|log|both
                                 where the commands of the deck are repeated (log)
      -continue [FILE]           go on where the last checkpoint (or FILE) was, or begin if there is none
      -checkpoint N|TIME         a checkpoint every N steps, or every 30min, 90s, 2h
      -precision double|mixed    precision of the kernels of networks (double)
      -package, -pk swift-md KEYWORD VALUE...
                                 the same as the command `package swift-md …` before the deck
      -help, -h                  this text
      -version                   what this program was built for
    """

  private static let shortNames = [
    "i": "in", "v": "var", "l": "log", "sc": "screen", "e": "echo", "h": "help", "V": "version",
    "sf": "suffix", "pk": "package", "nc": "nocite", "c": "cite", "k": "kokkos", "p": "partition",
    "pl": "plog", "ps": "pscreen", "ro": "reorder", "r2data": "restart2data",
    "r2dump": "restart2dump", "sr": "skiprun", "m": "mpicolor",
  ]
  private static let names = [
    "in", "var", "log", "screen", "echo", "precision", "package", "continue", "checkpoint", "help",
    "version",
  ]
  private static let refused = [
    "partition": "runs of several partitions are not supported; start them one by one",
    "plog": "runs of several partitions are not supported; use -log",
    "pscreen": "runs of several partitions are not supported; use -screen",
    "reorder": "ranks are placed by mpirun, which has options for it",
    "restart2data": "write a deck with read_restart and write_data instead",
    "restart2dump": "write a deck with read_restart and write_dump instead",
    "skiprun": "every deck is checked before it runs; to stop behind the check, end it with quit",
    "mpicolor": "other programs cannot share the ranks",
  ]

  /// Reads the words behind the program's name.
  ///
  /// - Throws: ``InputError`` without a place for a word that is not understood.
  public init(_ words: [String]) throws(InputError) {
    var rest = Self.separated(words)[...]
    var wantsHelp = false
    while let word = rest.popFirst() {
      guard let name = Self.name(word) else {
        throw InputError(
          "'\(word)' is not an option; did you mean `-in \(word)`? (The deck stands behind -in, values "
            + "of variables behind -var NAME; -h shows all options.)")
      }
      switch name {
      case "in":
        let file = try Self.value(of: word, "a file", &rest)
        deck = file == "none" ? nil : file
      case "var":
        let name = try Self.value(of: word, "the name of a variable", &rest)
        let first = try Self.value(of: word, "the value of '\(name)'", &rest, mayBeDashed: true)
        variables.append(Variable(name: name, values: [first] + Self.values(&rest)))
      case "log": log = Self.destination(try Self.value(of: word, "a file", &rest))
      case "screen": screen = Self.destination(try Self.value(of: word, "a file", &rest))
      case "echo":
        let style = try Self.value(of: word, "none, screen, log or both", &rest)
        guard let echo = EchoStyle(rawValue: style) else {
          throw InputError("\(word) takes none, screen, log or both, not '\(style)'")
        }
        self.echo = echo
      case "continue":
        continues = true
        checkpoint = Self.values(&rest).first
      case "checkpoint":
        checkpointInterval = try CheckpointInterval(
          try Self.value(of: word, "a number of steps or a time", &rest))
      case "precision":
        let value = try Self.value(of: word, "double or mixed", &rest)
        try kernels.read(["precision", value]) { InputError("\(word): \($0)") }
      case "package" where rest.first == "swift-md":
        rest.removeFirst()
        try kernels.read(Self.values(&rest)) { InputError("\(word) swift-md: \($0)") }
      case "help": wantsHelp = true
      case "version": action = .version
      default: try readForeign(name, as: word, &rest)
      }
    }
    if wantsHelp { action = .help }
  }

  /// An option that only LAMMPS has use for: passed with a note if the run comes out the same.
  private mutating func readForeign(
    _ name: String, as word: String, _ rest: inout ArraySlice<String>
  ) throws(InputError) {
    if let reason = Self.refused[name] { throw InputError("\(word): \(reason)") }
    var values: [String] = []
    switch name {
    case "nocite": break
    case "cite": values = [try Self.value(of: word, "a word", &rest)]
    case "suffix":
      values = [try Self.value(of: word, "a suffix", &rest)]
      if values == ["hybrid"] {
        values.append(try Self.value(of: word, "a suffix", &rest))
        values.append(try Self.value(of: word, "a second suffix", &rest))
      }
    case "package", "kokkos":
      values = [try Self.value(of: word, "a word", &rest)] + Self.values(&rest)
    default:
      let hint = nearestName(to: name, among: Self.names).map { "; did you mean -\($0)?" } ?? ""
      throw InputError("the option '\(word)' is not known\(hint)")
    }
    notes.append(
      "\(([word] + values).joined(separator: " ")) has no effect here: it chooses between builds of "
        + "LAMMPS's styles or its citations")
  }

  /// `--name=value` taken apart; other words as they are.
  private static func separated(_ words: [String]) -> [String] {
    words.flatMap { word -> [String] in
      guard word.hasPrefix("--"), let sign = word.firstIndex(of: "=") else { return [word] }
      return [String(word[..<sign]), String(word[word.index(after: sign)...])]
    }
  }

  /// The full name of an option; nil for a word that is none.
  private static func name(_ word: String) -> String? {
    guard word.hasPrefix("-"), word.count > 1, Double(word) == nil else { return nil }
    let name = String(word.dropFirst(word.hasPrefix("--") ? 2 : 1))
    return shortNames[name] ?? name
  }

  private static func value(
    of option: String, _ meaning: String, _ rest: inout ArraySlice<String>,
    mayBeDashed: Bool = false
  ) throws(InputError) -> String {
    guard let value = rest.first, mayBeDashed || name(value) == nil else {
      throw InputError("\(option): \(meaning) is missing")
    }
    rest.removeFirst()
    return value
  }

  /// Words up to the next option; negative numbers are values.
  private static func values(_ rest: inout ArraySlice<String>) -> [String] {
    let values = rest.prefix { name($0) == nil }
    rest = rest.dropFirst(values.count)
    return Array(values)
  }

  private static func destination(_ word: String) -> Destination {
    word == "none" ? .none : .file(word)
  }
}
