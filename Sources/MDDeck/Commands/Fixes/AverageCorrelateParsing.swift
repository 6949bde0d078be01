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
    let keywords = [
      "type", "ave", "start", "prefactor", "file", "overwrite", "title1", "title2", "title3",
    ]
    while !arguments.isAtEnd {
      let keyword = try arguments.choice("value or keyword", among: keywords)
      switch keyword {
      case "type":
        let names = TimeCorrelation.Pairs.allCases.map(\.rawValue)
        settings.pairs = .init(rawValue: try arguments.choice(keyword, among: names))!
      case "ave":
        settings.isRunning = try arguments.choice(keyword, among: ["one", "running"]) == "running"
      case "start": settings.start = Int64(try arguments.integer(keyword))
      case "prefactor": settings.prefactor = try arguments.number(keyword)
      case "file": settings.file = try arguments.word("the file")
      case "overwrite": settings.overwrites = true
      default: settings.titles[Int(keyword.suffix(1))! - 1] = try arguments.word("the title")
      }
    }
    if settings.overwrites && !settings.isRunning {
      throw arguments.error("overwrite goes with ave running only")
    }
    let parsed = settings
    return { id, _, session in
      try FixAverageCorrelate(id: id, settings: parsed, session: session)
    }
  }
}
