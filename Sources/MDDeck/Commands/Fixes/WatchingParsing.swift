import MDCore
import MDEngine

/// Fixes that look at the system between steps.
extension FixCommand {
  /// Makes such a fix when the command runs.
  typealias WatchingBuilder = (_ id: String, _ mask: UInt32, _ session: Session) throws
    -> any WatchingFix

  /// Reads the words of each style.
  static var watchingStyles: [String: (inout Arguments) throws -> WatchingBuilder] {
    [
      "ave/atom": parseAverageAtom, "ave/chunk": parseAverageChunk,
      "ave/correlate": parseAverageCorrelate, "ave/histo": parseAverageHistogram,
      "ave/histo/weight": parseWeightedHistogram, "ave/time": parseAverageTime,
      "halt": parseHalt, "print": parsePrint, "vector": parseVector,
    ]
  }

  /// `ave/time Nevery Nrepeat Nfreq values… keyword value…`
  private static func parseAverageTime(_ arguments: inout Arguments) throws -> WatchingBuilder {
    let steps = try arguments.sampledSteps()
    var settings = FixAverageTime.Settings(
      every: steps.every, repeats: steps.repeats, frequency: steps.frequency,
      format: try FormatSpecification(" %g"))
    settings.words = try arguments.sampledWords()
    guard !settings.words.isEmpty else {
      throw arguments.error("a value is missing (c_ID, f_ID, v_NAME)")
    }
    try parseKeywords(&arguments, &settings)
    try settings.file.check(isRunning: settings.combination == .running, arguments)
    try arguments.check(steps)
    if settings.takesVectors, let word = settings.words.first(where: { $0.hasPrefix("v_") }) {
      throw arguments.error(
        "mode vector: '\(word)' is one number; vector variables are not supported")
    }
    let parsed = settings
    return { id, _, session in try FixAverageTime(id: id, settings: parsed, session: session) }
  }

  /// `ave/atom Nevery Nrepeat Nfreq values…`
  private static func parseAverageAtom(_ arguments: inout Arguments) throws -> WatchingBuilder {
    let steps = try arguments.sampledSteps()
    let words = try arguments.atomValues("value")
    try arguments.check(steps)
    return { id, mask, session in
      try FixAverageAtom(id: id, mask: mask, words: words, steps: steps, session: session)
    }
  }

  private static func parseKeywords(
    _ arguments: inout Arguments, _ settings: inout FixAverageTime.Settings
  ) throws {
    let keywords =
      ["mode", "append", "ave", "start", "off", "format"] + SeriesFileSettings.keywords
    while !arguments.isAtEnd {
      let keyword = try arguments.choice("value or keyword", among: keywords)
      if try settings.file.take(keyword, &arguments) { continue }
      switch keyword {
      case "mode":
        settings.takesVectors =
          try arguments.choice(keyword, among: ["scalar", "vector"]) == "vector"
      case "ave": settings.combination = try arguments.combination()
      case "start": settings.start = Int64(try arguments.integer(keyword))
      case "off": settings.unaveraged.append(try arguments.integer("the column", atLeast: 1))
      default: settings.format = try arguments.realFormat()
      }
    }
  }

  /// `print N|v_NAME "text" keyword value…`
  private static func parsePrint(_ arguments: inout Arguments) throws -> WatchingBuilder {
    let schedule: FixPrint.Schedule
    if let next = arguments.next, next.hasPrefix("v_") {
      schedule = .variable(String(try arguments.word("the variable").dropFirst(2)))
    } else {
      schedule = .every(Int64(try arguments.integer("the steps between lines", atLeast: 1)))
    }
    let text = try arguments.word("the text")
    var file: (path: String, appends: Bool)?
    var showsOnScreen = true
    var title: String?
    while !arguments.isAtEnd {
      let keyword = try arguments.choice("keyword", among: ["file", "append", "screen", "title"])
      switch keyword {
      case "screen": showsOnScreen = try arguments.flag(keyword)
      case "title": title = try arguments.word("the title")
      default: file = (try arguments.word("the file"), keyword == "append")
      }
    }
    let (target, shows, head) = (file, showsOnScreen, title)
    return { id, _, session in
      FixPrint(
        id: id, text: text, schedule: schedule, showsOnScreen: shows, file: target, title: head,
        session: session)
    }
  }

