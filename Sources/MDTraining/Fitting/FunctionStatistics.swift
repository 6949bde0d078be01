import MDCore
import MDDomain
import MDPotentials

/// Smallest, largest and mean value and standard deviation of each symmetry function over all atoms of
/// a data set: the lines of `scaling.data`.
struct FunctionStatistics: Equatable, Sendable {
  typealias Line = DescriptorStatistics.Line

  /// [element][function]
  let lines: [[Line]]

  /// Those of an earlier fit.
  init(_ lines: [[Line]]) { self.lines = lines }

  /// Evaluates the functions of all structures, all ranks together.
  ///
  /// Sums are taken structure by structure, in an order that does not depend on the ranks.
  init(
    _ structures: [FitStructure], builder: FunctionTableBuilder, communicator: any Communicator
  ) {
    let counts = builder.visibility.counts
    var lines = counts.map { [Line](repeating: Line(), count: $0) }
    for structure in structures {
      let starts = builder.inputStarts(structure)
      let values = Self.values(structure, builder, starts, communicator)
      for (atom, element) in structure.elements.enumerated() {
        let e = Int(element)
        for f in 0..<counts[e] { lines[e][f].add(values[starts[atom] + f]) }
      }
    }
    self.lines = lines
  }

  private static func values(
    _ structure: FitStructure, _ builder: FunctionTableBuilder, _ starts: [Int],
    _ communicator: any Communicator
  ) -> [Double] {
    let own = builder.values(structure)
    guard communicator.size > 1 else { return own }
    let segments = (0..<communicator.size).map {
      let atoms = share(of: structure.count, rank: $0, ranks: communicator.size)
      return starts[atoms.lowerBound]..<starts[atoms.upperBound]
    }
    var values = [Double](repeating: 0, count: starts[structure.count])
    values.replaceSubrange(segments[communicator.rank], with: own)
    values.withUnsafeMutableBufferPointer {
      communicator.share($0.baseAddress!, segments: segments)
    }
    return values
  }

  /// The scaling of every function.
  ///
  /// - Throws: ``InputError`` that names a function that is the same for all atoms of the data, or an
  ///   element that does not occur.
  func scalings(_ design: NetworkDesign) throws -> [[NetworkDesign.InputScaling]] {
    try lines.enumerated().map { e, own in
      try own.enumerated().map { f, line in
        guard line.minimum <= line.maximum else {
          throw InputError("no structure of the data has an atom of \(design.symbols[e])")
        }
        guard
          let scaling = design.scaling(
            minimum: line.minimum, maximum: line.maximum, mean: line.mean, sigma: line.sigma)
        else {
          throw InputError(
            "symmetry function \(f + 1) of \(design.symbols[e]) is \(line.minimum) for every atom of "
              + "the data, so that it cannot be scaled; leave it out",
            at: design.location(of: f, element: e))
        }
        return scaling
      }
    }
  }
}
