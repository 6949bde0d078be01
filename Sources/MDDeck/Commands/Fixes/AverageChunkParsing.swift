import MDCore
import MDEngine

extension FixCommand {
  /// `ave/chunk Nevery Nrepeat Nfreq chunkID values… keyword value…`
  static func parseAverageChunk(_ arguments: inout Arguments) throws -> WatchingBuilder {
    let steps = try arguments.sampledSteps()
    try arguments.check(steps)
    var settings = FixAverageChunk.Settings(
      every: steps.every, repeats: steps.repeats, frequency: steps.frequency,
      chunkID: try arguments.word("the ID of a compute chunk/atom"),
      format: try FormatSpecification(" %g"))
    settings.values = try arguments.chunkValues()
    guard !settings.values.isEmpty else {
      throw arguments.error("a value is missing (density/number, temp, vx, c_ID, v_NAME …)")
    }
    try parseKeywords(&arguments, &settings)
    try settings.file.check(isRunning: settings.combination == .running, arguments)
    let parsed = settings
    return { id, mask, session in
      try FixAverageChunk(id: id, mask: mask, settings: parsed, session: session)
    }
  }

  private static func parseKeywords(
    _ arguments: inout Arguments, _ settings: inout FixAverageChunk.Settings
  ) throws {
    let keywords =
      ["norm", "ave", "bias", "adof", "cdof", "append", "format"] + SeriesFileSettings.keywords
    while !arguments.isAtEnd {
      let keyword = try arguments.choice("value or keyword", among: keywords)
      if try settings.file.take(keyword, &arguments) { continue }
      switch keyword {
      case "norm":
        let names = ChunkAverage.Normalization.allCases.map(\.rawValue)
        settings.normalization = .init(rawValue: try arguments.choice(keyword, among: names))!
      case "ave": settings.combination = try arguments.combination()
      case "bias":
        throw arguments.error("bias: temperatures without a velocity bias are supported only")
      case "adof": settings.atomFreedom = try arguments.number("degrees of freedom of an atom")
      case "cdof": settings.chunkFreedom = try arguments.number("degrees of freedom of a chunk")
      default: settings.format = try arguments.realFormat()
      }
    }
  }
}

extension Arguments {
  /// Words that name what is averaged, as far as they come.
  fileprivate mutating func chunkValues() throws -> [String] {
    let names = AtomValue.words + ["density/number", "density/mass", "temp"]
    var words: [String] = []
    while let next, nextIsUnknown || names.contains(next) || ["c_", "v_"].contains(next.prefix(2)) {
      words.append(try word("a value"))
    }
    return words
  }
}
