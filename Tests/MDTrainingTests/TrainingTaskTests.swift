import Foundation
import MDCore
import MDDomain
import MDPotentials
import Testing

@testable import MDTraining

/// `swift-md train` from files to a folder.
@Suite struct TrainingTaskTests {
  private func folder() throws -> String {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("train-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  private func prepare(_ path: String, extra: String) throws -> TrainingTask {
    try SampleData.input(extra: extra).write(
      toFile: path + "/input.nn", atomically: true, encoding: .utf8)
    try StructureWriter(format: .extendedXYZ).write(
      SampleData.structures(6), to: path + "/data.xyz")
    try StructureWriter(format: .extendedXYZ).write(
      SampleData.structures(1), to: path + "/points.xyz")
    var task = TrainingTask()
    task.input = path + "/input.nn"
    task.output = path + "/potential"
    return task
  }

  @Test func writesAPotentialThatRuns() throws {
    let path = try folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let task = try prepare(
      path,
      extra: """
        data_file data.xyz
        epochs 2
        use_short_forces
        use_stress
        write_weights_epoch 2
        invariant_points points.xyz
        committee_member 1
        committee_member 2 6 4
        """)
    var lines: [String] = []
    try task.run(SingleRank()) { lines.append($0) }
    for member in ["member-1", "member-2"] {
      let own = task.output + "/" + member
      for name in [
        "input.nn", "scaling.data", "weights.014.data", "weights.032.data", "model-card.md",
        "learning-curve.csv", "learning-curve.svg", "learning-curve.png", "checkpoint",
        "weights.014.000002.out",
      ] {
        #expect(FileManager.default.fileExists(atPath: own + "/" + name), "\(member)/\(name)")
      }
      let loaded = try LoadedPotential.read(own, communicator: SingleRank())
      let report = try PredictionReport(
        SampleData.structures(6),
        StructurePrediction.evaluate(
          SampleData.structures(6), with: loaded, communicator: SingleRank()), offset: .none)
      // Two epochs of five structures: better than no forces at all, 0.64 eV/Å.
      #expect(report.all.force.rootMeanSquare < 0.64)
      #expect(report.all.extrapolatingAtoms == 0)
    }
    let card = try String(contentsOfFile: task.output + "/member-2/model-card.md", encoding: .utf8)
    #expect(card.contains("6-4-1"))
    #expect(card.contains("invariant points"))
    let table = try String(contentsOfFile: task.output + "/committee.csv", encoding: .utf8)
    #expect(table.split(separator: "\n").count == 3)
    let curve = try String(
      contentsOfFile: task.output + "/member-1/learning-curve.csv", encoding: .utf8)
    #expect(curve.split(separator: "\n").count == 4)
    #expect(curve.contains("invariant_1"))
  }

  @Test func namesTheFrameThatIsBad() throws {
    let path = try folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    var task = try prepare(path, extra: "epochs 1\nuse_short_forces")
    var structures = SampleData.structures(2)
    structures[1].forces = nil
    try StructureWriter(format: .extendedXYZ).write(structures, to: path + "/bad.xyz")
    task.files = [path + "/bad.xyz"]
    do {
      try task.run(SingleRank()) { _ in }
      Issue.record("data without forces were accepted")
    } catch {
      #expect("\(error)".contains("bad.xyz"))
      #expect("\(error)".contains("frame 2"))
    }
  }

  @Test func startsFromOldWeights() throws {
    let path = try folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    var task = try prepare(path, extra: "data_file data.xyz\nepochs 3\nuse_short_forces")
    try task.run(SingleRank()) { _ in }
    try
      (SampleData.input(
        extra: "data_file data.xyz\nepochs 0\nuse_short_forces\nuse_old_weights_short"
      )).write(toFile: path + "/input.nn", atomically: true, encoding: .utf8)
    task.command = "again"
    let before = try String(
      contentsOfFile: task.output + "/weights.014.data", encoding: .utf8)
    try task.run(SingleRank()) { _ in }
    let after = try String(contentsOfFile: task.output + "/weights.014.data", encoding: .utf8)
    let numbers = { (text: String) in
      text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap {
        Double($0.split(separator: " ")[0])
      }
    }
    // Seventeen digits are written; the factor of the unit costs a rounding.
    for (a, b) in zip(numbers(before), numbers(after)) {
      #expect(abs(a - b) < 1e-12 * max(1, abs(a)))
    }
    #expect(numbers(before).count > 10)
  }

  /// Fitting goes on with other data: the old weights mean something only with the old scaling and energies of atoms.
  @Test func oldWeightsKeepTheirMeaningOnOtherData() throws {
    let path = try folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    var task = try prepare(path, extra: "data_file data.xyz\nepochs 3\nuse_short_forces")
    try task.run(SingleRank()) { _ in }
    let other = Array(SampleData.structures(14)[8...])
    func errors() throws -> PredictionReport {
      let loaded = try LoadedPotential.read(task.output, communicator: SingleRank())
      return try PredictionReport(
        other, StructurePrediction.evaluate(other, with: loaded, communicator: SingleRank()),
        offset: .none)
    }
    let before = try errors()
    try StructureWriter(format: .extendedXYZ).write(other, to: path + "/other.xyz")
    task.files = [path + "/other.xyz"]
    try SampleData.input(extra: "epochs 0\nuse_short_forces\nuse_old_weights_short").write(
      toFile: path + "/input.nn", atomically: true, encoding: .utf8)
    try task.run(SingleRank()) { _ in }
    let after = try errors()
    #expect(abs(after.all.energy.rootMeanSquare - before.all.energy.rootMeanSquare) < 1e-9)
    #expect(abs(after.all.force.rootMeanSquare - before.all.force.rootMeanSquare) < 1e-9)

    task.output = path + "/elsewhere"
    do {
      try task.run(SingleRank()) { _ in }
      Issue.record("there were no old weights")
    } catch {
      #expect("\(error)".contains("use_old_weights_short: there is no weights.014.data in"))
    }
  }

  /// As n2p2 does: what a file says of a structure wins over `test_fraction`.
  @Test func marksOfAFileDivideTheData() throws {
    var structures = SampleData.structures(9)
    for n in [1, 4] { structures[n].part = .validation }
    for n in [0, 2, 3, 5] { structures[n].part = .training }
    let data = try SampleData.preparation(structures, input: SampleData.input()) {
      $0.testFraction = 0.34
    }.data
    #expect(data.validation.count == 3 && data.training.count == 6)
    #expect([1, 4].allSatisfy(data.validation.contains))
    #expect([0, 2, 3, 5].allSatisfy(data.training.contains))
  }

  /// `normalize_data_set force`: the first weights' forces spread as those of the data.
  @Test func normalizesByForces() throws {
    let text = SampleData.input(
      extra: "updater_type 1\nuse_short_forces\nnormalize_data_set force")
    let preparation = try SampleData.preparation(SampleData.structures(8), input: text)
    let (problem, data) = (preparation.problem, preparation.data)
    let weights = preparation.initialWeights(seed: 1, problem: problem)
    let all = data.training + data.validation
    let predicted = all.flatMap { problem.predict($0, weights: weights).forces }
    let given = all.flatMap { data.structures[$0].forces ?? [] }
    let (a, b) = (data.deviation(predicted), data.deviation(given))
    #expect(abs(a - b) < 1e-9 * b)
    #expect(throws: InputError.self) {
      try SampleData.preparation(
        SampleData.structures(2),
        input: SampleData.input(extra: "updater_type 1\nnormalize_data_set bogus"))
    }
  }

  /// Line ends and the mark of an editor of another system change nothing in what is fitted or written.
  @Test func inputOfAnotherSystem() throws {
    let path = try folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let task = try prepare(path, extra: "")
    let text = SampleData.input(
      extra: """
        data_file data.xyz
        epochs 0
        write_weights_epoch
        committee_member 1 3
        """)
    try ("\u{feff}" + text.replacingOccurrences(of: "\n", with: "\r\n")).write(
      toFile: path + "/input.nn", atomically: true, encoding: .utf8)
    try task.run(SingleRank()) { _ in }
    let written = try NetworkDesign(
      text: String(contentsOfFile: task.output + "/input.nn", encoding: .utf8), file: "input.nn")
    #expect(written.nodes(of: 0).dropFirst().elementsEqual([3, 1]))
    #expect(written.atomEnergies.allSatisfy { $0 != nil })
    #expect(FileManager.default.fileExists(atPath: task.output + "/weights.014.000000.out"))
  }
}
