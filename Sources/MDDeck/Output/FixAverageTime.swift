import Foundation
import MDCore
import MDEngine

/// `fix ID group ave/time`: averages of numbers or vectors over time, as values of the fix and in a file.
final class FixAverageTime: WatchingFix {
  /// What the deck asks for.
  struct Settings {
    var every: Int64
    var repeats: Int64
    var frequency: Int64
    var words: [String] = []
    var takesVectors = false
    var combination = TimeAverage.Combination.one
    var unaveraged: [Int] = []
    var start: Int64 = 0
    var file = SeriesFileSettings()
    var format: FormatSpecification
  }

  let id: String
  let style = "ave/time"
  private let settings: Settings
  let inputs: [Reference]
  private var average: TimeAverage
  private let file: SeriesFile?
  private unowned let session: Session

  init(id: String, settings: Settings, session: Session) throws {
    self.id = id
    self.settings = settings
    self.session = session
    let words = try session.expanded(settings.words, ofTables: settings.takesVectors)
    inputs = words.compactMap { Reference($0) }
    if let column = settings.unaveraged.first(where: { $0 > words.count }) {
      throw InputError("fix ave/time: off \(column), but there are \(words.count) values")
    }
    try session.check(inputs, of: "fix ave/time")
    try Self.checkFrequencies(inputs, settings.every, session)
    average = try TimeAverage(
      every: settings.every, repeats: settings.repeats, frequency: settings.frequency,
      combination: settings.combination, unaveraged: Set(settings.unaveraged.map { $0 - 1 }),
      start: settings.start, now: try session.requireRunner().simulation.state.step)
    file = settings.file.open(lines: Self.header(id, settings, words), session)
  }

  private static func checkFrequencies(
    _ inputs: [Reference], _ every: Int64, _ session: Session
  ) throws {
    let runner = try session.requireRunner()
    for input in inputs where input.kind == .fix {
      let fix = runner.simulation.fixes.first { $0.id == input.id }
      guard let watching = fix as? any WatchingFix, every % watching.frequency != 0 else {
        continue
      }
      throw InputError(
        "fix ave/time: fix \(input.id) has new values every \(watching.frequency) steps; Nevery must "
          + "be a multiple of that, not \(every)")
    }
  }

  /// The lines at the top of the file.
  private static func header(_ id: String, _ settings: Settings, _ words: [String]) -> [String] {
    let names = words.joined(separator: " ")
    let first = "# Time-averaged data for fix \(id)"
    return settings.takesVectors
      ? [first, "# TimeStep Number-of-rows", "# Row \(names)"] : [first, "# TimeStep \(names)"]
  }

  var frequency: Int64 { settings.frequency }

  var needsPerAtom: Bool {
    if inputs.contains(where: { $0.kind != .compute }) { return session.hasPerAtomComputes }
    return (session.runner?.simulation.computes ?? []).contains { compute in
      compute.needsPerAtom && inputs.contains { $0.id == compute.id }
    }
  }

  /// A minimisation may have passed the step of the next sample.
  func beginRun(_ steps: ClosedRange<Int64>) throws {
    try session.check(inputs, of: "fix ave/time \(id)")
    try average.skip(to: steps.lowerBound)
  }

  func nextStep(atOrAfter step: Int64) -> Int64? { max(step, average.next) }

  func observe(atStep step: Int64) throws {
    try require(step, isNext: average.next, of: "an average")
    let values =
      settings.takesVectors
      ? try session.vectors(inputs) : try inputs.map { [try session.number($0)] }
    if values.contains(where: { $0.count != values[0].count }) {
      throw InputError("fix ave/time \(id): the vectors have different lengths")
    }
    guard let result = average.add(values, atStep: step), let file else { return }
    try file.write(text(result, step), replacing: settings.file.overwrites)
  }

  private func text(_ columns: [[Double]], _ step: Int64) -> String {
    func line(_ row: Int) -> String {
      columns.map { settings.format.string($0[row]) }.joined() + "\n"
    }
    guard settings.takesVectors else { return "\(step)" + line(0) }
    let rows = columns[0].indices
    return "\(step) \(rows.count)\n" + rows.map { "\($0 + 1)" + line($0) }.joined()
  }

  func finish() throws { file?.close() }

  func scalar(_ state: borrowing SystemState) -> Double? {
    guard inputs.count == 1, !settings.takesVectors else { return nil }
    return average.result?[0][0] ?? 0
  }

  func vector(_ state: borrowing SystemState) -> [Double] {
    if settings.takesVectors {
      guard inputs.count == 1 else { return [] }
      // Before the first average there are zeros, as many as there will be numbers.
      return average.result?[0]
        ?? (try? session.vectors(inputs)).map { $0[0].map { _ in 0 } } ?? []
    }
    guard inputs.count > 1 else { return [] }
    return average.result?.map { $0[0] } ?? [Double](repeating: 0, count: inputs.count)
  }

  func isExtensive(isElement: Bool) -> Bool {
    // One number or vector is what it averages; of several, no single answer is right.
    guard let input = inputs.first, inputs.count == 1 else { return false }
    return session.isExtensive(
      input.kind, input.id, isElement: settings.takesVectors || !input.indices.isEmpty)
  }

  func table(_ state: borrowing SystemState) -> [[Double]] {
    guard settings.takesVectors, inputs.count > 1 else { return [] }
    return average.result ?? []
  }

  /// The average, behind how much of this is about the file, and that.
  var memory: [Double] {
    get { file.memory(before: average.memory) }
    set {
      if let rest = file.restore(from: newValue) { average.memory = rest }
    }
  }
}
