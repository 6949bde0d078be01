import MDCore
import MDPotentials

/// The checked values of keywords, nil where they are not there.
struct KeywordReader {
  private let settings: N2P2Settings

  init(_ settings: N2P2Settings) { self.settings = settings }

  func contains(_ keyword: String) -> Bool { settings.contains(keyword) }

  /// The arguments of every line with a keyword.
  func lines(_ keyword: String) -> [DataLine] { settings.all(keyword).map(\.arguments) }

  /// An error at a keyword.
  func error(_ keyword: String, _ message: String) -> InputError {
    InputError("\(keyword): \(message)", at: settings.first(keyword)?.line.location)
  }

  func word(_ keyword: String) throws -> String? {
    try settings.first(keyword)?.arguments.word(0, "the value of \(keyword)")
  }

  /// A number in a range; only the first argument must be there.
  func number(_ keyword: String, index: Int = 0, in range: ClosedRange<Double>) throws -> Double? {
    guard let line = settings.first(keyword)?.arguments else { return nil }
    if index > 0 && line.words.count <= index { return nil }
    let value = try line.number(index, "the value of \(keyword)")
    guard range.contains(value) else {
      throw line.error(
        "\(keyword) is \(value), but it must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  func positive(_ keyword: String) throws -> Double? {
    guard let line = settings.first(keyword)?.arguments else { return nil }
    let value = try line.number(0, "the value of \(keyword)")
    guard value > 0 else { throw line.error("\(keyword) is \(value), but it must be positive") }
    return value
  }

  func integer(_ keyword: String, index: Int = 0, atLeast least: Int) throws -> Int? {
    guard let line = settings.first(keyword)?.arguments else { return nil }
    if index > 0 && line.words.count <= index { return nil }
    let value = try line.integer(index, "the value of \(keyword)")
    guard value >= least else {
      throw line.error("\(keyword) is \(value), but it must be \(least) or more")
    }
    return value
  }

  func choice<T: RawRepresentable & CaseIterable>(_ keyword: String, _ type: T.Type) throws -> T?
  where T.RawValue == String {
    guard let line = settings.first(keyword)?.arguments else { return nil }
    let word = try line.word(0, "the value of \(keyword)")
    guard let value = T(rawValue: word) else {
      let names = T.allCases.map(\.rawValue).joined(separator: ", ")
      throw line.error("\(keyword) \(word): there are \(names)")
    }
    return value
  }

  /// `selection_mode`: a mode, or modes and the epochs from which on they hold (`2 10 1 15 2`).
  func selection(_ keyword: String) throws -> [CandidatePlan.Kind.Step]? {
    guard let line = settings.first(keyword)?.arguments else { return nil }
    var steps: [CandidatePlan.Kind.Step] = []
    var epoch = 0
    for index in line.words.indices {
      if index % 2 == 1 {
        epoch = try line.integer(index, "the epoch of the next mode")
        continue
      }
      let number = try line.integer(index, "a selection mode")
      guard let mode = CandidatePlan.Selection(rawValue: number) else {
        throw line.error(
          "\(keyword) \(number): there are 0 (random), 1 (sorted) and 2 (threshold)")
      }
      steps.append(.init(epoch: epoch, mode: mode))
    }
    guard !steps.isEmpty, line.words.count % 2 == 1 else {
      throw line.error("\(keyword): a mode, then pairs of an epoch and a mode, are expected")
    }
    return steps
  }
}
