import MDCore
import MDEngine

/// `fix ID group ave/histo` and `ave/histo/weight`: how often values fall into bins, as a vector and a table of the fix
/// and in a file.
final class FixAverageHistogram: WatchingFix {
  /// What the deck asks for.
  struct Settings {
    var every: Int64
    var repeats: Int64
    var frequency: Int64
    var range: ClosedRange<Double>
    var bins: Int
    var words: [String] = []
    var isWeighted: Bool
    var takesVectors = false
    var kind: Kind?
    var beyond = HistogramAverage.Beyond.ignore
    var combination = AverageSeries.Combination.one
    var start: Int64 = 0
    var file = SeriesFileSettings()
  }

  /// What values belong to, if the deck says it.
  enum Kind: String {
    case global, peratom
  }

  private enum Source {
    case numbers([Reference])
    case vectors([Reference])
    case atoms([AtomValue])
  }

  let id: String
  var style: String { settings.isWeighted ? "ave/histo/weight" : "ave/histo" }
  let inputs: [Reference]
  private let mask: UInt32
  private let settings: Settings
  private let source: Source
  private var average: HistogramAverage
  private let file: SeriesFile?
  private unowned let session: Session

  init(id: String, mask: UInt32, settings: Settings, session: Session) throws {
    self.id = id
    self.mask = mask
    self.settings = settings
    self.session = session
    let name = settings.isWeighted ? "fix ave/histo/weight" : "fix ave/histo"
    let runner = try session.requireRunner()
    source = try Self.source(settings, session, name)
    switch source {
    case .numbers(let references), .vectors(let references): inputs = references
    case .atoms(let values):
      inputs =
        values.flatMap(\.inputs).compactMap { Reference("c_\($0)") }
        + settings.words.compactMap { Reference($0) }.filter { $0.kind == .fix }
    }
    try session.check(inputs, of: name)
    average = try HistogramAverage(
      every: settings.every, repeats: settings.repeats, frequency: settings.frequency,
      range: settings.range, bins: settings.bins, beyond: settings.beyond,
      combination: settings.combination, start: settings.start,
      now: runner.simulation.state.step)
    let header = [
      "# Histogrammed data for fix \(id)",
      "# TimeStep Number-of-bins Total-counts Missing-counts Min-value Max-value",
      "# Bin Coord Count Count/Total",
    ]
    file = settings.file.open(lines: header, session)
  }

  private static func source(_ settings: Settings, _ session: Session, _ name: String) throws
    -> Source
  {
    let runner = try session.requireRunner()
    let (computes, fixes) = (runner.simulation.computes, runner.simulation.fixes)
    let ofAtoms = settings.words.map { isOfAtoms($0, settings.kind, session) }
    if ofAtoms.allSatisfy({ $0 }) {
      guard settings.takesVectors else {
        throw InputError("\(name): values of single atoms need 'mode vector'")
      }
      return .atoms(
        try settings.words.map {
          try session.atomValue($0, for: name, among: computes, fixes)
        })
    }
    if let place = ofAtoms.firstIndex(of: true) {
      throw InputError(
        "\(name): '\(settings.words[place])' has a value for each atom, other inputs have not")
    }
    let words = try session.expanded(settings.words, ofTables: settings.takesVectors)
    let references = words.compactMap { Reference($0) }
    guard settings.takesVectors else { return .numbers(references) }
    if let word = words.first(where: { $0.hasPrefix("v_") }) {
      throw InputError(
        "\(name): mode vector: '\(word)' is one number; vector variables are not supported")
    }
    return .vectors(references)
  }

  /// Whether a word names values of single atoms.
  private static func isOfAtoms(_ word: String, _ kind: Kind?, _ session: Session) -> Bool {
    guard let reference = Reference(word) else { return AtomValue.words.contains(word) }
    switch reference.kind {
    case .variable: return session.variables.isPerAtom(reference.id)
    case .compute:
      let compute = session.runner?.simulation.computes.first { $0.id == reference.id }
      return kind != .global && (compute?.perAtomColumns ?? 0) > 0
    case .fix:
      return session.runner?.simulation.fixes.first { $0.id == reference.id } is FixAverageAtom
    }
  }

  var frequency: Int64 { settings.frequency }

  var needsPerAtom: Bool {
    guard case .atoms(let values) = source else { return session.hasPerAtomComputes }
    return values.contains { $0.source?.needsPerAtom ?? false }
  }

  func beginRun(_ steps: ClosedRange<Int64>) throws {
    try session.check(inputs, of: "fix \(style) \(id)")
    if case .atoms(let values) = source {
      for value in values { try (value.source as? AtomVariable)?.check() }
    }
    try average.skip(to: steps.lowerBound)
  }

  func nextStep(atOrAfter step: Int64) -> Int64? { max(step, average.next) }

  func observe(atStep step: Int64) throws {
    try require(step, isNext: average.next, of: "a histogram")
    let counts: HistogramCounts
    switch source {
    case .numbers(let inputs):
      counts = try count(try inputs.map { [try session.number($0)] })
    case .vectors(let inputs): counts = try count(try session.vectors(inputs))
    case .atoms(let values):
      let columns = chosen(values, try session.requireRunner().simulation.state)
      counts = try count(columns).reduced(over: session.communicator)
    }
    guard average.add(counts, atStep: step), let file else { return }
    try file.write(text(step), replacing: settings.file.overwrites)
  }

  /// The values of this rank's atoms of the group.
  private func chosen(_ values: [AtomValue], _ state: borrowing SystemState) -> [[Double]] {
    let atoms = state.atoms.view
    let own = (0..<atoms.owned).filter { atoms.groups[$0] & mask != 0 }
    return values.map { value in
      let all = value.values(state)
      return own.map { all[$0] }
    }
  }

  private func count(_ columns: [[Double]]) throws -> HistogramCounts {
    guard settings.isWeighted else { return average.count(columns.flatMap { $0 }) }
    guard columns[0].count == columns[1].count else {
      throw InputError(
        "fix \(style) \(id): there are \(columns[0].count) values and \(columns[1].count) weights")
    }
    return average.count(columns[0], weights: columns[1])
  }

  private static let plain = try! FormatSpecification(" %g")

  private func text(_ step: Int64) -> String {
    let head = vector.map { Self.plain.string($0) }.joined()
    var text = "\(step) \(average.binCount)\(head)\n"
    let columns = columns
    for bin in 0..<average.binCount {
      text += "\(bin + 1)" + columns.map { Self.plain.string($0[bin]) }.joined() + "\n"
    }
    return text
  }

  func finish() throws { file?.close() }

  /// Counted and missing values, the least and the largest.
  private var vector: [Double] {
    let result = average.result
    return [result.total, result.missing, result.least, result.most]
  }

  /// Coordinates of the bins, their counts, and which part of all those are.
  private var columns: [[Double]] {
    [average.coordinates, average.result.bins, average.result.fractions]
  }

  func vector(_ state: borrowing SystemState) -> [Double] { vector }
  func table(_ state: borrowing SystemState) -> [[Double]] { columns }

  /// The counts, behind how much of this is about the file, and that.
  var memory: [Double] {
    get { file.memory(before: average.memory) }
    set {
      if let rest = file.restore(from: newValue) { average.memory = rest }
    }
  }
}
