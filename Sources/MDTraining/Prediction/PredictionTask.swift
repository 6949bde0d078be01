import Foundation
import MDCore
import MDDomain

/// `swift-md predict`: a potential, files, and what is to be written.
public struct PredictionTask: Sendable {
  /// A folder in n2p2's format, or a `.sw` file.
  public var potential: String
  /// Files with labelled structures.
  public var files: [String]
  /// `cflength` and `cfenergy` of the potential.
  public var lengthFactor = 1.0
  public var energyFactor = 1.0
  /// How the files are read.
  public var reading = StructureReadingOptions()
  /// The energy zero of the files.
  public var offset = EnergyOffset.none
  /// What the names of tables and pictures begin with; nil for none.
  public var outputPrefix: String?
  /// Where the structures with the predictions go; nil for nowhere.
  public var structureOutput: String?

  /// The errors of a potential on files.
  public init(potential: String, files: [String]) {
    self.potential = potential
    self.files = files
  }

  /// Does it on all ranks; the root tells and writes.
  ///
  /// - Throws: the same error on all ranks.
  public func run(_ communicator: any Communicator, tell: (String) -> Void) throws {
    let loaded = try load(communicator)
    if communicator.isRoot { for line in loaded.warnings { tell("WARNING: " + line) } }
    let report = try report(loaded, communicator)
    try communicator.collectively {
      guard let report else { return }
      for line in report.lines { tell(line) }
      if let prefix = outputPrefix { try write(report, prefix) }
      if let path = structureOutput { try report.writeStructures(to: path) }
    }
  }

  private func load(_ communicator: any Communicator) throws -> LoadedPotential {
    try LoadedPotential.read(
      potential, lengthFactor: lengthFactor, energyFactor: energyFactor,
      communicator: communicator)
  }

  /// The errors, on the root; nil on the others. Collective.
  public func report(_ communicator: any Communicator) throws -> PredictionReport? {
    try report(load(communicator), communicator)
  }

  private func report(_ loaded: LoadedPotential, _ communicator: any Communicator) throws
    -> PredictionReport?
  {
    var reading = reading
    if let elements = loaded.elements { reading.elements = elements }
    let structures = try StructureFile.read(files, options: reading, communicator: communicator)
    let predictions = try StructurePrediction.evaluate(
      structures, with: loaded, communicator: communicator)
    return try communicator.collectively {
      communicator.isRoot
        ? try PredictionReport(structures, predictions, offset: offset) : nil
    }
  }

  private func write(_ report: PredictionReport, _ prefix: String) throws {
    try TextOutput.write(report.structureTable, to: prefix + "-structures.csv")
    try TextOutput.write(report.groupTable, to: prefix + "-groups.csv")
    try report.writeParity(prefix: prefix, title: URL(fileURLWithPath: potential).lastPathComponent)
  }
}
