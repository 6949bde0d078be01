import MDCore
import MDEngine

extension FixCommand {
  /// `ave/histo Nevery Nrepeat Nfreq lo hi Nbin values… keyword value…`
  static func parseAverageHistogram(_ arguments: inout Arguments) throws -> WatchingBuilder {
    try parseHistogram(&arguments, isWeighted: false)
  }

  /// `ave/histo/weight Nevery Nrepeat Nfreq lo hi Nbin value weight keyword value…`
  static func parseWeightedHistogram(_ arguments: inout Arguments) throws -> WatchingBuilder {
    try parseHistogram(&arguments, isWeighted: true)
  }

  private static func parseHistogram(
    _ arguments: inout Arguments, isWeighted: Bool
  ) throws -> WatchingBuilder {
    let steps = try arguments.sampledSteps()
    try arguments.check(steps)
    let lower = try arguments.number("the lower end of the bins")
    let upper = try arguments.number("the upper end of the bins")
    guard lower < upper else {
      throw arguments.error("the upper end of the bins must be above the lower one, \(lower)")
    }
    var settings = FixAverageHistogram.Settings(
      every: steps.every, repeats: steps.repeats, frequency: steps.frequency,
      range: lower...upper, bins: try arguments.integer("the number of bins", atLeast: 1),
      isWeighted: isWeighted)
    settings.words = try arguments.histogramValues()
    guard !settings.words.isEmpty else {
      throw arguments.error("a value is missing (x, vx, fx, c_ID, f_ID, v_NAME …)")
    }
    guard !isWeighted || settings.words.count == 2 else {
      throw arguments.error(
        "ave/histo/weight takes two values, what is counted and its weight, not \(settings.words.count)"
      )
    }
    try parseKeywords(&arguments, &settings)
    try settings.file.check(isRunning: settings.combination == .running, arguments)
    let parsed = settings
    return { id, mask, session in
      try FixAverageHistogram(id: id, mask: mask, settings: parsed, session: session)
    }
  }

  private static func parseKeywords(
    _ arguments: inout Arguments, _ settings: inout FixAverageHistogram.Settings
  ) throws {
    let keywords =
      ["mode", "kind", "append", "ave", "start", "beyond"] + SeriesFileSettings.keywords
    while !arguments.isAtEnd {
      let keyword = try arguments.choice("value or keyword", among: keywords)
      if try settings.file.take(keyword, &arguments) { continue }
      switch keyword {
      case "mode":
        settings.takesVectors =
          try arguments.choice(keyword, among: ["scalar", "vector"]) == "vector"
      case "kind":
        let kind = try arguments.choice(keyword, among: ["global", "peratom", "local"])
        guard let kind = FixAverageHistogram.Kind(rawValue: kind) else {
          throw arguments.error("kind local: there are no computes with local values")
        }
        settings.kind = kind
      case "ave": settings.combination = try arguments.combination()
      case "start": settings.start = Int64(try arguments.integer(keyword))
      default:
        let names = HistogramAverage.Beyond.allCases.map(\.rawValue)
        settings.beyond = .init(rawValue: try arguments.choice(keyword, among: names))!
      }
    }
  }
}

extension Arguments {
  /// Words that name what is counted, as far as they come.
  fileprivate mutating func histogramValues() throws -> [String] {
    var words: [String] = []
    while let next,
      nextIsUnknown || AtomValue.words.contains(next)
        || ["c_", "f_", "v_"].contains(next.prefix(2))
    {
      words.append(try word("a value"))
    }
    return words
  }
}
