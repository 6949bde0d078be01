import MDCore
import MDDomain
import MDPotentials

/// What `scaling` and `descriptors` work on: an `input.nn` and files with structures.
public struct DescriptorInput: Sendable {
  /// The `input.nn`; a network may be missing in its folder.
  public var input: String
  /// Files with structures.
  public var files: [String]
  /// `cflength`: the unit of length of `input.nn`, and of `input.data` files, for an Å.
  public var lengthFactor = 1.0
  /// How the files are read.
  public var reading = StructureReadingOptions()

  /// Functions and structures.
  public init(input: String, files: [String]) {
    self.input = input
    self.files = files
  }

  /// Reads both. Collective.
  ///
  /// - Returns: the functions, the text of `input.nn`, and the structures.
  /// - Throws: the same error on all ranks.
  func read(_ communicator: any Communicator) throws -> (
    design: NetworkDesign, text: String, structures: [LabelledStructure]
  ) {
    let text = try SharedText.read(input, communicator: communicator)
    let design = try NetworkDesign(text: text, file: input)
    var reading = reading
    reading.elements = design.symbols
    reading.requiresEnergy = false
    let structures = try StructureFile.read(files, options: reading, communicator: communicator)
    return (design, text, structures)
  }
}

/// `swift-md scaling`: `scaling.data` for an `input.nn` and a data set, as n2p2's `nnp-scaling`.
public struct ScalingTask: Sendable {
  /// Functions and structures.
  public var source: DescriptorInput
  /// Where the statistics go.
  public var output: String

  /// A range of values below which a function is told to be of no use.
  static let smallRange = 1e-4

  /// Statistics of a source.
  public init(source: DescriptorInput, output: String) {
    self.source = source
    self.output = output
  }

  /// Does it on all ranks; the root tells and writes.
  ///
  /// - Throws: the same error on all ranks.
  public func run(_ communicator: any Communicator, tell: (String) -> Void) throws {
    let (design, _, structures) = try source.read(communicator)
    let statistics = try DescriptorStatistics.measure(
      structures, design: design, lengthFactor: source.lengthFactor, communicator: communicator)
    try communicator.collectively {
      guard let statistics else { return }
      try TextOutput.write(try statistics.scalingFile(), to: output)
      for warning in design.warnings { tell("WARNING: \(warning)") }
      for (e, symbol) in design.symbols.enumerated() {
        let atoms = Int(statistics.lines[e].first?.count ?? 0)
        tell("  \(symbol): \(design.functionCounts[e]) functions at \(atoms) atoms")
      }
      for (e, f) in statistics.nearlyConstant(below: Self.smallRange) {
        tell(
          "  WARNING: function \(f + 1) of \(design.symbols[e]) "
            + "(\(design.description(of: f, element: e))) varies by less than \(Self.smallRange)")
      }
      tell("  \(structures.count) structures, written to \(output)")
    }
  }
}
