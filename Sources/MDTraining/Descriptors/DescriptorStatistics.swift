import Foundation
import MDCore
import MDDomain
import MDPotentials

/// Minimum, maximum, mean and standard deviation of symmetry functions over the atoms of a data set:
/// the contents of `scaling.data`.
public struct DescriptorStatistics: Equatable, Sendable {
  /// Of one function.
  public struct Line: Equatable, Sendable {
    /// How many atoms.
    public var count = 0.0
    /// The extremes.
    public var minimum = Double.infinity
    public var maximum = -Double.infinity
    /// The mean.
    public var mean = 0.0
    var squares = 0.0

    /// The standard deviation of a sample, as n2p2 has it: divided by one less than the number.
    public var sigma: Double { count > 1 ? (squares / (count - 1)).squareRoot() : 0 }

    /// Adds one value (Welford's update).
    mutating func add(_ value: Double) {
      count += 1
      minimum = min(minimum, value)
      maximum = max(maximum, value)
      let away = value - mean
      mean += away / count
      squares += away * (value - mean)
    }

    /// Adds what was found elsewhere (Chan, Golub, LeVeque 1983).
    mutating func add(_ other: Line) {
      guard other.count > 0 else { return }
      minimum = min(minimum, other.minimum)
      maximum = max(maximum, other.maximum)
      let (away, total) = (other.mean - mean, count + other.count)
      mean += away * other.count / total
      squares += other.squares + away * away * count * other.count / total
      count = total
    }
  }

  /// The elements, sorted by atomic number.
  public let symbols: [String]
  /// By element and function, in n2p2's order.
  public private(set) var lines: [[Line]]

  /// Evaluates the functions at all atoms of structures; the root gets the result, the others nil.
  /// Collective; the numbers do not depend on the ranks.
  ///
  /// - Parameter lengthFactor: `cflength`, the unit of length of `input.nn` for an Å.
  public static func measure(
    _ structures: [LabelledStructure], design: NetworkDesign, lengthFactor: Double,
    communicator: any Communicator
  ) throws -> DescriptorStatistics? {
    var evaluator = DescriptorEvaluator(design, lengthFactor: lengthFactor)
    var result = DescriptorStatistics(design)
    try OrderedWork.run(count: structures.count, communicator: communicator) { index in
      var own = DescriptorStatistics(design)
      try evaluator.forEachAtom(of: structures[index]) { _, element, values in
        for (f, value) in values.enumerated() { own.lines[element][f].add(value) }
      }
      return own.lines.flatMap { $0 }.flatMap {
        [$0.count, $0.minimum, $0.maximum, $0.mean, $0.squares]
      }
    } consume: { _, numbers in
      var place = 0
      for e in result.lines.indices {
        for f in result.lines[e].indices {
          result.lines[e][f].add(
            Line(
              count: numbers[place], minimum: numbers[place + 1], maximum: numbers[place + 2],
              mean: numbers[place + 3], squares: numbers[place + 4]))
          place += 5
        }
      }
    }
    return communicator.isRoot ? result : nil
  }

  private init(_ design: NetworkDesign) {
    symbols = design.symbols
    lines = design.functionCounts.map { [Line](repeating: Line(), count: $0) }
  }

  /// The text of `scaling.data`.
  ///
  /// - Throws: ``InputError`` if an element does not occur in the data.
  public func scalingFile() throws -> String {
    let rule = "# " + String(repeating: "-", count: 118)
    var text = """
      # Statistics of the symmetry functions over the data set, written by swift-md.
      # Functions are in n2p2's order: by type, cutoff and parameters. Sigma is that of a sample.
      \(rule)
      #  element   function                  minimum                  maximum                     mean                    sigma
      \(rule)

      """
    for (e, own) in lines.enumerated() {
      for (f, line) in own.enumerated() {
        guard line.count > 0 else {
          throw InputError("no structure of the data has an atom of \(symbols[e])")
        }
        text += String(
          format: "%10d %10d %24.16E %24.16E %24.16E %24.16E\n", e + 1, f + 1, line.minimum,
          line.maximum, line.mean, line.sigma)
      }
    }
    return text
  }

  /// Functions that hardly tell atoms apart: their range is below a bound.
  public func nearlyConstant(below range: Double) -> [(element: Int, function: Int)] {
    lines.indices.flatMap { e in
      lines[e].indices.filter { lines[e][$0].maximum - lines[e][$0].minimum < range }
        .map { (element: e, function: $0) }
    }
  }
}

extension DescriptorStatistics.Line {
  /// As a file tells it: a sample of two values has any standard deviation.
  init(minimum: Double, maximum: Double, mean: Double, sigma: Double) {
    self.init(count: 2, minimum: minimum, maximum: maximum, mean: mean, squares: sigma * sigma)
  }
}
