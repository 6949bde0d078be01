import MDCore
import MDDomain
import MDPotentials

/// Smallest, largest and mean value and standard deviation of each symmetry function over all atoms of
/// a data set: the lines of `scaling.data`.
struct FunctionStatistics: Equatable, Sendable {
  /// Of one function.
  struct Line: Equatable, Sendable {
    var minimum = Double.infinity
    var maximum = -Double.infinity
    var mean = 0.0
    var sigma = 0.0
  }

  /// [element][function]
  let lines: [[Line]]

  /// Evaluates the functions of all structures, all ranks together.
  ///
  /// Sums are taken structure by structure, in an order that does not depend on the ranks.
  init(
    _ structures: [FitStructure], builder: FunctionTableBuilder, communicator: any Communicator
  ) {
    let counts = builder.visibility.counts
    var lines = counts.map { [Line](repeating: Line(), count: $0) }
    var squares = counts.map { [Double](repeating: 0, count: $0) }
    var atoms = counts.map { _ in 0 }
    for structure in structures {
      let starts = builder.inputStarts(structure)
      let values = Self.values(structure, builder, starts, communicator)
      for (atom, element) in structure.elements.enumerated() {
        let e = Int(element)
        atoms[e] += 1
        for f in 0..<counts[e] {
          let value = values[starts[atom] + f]
          lines[e][f].minimum = min(lines[e][f].minimum, value)
          lines[e][f].maximum = max(lines[e][f].maximum, value)
          // Welford's running mean and sum of squares.
          let away = value - lines[e][f].mean
          lines[e][f].mean += away / Double(atoms[e])
          squares[e][f] += away * (value - lines[e][f].mean)
        }
      }
    }
    for e in lines.indices {
      for f in lines[e].indices where atoms[e] > 1 {
        lines[e][f].sigma = (squares[e][f] / Double(atoms[e] - 1)).squareRoot()
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
