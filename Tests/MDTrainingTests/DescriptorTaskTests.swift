import Foundation
import MDCore
import MDDomain
import MDPotentials
import Testing

@testable import MDTraining

/// Statistics, samples and selections of real functions, on any number of ranks.
struct DescriptorTaskTests {
  private static let structures = (0..<9).map { n in
    TestStructures.silicon(
      copies: SIMD3(1 + n % 2, 1, 1), strain: 0.01 * Double(n - 4),
      displacement: 0.04 * Double(n), frame: n + 1, group: n % 2 == 0 ? "even" : "odd")
  }

  private static func design() throws -> (NetworkDesign, String) {
    let path = TestStructures.potentialFolder + "/input.nn"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return (try NetworkDesign(text: text, file: path), text)
  }

  private static func statistics(_ communicator: any Communicator) throws -> DescriptorStatistics? {
    try DescriptorStatistics.measure(
      structures, design: design().0, lengthFactor: TestStructures.lengthFactor,
      communicator: communicator)
  }

  @Test(arguments: [2, 4])
  func statisticsAreTheSameOnAnyNumberOfRanks(ranks: Int) throws {
    let alone = try #require(try Self.statistics(SingleRank()))
    #expect(alone.lines[0].count == 27 && alone.lines[0][0].count == 26)
    let together = try InMemoryWorld(size: ranks).run { try Self.statistics($0) }
    #expect(together[0] == alone && together[1] == nil)
  }

  /// Means and deviations by the definition, over all atoms at once.
  @Test func statisticsAreThoseOfTheDefinition() throws {
    let statistics = try #require(try Self.statistics(SingleRank()))
    var evaluator = DescriptorEvaluator(
      try Self.design().0, lengthFactor: TestStructures.lengthFactor)
    var rows: [[Double]] = []
    for structure in Self.structures {
      try evaluator.forEachAtom(of: structure) { _, _, values in rows.append(values) }
    }
    for f in 0..<27 {
      let column = rows.map { $0[f] }
      let mean = column.reduce(0, +) / Double(rows.count)
      let square = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows.count - 1)
      let line = statistics.lines[0][f]
      #expect(line.minimum == column.min() && line.maximum == column.max())
      #expect(abs(line.mean - mean) < 1e-13 * max(1, abs(mean)))
      #expect(abs(line.sigma - square.squareRoot()) < 1e-12)
    }
  }

  /// What is written is read by the potential's reader.
  @Test func theFileIsRead() throws {
    let statistics = try #require(try Self.statistics(SingleRank()))
    var files = ["scaling.data": try statistics.scalingFile()]
    for name in ["input.nn", "weights.014.data"] {
      files[name] = try String(
        contentsOfFile: TestStructures.potentialFolder + "/" + name, encoding: .utf8)
    }
    let model = try NeuralNetworkModel(folder: PotentialFolder(name: "test", files: files))
    #expect(model.warnings.isEmpty)
  }

  private static func sample(_ communicator: any Communicator) throws -> [DescriptorSample] {
    try DescriptorSample.take(
      structures, design: design().0, lengthFactor: TestStructures.lengthFactor, atoms: 13,
      seed: 4, communicator: communicator)
  }

  @Test(arguments: [2, 3])
  func samplesAreTheSameOnAnyNumberOfRanks(ranks: Int) throws {
    let alone = try Self.sample(SingleRank())
    // Half of 26 atoms, by chance.
    #expect((4...22).contains(alone[0].count) && alone[0].functionCount == 27)
    let together = try InMemoryWorld(size: ranks).run { try Self.sample($0) }
    #expect(together[0][0].values == alone[0].values && together[0][0].groups == alone[0].groups)
    #expect(together[1].isEmpty)
  }

  @Test func aSelectionKeepsItsLinesOnly() throws {
    let (design, text) = try Self.design()
    let samples = try DescriptorSample.take(
      Self.structures, design: design, lengthFactor: TestStructures.lengthFactor, atoms: 1000,
      seed: 1, communicator: SingleRank())
    let task = SelectionTask(source: DescriptorInput(input: "input.nn", files: []), count: 5)
    let crowd = Crowd(Self.structures, reach: 5.5)
    #expect((30...40).contains(crowd.neighbors))
    let choice = try task.choose(samples[0], element: 0, design, crowd)
    #expect(choice.functions.count == 5)
    #expect(choice.unexplained == choice.unexplained.sorted(by: >))
    #expect(choice.operations == choice.operations.sorted())
    let reduced = SelectionTask.input(text, keeping: [choice], design)
    let small = try NetworkDesign(text: reduced, file: "small.nn")
    #expect(small.functionCounts == [5])
    let kept = Set((0..<5).map { small.description(of: $0, element: 0) })
    #expect(kept == Set(choice.functions.map { design.description(of: $0, element: 0) }))
  }

  /// A function that is there already costs nothing more; another width costs more than another ζ.
  @Test func costsFollowThePlan() throws {
    let text = """
      number_of_elements 1
      elements Si
      cutoff_type 1
      global_hidden_layers_short 1
      global_nodes_short 3
      global_activation_short t l
      symfunction_short Si 2 Si 0.1 0 6
      symfunction_short Si 3 Si Si 0.1 1 1 6
      symfunction_short Si 3 Si Si 0.1 1 2 6
      symfunction_short Si 3 Si Si 0.13 1 1 6
      """
    let design = try NetworkDesign(text: text, file: "input.nn")
    func operations(_ functions: [Int]) -> Int {
      design.operations(of: 0, functions: functions, neighbors: 40, livePairs: 300)
    }
    let descriptions = (0..<4).map { design.description(of: $0, element: 0) }
    func place(_ words: String) throws -> Int {
      try #require(descriptions.firstIndex(of: words))
    }
    let zeta1 = try place("Si 3 Si Si 0.1 1 1 6")
    let zeta2 = try place("Si 3 Si Si 0.1 1 2 6")
    let eta2 = try place("Si 3 Si Si 0.13 1 1 6")
    #expect(operations([0]) < operations([zeta1]))
    let (sameWidth, otherWidth): ([Int], [Int]) = ([zeta1, zeta2], [zeta1, eta2])
    #expect(operations(sameWidth.sorted()) < operations(otherWidth.sorted()))
  }
}

/// n2p2's own statistics of the same data.
@Suite(.enabled(if: SharedFolder.isThere, SharedFolder.comment))
struct SharedScalingTests {
  @Test func statisticsAreThoseOfN2P2() throws {
    let folder = SharedFolder.path("potentials/si-bootstrap")
    let design = try NetworkDesign(
      text: try String(contentsOfFile: folder + "/input.nn", encoding: .utf8), file: "input.nn")
    let structures = try StructureFile.read(
      SharedFolder.path("data/silicon-pbe/train.extxyz"))
    let statistics = try #require(
      try DescriptorStatistics.measure(
        structures, design: design, lengthFactor: TestStructures.lengthFactor,
        communicator: SingleRank()))
    let text = try String(contentsOfFile: folder + "/scaling.data", encoding: .utf8)
    let rows = text.split(separator: "\n").map { $0.split(separator: " ") }
      .filter { $0.count == 6 && Int(String($0[0])) != nil }
    #expect(rows.count == 27)
    for (row, line) in zip(rows, statistics.lines[0]) {
      let numbers = [line.minimum, line.maximum, line.mean, line.sigma]
      for (word, number) in zip(row[2...], numbers) {
        // Its input.data had ten digits.
        let reference = try #require(Double(String(word)))
        let tolerance = 1e-8 * max(1, abs(number))
        #expect(abs(reference - number) < tolerance)
      }
    }
  }
}
