import MDCore
import MDEngine

/// `fix ID group ave/chunk`: averages over the atoms of chunks and over time, as a table of the fix and in a file.
final class FixAverageChunk: WatchingFix {
  /// What the deck asks for.
  struct Settings {
    var every: Int64
    var repeats: Int64
    var frequency: Int64
    var chunkID: String
    var values: [String] = []
    var normalization = ChunkAverage.Normalization.all
    var combination = AverageSeries.Combination.one
    var atomFreedom = 3.0
    var chunkFreedom = 0.0
    var file = SeriesFileSettings()
    var format: FormatSpecification
  }

  /// A value of the deck as the sum over atoms from which it is made.
  private enum Source {
    case one, mass, massVelocitySquared
    case value(AtomValue)
  }

  let id: String
  let style = "ave/chunk"
  private let mask: UInt32
  private let settings: Settings
  private let sources: [Source]
  private var average: ChunkAverage
  private let file: SeriesFile?
  private unowned let session: Session
  let inputs: [Reference]

  init(id: String, mask: UInt32, settings: Settings, session: Session) throws {
    self.id = id
    self.mask = mask
    self.settings = settings
    self.session = session
    let runner = try session.requireRunner()
    let (computes, fixes) = (runner.simulation.computes, runner.simulation.fixes)
    let chunks: ComputeChunkAtom = try compute(
      settings.chunkID, ofStyle: "chunk/atom", for: "fix ave/chunk", among: computes)
    sources = try settings.values.map {
      try Self.source($0, session, computes, fixes)
    }
    let asked =
      [settings.chunkID]
      + sources.flatMap { source in
        if case .value(let value) = source { value.inputs } else { [] }
      }
    inputs = asked.compactMap { Reference("c_\($0)") }
    average = ChunkAverage(
      schedule: try SampleSchedule(
        every: settings.every, repeats: settings.repeats, frequency: settings.frequency,
        now: runner.simulation.state.step),
      combination: settings.combination, quantities: settings.values.map(Self.quantity),
      normalization: settings.normalization, atomFreedom: settings.atomFreedom,
      chunkFreedom: settings.chunkFreedom)
    let groups = runner.simulation.state.groups
    let group = groups.all.compactMap { $0 }.first { groups.mask(of: $0) == mask } ?? "all"
    let header = Self.header(id, group, settings, chunks)
    file = settings.file.open(lines: header, session)
  }

  private static func quantity(_ word: String) -> ChunkAverage.Quantity {
    switch word {
    case "density/number": .numberDensity
    case "density/mass": .massDensity
    case "temp": .temperature
    default: .mean
    }
  }

  private static func source(
    _ word: String, _ session: Session, _ computes: [any Compute], _ fixes: [any Fix]
  ) throws -> Source {
    switch quantity(word) {
    case .numberDensity: .one
    case .massDensity: .mass
    case .temperature: .massVelocitySquared
    case .mean: .value(try session.atomValue(word, for: "fix ave/chunk", among: computes, fixes))
    }
  }

  /// The lines at the top of the file.
  private static func header(
    _ id: String, _ group: String, _ settings: Settings, _ chunks: ComputeChunkAtom
  ) -> [String] {
    let places = (0..<chunks.dimensions).map { " Coord\($0 + 1)" }.joined()
    return [
      "# Chunk-averaged data for fix \(id) and group \(group)",
      "# Timestep Number-of-chunks Total-count",
      "# Chunk\(places) Ncount \(settings.values.joined(separator: " "))",
    ]
  }

  var frequency: Int64 { settings.frequency }

  var needsPerAtom: Bool {
    sources.contains {
      if case .value(let value) = $0 { value.source?.needsPerAtom ?? false } else { false }
    }
  }

  func beginRun(_ steps: ClosedRange<Int64>) throws {
    try session.check(inputs, of: "fix ave/chunk \(id)")
    for source in sources {
      if case .value(let value) = source { try (value.source as? AtomVariable)?.check() }
    }
    try average.skip(to: steps.lowerBound)
  }

