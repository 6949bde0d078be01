import Foundation
import MDCore
import MDDomain
import MDTrajectory

/// Measures quantities over the frames of files, on all ranks.
///
/// Whole frames go to the ranks in turn; where there are fewer frames than ranks, or a quantity follows
/// atoms in time, each rank takes its share of every frame. The numbers are the same either way: all sums
/// are of whole numbers.
public struct Analysis: Sendable {
  /// The names of the quantities, in the order of the output.
  public static let quantityNames = [
    "rdf", "sq", "angles", "coordination", "rings", "density", "order", "msd", "vacf", "vdos",
    "excess",
  ]

  /// Which quantities are measured.
  public var quantities: [String]
  /// How.
  public var settings: AnalysisSettings
  /// The files, read one after the other.
  public var paths: [String]
  /// What the user tells of the files.
  public var frameOptions: FrameOptions
  /// Which frames, counted from 1 through all files; negative numbers count from the end.
  public var first = 1
  /// The last frame.
  public var last = -1
  /// Every so many frames.
  public var every = 1
  /// Whether the length of bonds was chosen; the default holds for silicon only.
  public var hasOwnCutoff = false

  /// An analysis of files.
  public init(
    _ paths: [String], quantities: [String], settings: AnalysisSettings = AnalysisSettings(),
    frameOptions: FrameOptions = FrameOptions()
  ) {
    self.paths = paths
    self.quantities = quantities
    self.settings = settings
    self.frameOptions = frameOptions
  }

  /// Measures. Collective; the results are on the root, other ranks get none.
  ///
  /// - Throws: ``InputError`` and ``CollectiveError`` for files that cannot be read, and for quantities that their
  ///   frames do not give.
  public func run(_ communicator: any Communicator) throws -> AnalysisOutcome {
    let count = try countFrames(communicator)
    let selection = try select(count)
    let frames = Array(stride(from: selection.first, through: selection.last, by: every))
    var (measures, notes) = try communicator.collectively {
      try observe(frames, communicator)
    }
    for i in measures.indices { measures[i].combine(communicator) }
    let own = measures
    let results = try communicator.collectively {
      communicator.isRoot ? try own.map { try $0.result() } : []
    }
    return AnalysisOutcome(
      frames: frames.count, first: frames[0], last: frames[frames.count - 1],
      results: results, notes: notes)
  }

  func countFrames(_ communicator: any Communicator) throws -> Int {
    try frameSteps(communicator).count
  }

  /// The steps of all frames; nil where a file does not tell. Collective.
  func frameSteps(_ communicator: any Communicator) throws -> [Int64?] {
    let isRoot = communicator.isRoot
    let known = try communicator.collectively { () -> [Int64] in
      guard isRoot else { return [] }
      let reader = FrameSequence(paths, options: frameOptions)
      var steps: [Int64] = []
      while try reader.skip() { steps.append(reader.lastStep ?? .min) }
      return steps
    }
    return communicator.broadcast(known).map { $0 == .min ? nil : $0 }
  }

  private func select(_ count: Int) throws -> (first: Int, last: Int) {
    guard count > 0 else {
      throw InputError("\(paths.joined(separator: ", ")): there is no whole frame")
    }
    let from = first < 0 ? count + 1 + first : first
    let to = last < 0 ? count + 1 + last : min(last, count)
    guard from >= 1, from <= to else {
      throw InputError("no frame lies between -from \(first) and -to \(last); there are \(count)")
    }
    return (from, to)
  }

  /// Reads what this rank needs and measures.
  private func observe(
    _ frames: [Int], _ communicator: any Communicator
  ) throws -> ([any Quantity], [String]) {
    let reader = FrameSequence(paths, options: frameOptions)
    var place = 1
    func frame(_ number: Int) throws -> Frame {
      while place < number {
        guard try reader.skip() else { throw InputError("frame \(number) is gone") }
        place += 1
      }
      guard let frame = try reader.next() else { throw InputError("frame \(number) is gone") }
      place += 1
      return frame
    }
    // All ranks see the first frame, which fixes kinds and wave vectors.
    let initial = try frame(frames[0])
    try check(initial)
    var measures = make(initial, frames: frames.count)
    let (rank, size) = (communicator.rank, communicator.size)
    let inSlices = frames.count < size
    let slice = Share(part: rank, parts: size)
    let follows = measures.contains(where: \.followsAtoms)
    for (turn, number) in frames.enumerated() {
      let isMine = turn % size == rank
      guard inSlices || isMine || follows else { continue }
      let now = turn == 0 ? initial : try frame(number)
      try agree(now, initial)
      let snapshot = Snapshot(now, settings)
      for i in measures.indices {
        if measures[i].followsAtoms || inSlices {
          try measures[i].observe(snapshot, slice)
        } else if isMine {
          try measures[i].observe(snapshot, .whole)
        }
      }
    }
    return (measures, reader.notes)
  }

