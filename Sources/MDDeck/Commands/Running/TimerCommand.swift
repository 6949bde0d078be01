import MDCore

/// `timer [off|loop|normal|full] [sync|nosync] [timeout HH:MM:SS|off|unlimited] [every N]`
struct TimerCommand: DeckCommand {
  static let names = ["timer"]

  private static let keywords = [
    "off", "loop", "normal", "full", "sync", "nosync", "timeout", "every",
  ]

  /// Whether it is printed behind a run where its time went.
  private var showsTimes: Bool?
  private var synchronizes = false
  /// Seconds; infinity for no limit.
  private var limit: Double?
  private var interval: Int?

  init(_ arguments: inout Arguments) throws {
    guard !arguments.isAtEnd else { throw arguments.error("a keyword is missing") }
    while !arguments.isAtEnd {
      switch try arguments.choice("keyword", among: Self.keywords) {
      case "off", "loop": showsTimes = false
      case "normal", "full": showsTimes = true
      case "sync": synchronizes = true
      case "nosync": synchronizes = false
      case "timeout":
        let unknown = arguments.nextIsUnknown
        let word = try arguments.word("HH:MM:SS, off or unlimited")
        if word == "off" || word == "unlimited" || unknown {
          limit = .infinity
        } else if let seconds = TimeLimit.seconds(word) {
          limit = seconds
        } else {
          throw arguments.error("timeout is HH:MM:SS, off or unlimited, not '\(word)'")
        }
      default:
        interval = try arguments.integer("the steps between looks at the clock", atLeast: 1)
      }
    }
  }

  func run(in session: Session) throws {
    if let showsTimes { session.settings.showsTimes = showsTimes }
    if synchronizes {
      session.log.warn("timer sync has no effect: the times of a step are measured as they are")
    }
    let watch = session.supervisor
    if let interval { watch.clockInterval = Int64(interval) }
    guard let limit else { return }
    watch.isTimeUp = false
    watch.runsAreOver = false
    watch.limit = limit.isFinite ? TimeLimit(seconds: limit) : nil
  }
}
