import MDCore
import MDEngine

/// `fix ID group ave/correlate`: correlations over time of numbers, as a table of the fix and in a file.
final class FixAverageCorrelate: WatchingFix {
  /// What the deck asks for.
  struct Settings {
    var every: Int64
    var repeats: Int64
    var frequency: Int64
    var words: [String] = []
    var pairs = TimeCorrelation.Pairs.auto
    var isRunning = false
    var start: Int64 = 0
    var prefactor = 1.0
    var file = SeriesFileSettings()
  }

  let id: String
  let style = "ave/correlate"
  let inputs: [Reference]
  private let settings: Settings
  private var correlation: TimeCorrelation
  private let file: SeriesFile?
  private unowned let session: Session

  init(id: String, settings: Settings, session: Session) throws {
    self.id = id
    self.settings = settings
    self.session = session
    let words = try session.expanded(settings.words, ofTables: false)
    inputs = words.compactMap { Reference($0) }
    try session.check(inputs, of: "fix ave/correlate")
    correlation = try TimeCorrelation(
      every: settings.every, delays: settings.repeats, frequency: settings.frequency,
      values: words.count, pairs: settings.pairs, isRunning: settings.isRunning,
      start: settings.start, now: try session.requireRunner().simulation.state.step)
    let names = settings.pairs.of(words.count).map { " \(words[$0.first])*\(words[$0.second])" }
    let header = [
      "# Time-correlated data for fix \(id)", "# Timestep Number-of-time-windows",
      "# Index TimeDelta Ncount" + names.joined(),
    ]
    file = settings.file.open(lines: header, session)
  }

  var frequency: Int64 { settings.frequency }

  var needsPerAtom: Bool { session.hasPerAtomComputes }

  func beginRun(_ steps: ClosedRange<Int64>) throws {
    try session.check(inputs, of: "fix ave/correlate \(id)")
    correlation.skip(to: steps.lowerBound)
  }

  func nextStep(atOrAfter step: Int64) -> Int64? { max(step, correlation.next) }

  func observe(atStep step: Int64) throws {
    try require(step, isNext: correlation.next, of: "a correlation")
    let values = try inputs.map { try session.number($0) }
    guard correlation.add(values, atStep: step), let file else { return }
    try file.write(try text(step), replacing: settings.file.overwrites)
  }

  private func text(_ step: Int64) throws -> String {
    let columns = table
    let format = try FormatSpecification(" %g")
    var text = "\(step) \(settings.repeats)\n"
    for row in columns[0].indices {
      text += "\(row + 1) \(Int64(columns[0][row])) \(Int64(columns[1][row]))"
      for column in columns[2...] {
        // LAMMPS writes "0.0" for what has no sample yet.
        text += columns[1][row] > 0 ? format.string(column[row]) : " 0.0"
      }
      text += "\n"
    }
    return text
  }

  func finish() throws { file?.close() }

  private var table: [[Double]] {
    let columns = correlation.result
    return columns[..<2] + columns[2...].map { $0.map { settings.prefactor * $0 } }
  }

  func table(_ state: borrowing SystemState) -> [[Double]] { table }

  /// The correlation, behind how much of this is about the file, and that.
  var memory: [Double] {
    get { file.memory(before: correlation.memory) }
    set {
      if let rest = file.restore(from: newValue) { correlation.memory = rest }
    }
  }
}
