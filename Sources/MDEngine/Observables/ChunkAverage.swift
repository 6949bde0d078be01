import MDCore

/// Averages over the atoms of chunks and over time, as `fix ave/chunk` takes them.
public struct ChunkAverage: Equatable, Sendable {
  /// What is made of a sum over the atoms of a chunk.
  public enum Quantity: Equatable, Sendable {
    /// Atoms in Å³.
    case numberDensity
    /// g/cm³, of a sum of masses in g/mol.
    case massDensity
    /// K, of a sum of m v².
    case temperature
    /// The mean of the atoms.
    case mean
  }

  /// How samples become an average.
  public enum Normalization: String, CaseIterable, Sendable {
    /// The sum over all samples, divided by the atoms of all samples.
    case all
    /// The mean over the samples of the means over their atoms.
    case sample
    /// The mean over the samples of the sums over their atoms; densities and temperatures are as ever.
    case none
  }

  public let quantities: [Quantity]
  public let normalization: Normalization
  /// Degrees of freedom of an atom, and of a chunk besides.
  public let atomFreedom, chunkFreedom: Double

  private var schedule: SampleSchedule
  private var series: AverageSeries
  /// Where the chunks are in the present average; for good where averages are combined.
  public private(set) var bins: ChunkBins?
  private var counts: [Double] = []
  /// A column for each quantity.
  private var sums: [[Double]] = []

  /// - Throws: ``InputError`` if the numbers of steps do not fit each other.
  public init(
    schedule: SampleSchedule, combination: AverageSeries.Combination, quantities: [Quantity],
    normalization: Normalization = .all, atomFreedom: Double = 3, chunkFreedom: Double = 0
  ) {
    self.schedule = schedule
    series = AverageSeries(combination)
    self.quantities = quantities
    self.normalization = normalization
    self.atomFreedom = atomFreedom
    self.chunkFreedom = chunkFreedom
  }

  /// The next step at which a sample is due.
  public var next: Int64 { schedule.next }

  /// The columns that came out last: atoms of each chunk, then the quantities; nil before the first average.
  public var result: [[Double]]? { series.result }

  /// How many averages the last result combines.
  public var combined: Double { series.count }

  /// Whether the chunks are to be told by ``begin(with:)`` before the next sample: where it begins an average, and
  /// always for parts of the box, whose volumes change with it.
  public var needsBins: Bool {
    guard let bins, !bins.isReduced else { return true }
    return schedule.taken == 0 && series.combination == .one
  }

  /// Goes on from a step later than the next sample: what had been sampled is forgotten.
  public mutating func skip(to step: Int64) throws(InputError) { try schedule.skip(to: step) }

  /// Takes over where the chunks are now.
  public mutating func begin(with bins: ChunkBins) { self.bins = bins }

  /// Takes the sample that is due; returns the average if it completes one.
  ///
  /// - Parameters:
  ///   - atoms: how many there are in each chunk.
  ///   - values: sums over them, a column for each quantity.
  public mutating func add(
    atoms: [Double], values: [[Double]], atStep step: Int64
  ) -> [[Double]]? {
    if schedule.taken == 0 {
      counts = atoms.map { _ in 0 }
      sums = values.map { $0.map { _ in 0 } }
    }
    for chunk in atoms.indices {
      counts[chunk] += atoms[chunk]
      for (j, quantity) in quantities.enumerated() {
        let sum = values[j][chunk]
        sums[j][chunk] += isByStep(quantity) ? value(quantity, sum, atoms[chunk], 1) : sum
      }
    }
    guard schedule.take(atStep: step) else { return nil }
    let samples = Double(schedule.repeats)
    var columns = [counts.map { $0 / samples }]
    for (j, quantity) in quantities.enumerated() {
      columns.append(
        sums[j].indices.map { chunk in
          isByStep(quantity)
            ? sums[j][chunk] / samples : value(quantity, sums[j][chunk], counts[chunk], samples)
        })
    }
    series.append(columns)
    return result
  }

  /// Whether each sample becomes a value of its own, of which the mean is taken.
  private func isByStep(_ quantity: Quantity) -> Bool {
    switch normalization {
    case .all: false
    case .sample: true
    case .none: quantity == .temperature
    }
  }

  /// What a sum over the atoms of some samples amounts to.
  private func value(
    _ quantity: Quantity, _ sum: Double, _ atoms: Double, _ samples: Double
  ) -> Double {
    let volume = bins?.volume ?? 1
    switch quantity {
    case .numberDensity: return sum / samples / volume
    case .massDensity: return sum / samples / volume * MetalUnits.density
    case .temperature:
      guard atoms > 0 else { return 0 }
      let freedom = samples * chunkFreedom + atoms * atomFreedom
      return sum * MetalUnits.massVelocitySquaredToEnergy / (freedom * MetalUnits.boltzmann)
    case .mean:
      if normalization == .none { return sum / samples }
      return atoms > 0 ? sum / atoms : 0
    }
  }

  /// All that it must remember over a restart.
  public var memory: [Double] {
    get {
      [Double(schedule.next), Double(schedule.taken), series.count]
        + (bins?.memory ?? [0, 0, 0, 0])
        + [Double(counts.count)] + counts + sums.flatMap { $0 } + series.memory
    }
    set {
      guard newValue.count >= 11 else { return }
      var rest = NumberReader(newValue)
      schedule.next = rest.whole()
      schedule.taken = rest.whole()
      let count = rest.next()
      bins = ChunkBins(from: &rest)
      let chunks = rest.size()
      guard let table = rest.table(columns: 1 + quantities.count, rows: chunks) else { return }
      counts = table[0]
      sums = Array(table[1...])
      series.restore(count: count, from: &rest)
    }
  }
}
