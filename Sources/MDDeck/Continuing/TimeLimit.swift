import MDCore

/// `timer timeout`: how long the runs of a deck may take, on the wall's clock.
struct TimeLimit {
  private let end: ContinuousClock.Instant

  /// A limit that counts from now.
  init(seconds: Double) {
    end = .now + .seconds(seconds)
  }

  /// Seconds left, not below 0.
  var secondsLeft: Double {
    let left = end - .now
    return max(0, Double(left.components.seconds) + Double(left.components.attoseconds) * 1e-18)
  }

  /// The seconds that `HH:MM:SS`, `MM:SS` or `SS` stands for; nil for a text that is none of them.
  static func seconds(_ text: String) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count) else { return nil }
    var seconds = 0.0
    for part in parts {
      guard !part.isEmpty, part.allSatisfy(\.isNumber), let value = Double(part), value < 1e9
      else { return nil }
      seconds = 60 * seconds + value
    }
    return seconds
  }
}
