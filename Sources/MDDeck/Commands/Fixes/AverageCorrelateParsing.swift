import MDCore
import MDEngine

extension FixCommand {
  /// `ave/correlate Nevery Nrepeat Nfreq values… keyword value…`
  static func parseAverageCorrelate(_ arguments: inout Arguments) throws -> WatchingBuilder {
    let steps = try arguments.sampledSteps()
    if steps.areKnown && steps.frequency % steps.every != 0 {
      throw arguments.error(
        "Nfreq (\(steps.frequency)) must be a multiple of Nevery (\(steps.every))")
    }
    var settings = FixAverageCorrelate.Settings(
      every: steps.every, repeats: steps.repeats, frequency: steps.frequency)
    settings.words = try arguments.sampledWords()
    guard !settings.words.isEmpty else {
      throw arguments.error("a value is missing (c_ID, f_ID, v_NAME)")
    }
    let keywords = ["type", "ave", "start", "prefactor"] + SeriesFileSettings.keywords
    while !arguments.isAtEnd {
      let keyword = try arguments.choice("value or keyword", among: keywords)
      if try settings.file.take(keyword, &arguments) { continue }
      switch keyword {
      case "type":
        let names = TimeCorrelation.Pairs.allCases.map(\.rawValue)
        settings.pairs = .init(rawValue: try arguments.choice(keyword, among: names))!
      case "ave":
        settings.isRunning = try arguments.choice(keyword, among: ["one", "running"]) == "running"
      case "start": settings.start = Int64(try arguments.integer(keyword))
      default: settings.prefactor = try arguments.number("prefactor")
      }
    }
    try settings.file.check(isRunning: settings.isRunning, arguments)
    let parsed = settings
    return { id, _, session in
      try FixAverageCorrelate(id: id, settings: parsed, session: session)
    }
  }
}