  /// `halt N tlimit|diskfree|v_NAME operator value [error hard|soft|continue] [message yes|no] [path P]`
  private static func parseHalt(_ arguments: inout Arguments) throws -> WatchingBuilder {
    let interval = try arguments.integer("the steps between looks", atLeast: 1)
    var isDisk = false
    let attribute: FixHalt.Attribute
    if let next = arguments.next, next.hasPrefix("v_") {
      attribute = .variable(String(try arguments.word("the variable").dropFirst(2)))
    } else {
      let names = ["tlimit", "diskfree", "v_NAME"]
      isDisk = try arguments.choice("attribute", among: names) == "diskfree"
      attribute = .seconds
    }
    let signs = FixHalt.Comparison.allCases.map(\.rawValue)
    let sign = FixHalt.Comparison(rawValue: try arguments.choice("operator", among: signs))!
    var settings = FixHalt.Settings(
      interval: Int64(interval), attribute: attribute, comparison: sign,
      value: try arguments.number("the value"))
    var path = "."
    while !arguments.isAtEnd {
      switch try arguments.choice("keyword", among: ["error", "message", "path"]) {
      case "error":
        let names = FixHalt.Ending.allCases.map(\.rawValue)
        settings.ending = .init(rawValue: try arguments.choice("error", among: names))!
      case "message": settings.showsMessage = try arguments.flag("message")
      default: path = try arguments.word("the path")
      }
    }
    if isDisk { settings.attribute = .freeMegabytes(path: path) }
    let parsed = settings
    return { id, _, session in try FixHalt(id: id, settings: parsed, session: session) }
  }

  /// `vector N values…`
  private static func parseVector(_ arguments: inout Arguments) throws -> WatchingBuilder {
    let interval = try arguments.integer("the steps between values", atLeast: 1)
    let words = try arguments.sampledWords()
    guard !words.isEmpty else { throw arguments.error("a value is missing (c_ID, f_ID, v_NAME)") }
    return { id, _, session in
      try FixVector(id: id, interval: Int64(interval), words: words, session: session)
    }
  }
}

/// `Nevery Nrepeat Nfreq`: when averages look.
struct SampledSteps {
  var every: Int64
  var repeats: Int64
  var frequency: Int64
  /// Whether they are not to be known only when the command runs.
  var areKnown: Bool
}

extension Arguments {
  /// The three numbers that averages begin with.
  mutating func sampledSteps() throws(InputError) -> SampledSteps {
    let every = try integer("Nevery", atLeast: 1)
    let repeats = try integer("Nrepeat", atLeast: 1)
    let areKnown = !nextIsUnknown
    let frequency = try integer("Nfreq", atLeast: 1)
    return SampledSteps(
      every: Int64(every), repeats: Int64(repeats), frequency: Int64(frequency),
      areKnown: areKnown)
  }

  /// Throws if the numbers do not fit each other. The same is checked again when the command runs, with the step of
  /// then.
  func check(_ steps: SampledSteps) throws(InputError) {
    guard steps.areKnown else { return }
    do {
      _ = try SampleSchedule(
        every: steps.every, repeats: steps.repeats, frequency: steps.frequency, now: 0)
    } catch { throw self.error(error.message) }
  }

  /// `one`, `running` or `window N`.
  mutating func combination() throws(InputError) -> AverageSeries.Combination {
    switch try choice("ave", among: ["one", "running", "window"]) {
    case "one": .one
    case "running": .running
    default: .window(try integer("the window", atLeast: 1))
    }
  }

  /// The next word as a format of a number.
  mutating func realFormat() throws(InputError) -> FormatSpecification {
    let text = try word("the format")
    do {
      return try FormatSpecification(text).checked(for: .real)
    } catch { throw error.location == nil ? self.error(error.message) : error }
  }

  /// Words that name numbers or vectors, as far as they come.
  mutating func sampledWords() throws -> [String] {
    var words: [String] = []
    while let next, nextIsUnknown || ["c_", "f_", "v_"].contains(next.prefix(2)) {
      let unknown = nextIsUnknown
      let word = try word("a value")
      guard unknown || Wildcard(word) != nil || (Reference(word)?.indices.count ?? 2) < 2 else {
        throw error("'\(word)' is not c_ID, c_ID[i], f_ID, f_ID[i] or v_NAME")
      }
      words.append(word)
    }
    return words
  }
}
