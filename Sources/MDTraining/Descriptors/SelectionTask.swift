import Foundation
import MDCore
import MDDomain
import MDPlot
import MDPotentials

/// `swift-md descriptors select`: an `input.nn` with some of the functions of a pool.
public struct SelectionTask: Sendable {
  /// The pool and the structures.
  public var source: DescriptorInput
  /// How to choose, and how many functions of each element.
  public var method = DescriptorSelection.cur
  public var count: Int
  /// |correlation| above which Pearson's way leaves functions out; nil for what leaves `count`.
  public var threshold: Double?
  /// How much cost counts: 0 not at all, 1 halves the score of what costs twice as much.
  public var emphasis = 0.0
  /// Atoms of each element that are looked at, and the seed that picks them.
  public var atoms = 4000
  public var seed: UInt32 = 1
  /// The `input.nn` to write; nil for none.
  public var output: String?

  /// A selection of so many functions an element.
  public init(source: DescriptorInput, count: Int) {
    self.source = source
    self.count = count
  }

  /// What was chosen for an element.
  public struct Choice: Sendable {
    /// The element, an index into those of the design.
    public let element: Int
    /// Functions of the pool in n2p2's order, the most important first.
    public let functions: [Int]
    /// After each of them, the share of the pool's variance that none of those so far explains.
    public let unexplained: [Double]
    /// After each of them, vector operations an atom of a simulation.
    public let operations: [Int]
  }

  /// Does it on all ranks; the root tells and writes.
  ///
  /// - Throws: the same error on all ranks.
  public func run(_ communicator: any Communicator, tell: (String) -> Void) throws {
    let (design, text, structures) = try source.read(communicator)
    let samples = try DescriptorSample.take(
      structures, design: design, lengthFactor: source.lengthFactor, atoms: atoms, seed: seed,
      communicator: communicator)
    try communicator.collectively {
      guard communicator.isRoot else { return }
      let crowd = Crowd(structures, reach: design.cutoff / source.lengthFactor)
      let choices = try samples.enumerated().map { try choose($1, element: $0, design, crowd) }
      for choice in choices {
        let sample = samples[choice.element]
        tell(
          "\(sample.symbol): \(choice.functions.count) of \(sample.functionCount) functions, from "
            + "\(sample.count) atoms with about \(crowd.neighbors) neighbours")
        for line in Self.table(choice, design) { tell(line) }
      }
      if let output {
        try TextOutput.write(Self.input(text, keeping: choices, design), to: output)
        tell("  written to \(output)")
      }
    }
  }

  /// Chooses functions of one element.
  func choose(
    _ sample: DescriptorSample, element: Int, _ design: NetworkDesign, _ crowd: Crowd
  ) throws -> Choice {
    let correlation = try DescriptorCorrelation(sample)
    func operations(_ functions: [Int]) -> Int {
      design.operations(
        of: element, functions: functions.sorted(), neighbors: crowd.neighbors,
        livePairs: crowd.pairs)
    }
    var memory: (chosen: [Int], cost: Int) = ([], 0)
    let functions = try method.select(
      correlation, count: count, threshold: threshold, emphasis: emphasis
    ) { candidate, chosen in
      if memory.chosen != chosen { memory = (chosen, operations(chosen)) }
      return Double(max(1, operations(chosen + [candidate]) - memory.cost))
    }
    var residual = CorrelationResidual(correlation)
    let total = Double(max(correlation.usable.count, 1))
    let unexplained = functions.map { function in
      residual.remove(function)
      return residual.trace / total
    }
    return Choice(
      element: element, functions: functions, unexplained: unexplained,
      operations: functions.indices.map { operations(Array(functions[...$0])) })
  }

  private static func table(_ choice: Choice, _ design: NetworkDesign) -> [String] {
    var table = TextTable(head: ["function", "number", "unexplained", "operations"])
    for (n, function) in choice.functions.enumerated() {
      table.add([
        design.description(of: function, element: choice.element), "\(function + 1)",
        String(format: "%.2e", choice.unexplained[n]), "\(choice.operations[n])",
      ])
    }
    return table.lines
  }

  /// The text without the lines of functions that were not chosen.
  static func input(_ text: String, keeping choices: [Choice], _ design: NetworkDesign) -> String {
    var dropped: Set<Int> = []
    for choice in choices {
      for f in 0..<design.functionCounts[choice.element] where !choice.functions.contains(f) {
        dropped.insert(design.location(of: f, element: choice.element).line)
      }
    }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return lines.enumerated().filter { !dropped.contains($0.offset + 1) }
      .map { String($0.element) }.joined(separator: "\n")
  }
}

/// How many neighbours and pairs of near neighbours atoms have, for what functions cost.
struct Crowd {
  let neighbors: Int
  /// Pairs of neighbours that are nearer to each other than the cutoff: in a uniform density, 15/32 of
  /// all pairs.
  var pairs: Int { max(1, neighbors * (neighbors - 1) / 2 * 15 / 32) }

  init(_ structures: [LabelledStructure], reach: Double) {
    let periodic = structures.filter(\.isPeriodic)
    let density =
      periodic.reduce(0.0) { $0 + Double($1.count) / $1.box.volume }
      / Double(max(periodic.count, 1))
    let found = (4 / 3 * Double.pi * reach * reach * reach * density).rounded()
    neighbors = max(1, Int(found))
  }
}
