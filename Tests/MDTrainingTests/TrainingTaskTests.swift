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
}