  private func check(_ frame: Frame) throws {
    guard frame.count > 0 else { throw InputError("frame \(frame.number) has no atoms") }
    try checkReach(of: settings.cutoff, "-cutoff", frame)
    try checkReach(of: settings.rMax, "-rmax", frame)
    let bins = settings.rMax / settings.rBin
    guard bins <= 1e6 else {
      throw InputError(
        "-rmax \(settings.rMax) and -bin \(settings.rBin) make \(Int64(clamped: bins)) bins; a million are most"
      )
    }
    guard settings.qMax <= 1000 else {
      throw InputError("-qmax \(settings.qMax): it is in 1/Å, and 1000 is most")
    }
    let bonded = quantities.filter { ["angles", "coordination", "rings", "order"].contains($0) }
    let others = frame.speciesNames.filter { $0 != "Si" && ChemicalElement.weight(of: $0) != nil }
    guard hasOwnCutoff || bonded.isEmpty || others.isEmpty else {
      throw InputError(
        "\(bonded.joined(separator: ", ")): the default length of bonds, \(settings.cutoff) Å, is silicon's, but there are atoms of \(others.joined(separator: ", ")); give -cutoff, for instance the first minimum of g(r) (-quantities rdf)"
      )
    }
  }

  /// Throws for a length within which an atom would have a million neighbours.
  private func checkReach(of length: Double, _ option: String, _ frame: Frame) throws {
    let neighbors = Double(frame.count) / frame.box.volume * 4 / 3 * .pi * length * length * length
    guard neighbors > 1e6 else { return }
    throw InputError(
      "\(option) \(length): an atom has about \(Int64(clamped: neighbors)) others within that many Å"
    )
  }

  private func agree(_ frame: Frame, _ initial: Frame) throws {
    guard frame.count == initial.count, frame.speciesNames == initial.speciesNames else {
      throw InputError(
        "frame \(frame.number) has \(frame.count) atoms of \(frame.speciesNames.joined(separator: ", ")), the first \(initial.count) of \(initial.speciesNames.joined(separator: ", ")); analyse files with other atoms one by one"
      )
    }
  }

  private func make(_ initial: Frame, frames: Int) -> [any Quantity] {
    let tally = RadialTally(settings)
    tally.prepare(initial)
    let longest = settings.window ?? min(1000, max(1, frames / 2))
    var measures: [any Quantity] = []
    for name in Self.quantityNames where quantities.contains(name) {
      switch name {
      case "rdf": measures.append(RadialDistribution(tally, settings))
      case "sq":
        var factor = StructureFactor(tally, settings)
        factor.prepare(initial)
        measures.append(factor)
      case "angles": measures.append(BondAngles())
      case "coordination": measures.append(Coordination(settings))
      case "rings": measures.append(RingStatistics(settings))
      case "density": measures.append(Density())
      case "order": measures.append(LocalOrder(settings))
      case "msd":
        var displacement = MeanSquareDisplacement(longest: longest)
        displacement.prepare(initial)
        measures.append(displacement)
      case "vacf":
        measures.append(
          VelocityCorrelation(
            longest: longest, showsCorrelation: true, showsSpectrum: quantities.contains("vdos")))
      case "vdos" where !quantities.contains("vacf"):
        measures.append(
          VelocityCorrelation(longest: longest, showsCorrelation: false, showsSpectrum: true))
      case "excess":
        measures.append(ExcessEnergy(reference: settings.reference ?? 0))
      default: break
      }
    }
    return measures
  }
}

/// What an analysis found.
public struct AnalysisOutcome: Sendable {
  /// How many frames were measured.
  public var frames: Int
  /// The number of the first and last one.
  public var first, last: Int
  /// What came out, on the root.
  public var results: [AnalysisResult]
  /// What the user should know of the files.
  public var notes: [String]
}