  func nextStep(atOrAfter step: Int64) -> Int64? { max(step, average.next) }

  func observe(atStep step: Int64) throws {
    try require(step, isNext: average.next, of: "an average")
    let runner = try session.requireRunner()
    let found = runner.simulation.computes.first { $0.id == settings.chunkID }
    guard let chunks = found as? ComputeChunkAtom else {
      throw InputError("fix ave/chunk \(id): compute \(settings.chunkID) is not there any more")
    }
    if average.needsBins { average.begin(with: try chunks.bins(runner.simulation.state)) }
    guard let bins = average.bins else { return }
    let sums = sums(runner.simulation.state, chunks, bins)
    guard let result = average.add(atoms: sums[0], values: Array(sums[1...]), atStep: step),
      let file
    else { return }
    try file.write(text(result, bins, step), replacing: settings.file.overwrites)
  }

  /// The atoms of each chunk, and a sum over them for each value. Collective.
  private func sums(
    _ state: borrowing SystemState, _ chunks: ComputeChunkAtom, _ bins: ChunkBins
  ) -> [[Double]] {
    let chunkOf = chunks.assign(state, to: bins, group: mask)
    let columns = sources.map { values($0, state) }
    var sums = [Double](repeating: 0, count: bins.count * (1 + columns.count))
    for (atom, chunk) in chunkOf.enumerated() where chunk >= 0 {
      sums[chunk] += 1
      for (j, column) in columns.enumerated() { sums[(j + 1) * bins.count + chunk] += column[atom] }
    }
    sums = state.communicator.reduce(sums, .sum)
    return stride(from: 0, to: sums.count, by: bins.count).map {
      Array(sums[$0..<($0 + bins.count)])
    }
  }

  private func values(_ source: Source, _ state: borrowing SystemState) -> [Double] {
    let atoms = state.atoms.view
    let masses = state.masses
    switch source {
    case .one: return [Double](repeating: 1, count: atoms.owned)
    case .mass: return (0..<atoms.owned).map { masses[Int(atoms.type[$0])] }
    case .massVelocitySquared:
      return (0..<atoms.owned).map { i in
        let v = Vector3(atoms.vx[i], atoms.vy[i], atoms.vz[i])
        return masses[Int(atoms.type[i])] * v.dot(v)
      }
    case .value(let value): return value.values(state)
    }
  }

  private static let plain = try! FormatSpecification(" %g")

  private func text(_ columns: [[Double]], _ bins: ChunkBins, _ step: Int64) -> String {
    // LAMMPS tells the atoms of all averages that are combined.
    let total = columns[0].reduce(0, +) * average.combined
    let places = bins.coordinates + [columns[0]]
    var text = "\(step) \(bins.count)\(Self.plain.string(total))\n"
    for chunk in 0..<bins.count {
      text += "  \(chunk + 1)"
      for place in places { text += Self.plain.string(place[chunk]) }
      for column in columns.dropFirst() { text += settings.format.string(column[chunk]) }
      text += "\n"
    }
    return text
  }

  func finish() throws { file?.close() }

  /// Coordinates of the chunks, their atoms, and the values.
  func table(_ state: borrowing SystemState) -> [[Double]] {
    if let result = average.result, let bins = average.bins { return bins.coordinates + result }
    // Before the first average there are zeros.
    let found = session.runner?.simulation.computes.first { $0.id == settings.chunkID }
    guard let bins = try? (found as? ComputeChunkAtom)?.bins(state) else { return [] }
    let columns = bins.coordinates.count + 1 + sources.count
    return [[Double]](repeating: [Double](repeating: 0, count: bins.count), count: columns)
  }

  /// The average, behind how much of this is about the file, and that.
  var memory: [Double] {
    get { file.memory(before: average.memory) }
    set {
      if let rest = file.restore(from: newValue) { average.memory = rest }
    }
  }
}
