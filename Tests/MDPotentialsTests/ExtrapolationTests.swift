import Foundation
import MDCore
import MDPotentials
import Testing

/// Extrapolation warnings, counted as n2p2 counts them.
@Suite struct ExtrapolationTests {
  /// Two atoms 2 Å apart: with η = 0 and the hard cutoff the function counts neighbours, here 1.
  private func pair() -> Configuration {
    Configuration(
      box: Box(lengths: Vector3(30, 30, 30)), types: [1, 1],
      positions: [Vector3(1, 1, 1), Vector3(3, 1, 1)])
  }

  private func counting(_ statistics: String, scaling: [String]) throws -> NeuralNetworkPotential {
    var synthetic = SyntheticPotential(
      cutoffType: "0", functions: ["Si 2 Si 0.0 0.0 5.0", "Si 12 0.0 0.0 5.0"], extra: scaling)
    synthetic.statistics = statistics
    return try synthetic.potential()
  }

  /// The first function is 1, the second 14 (the atomic number).
  static let ranges: [(String, Int)] = [
    ("0.0 20.0 1.0 0.5", 0), ("2.0 20.0 3.0 0.5", 1), ("0.0 13.0 1.0 0.5", 1),
    ("2.0 13.0 3.0 0.5", 2), ("1.0 14.0 3.0 0.5", 0), ("1.0000000000001 14.0 3.0 0.5", 0),
    ("1.000000000001 14.0 3.0 0.5", 1), ("1.0 13.999999999999 3.0 0.5", 1),
  ]

  @Test(arguments: ranges)
  func countsAsN2P2(_ statistics: String, _ perAtom: Int) throws {
    for scaling in [
      [], ["scale_symmetry_functions"], ["center_symmetry_functions"],
      ["scale_symmetry_functions", "center_symmetry_functions"],
      ["scale_symmetry_functions_sigma", "scale_min_short -1.0"],
    ] {
      var potential = try counting(statistics, scaling: scaling)
      let result = pair().evaluate(&potential)
      #expect(result.extrapolations == [perAtom, perAtom])
      let report = potential.takeExtrapolations()
      #expect(report.count == 2 * perAtom)
      #expect(report.events.isEmpty)
      #expect(potential.takeExtrapolations() == ExtrapolationReport())
    }
  }

  @Test func tellsWhatWasOutside() throws {
    var potential = try counting("2.0 20.0 3.0 0.5", scaling: ["scale_symmetry_functions"])
    potential.extrapolationEventLimit = .max
    _ = pair().evaluate(&potential)
    let events = potential.takeExtrapolations().events
    #expect(events.map(\.atom) == [1, 2])
    #expect(events.allSatisfy { $0.element == "Si" && $0.function == 1 && $0.type == 2 })
    #expect(events.allSatisfy { $0.minimum == 2 && $0.maximum == 20 && abs($0.value - 1) < 1e-12 })
  }

  @Test func keepsNoMoreThanAsked() throws {
    var potential = try counting("2.0 13.0 3.0 0.5", scaling: ["scale_symmetry_functions"])
    potential.extrapolationEventLimit = 3
    _ = pair().evaluate(&potential)
    let report = potential.takeExtrapolations()
    #expect(report.count == 4)
    #expect(report.events.count == 3)
  }

  static let cases = ReferenceCase.all(
    in: ReferenceCase.resources.appendingPathComponent("reference")
  ).filter {
    FileManager.default.fileExists(atPath: $0.folder.path + "/extrapolations.txt")
  }

  /// The warnings that n2p2 printed: atom, element, function, type, then value, minimum and maximum
  /// with four digits.
  @Test(arguments: cases)
  func warnsAsN2P2(_ reference: ReferenceCase) throws {
    let text = try String(
      contentsOf: reference.folder.appendingPathComponent("extrapolations.txt"), encoding: .utf8)
    let expected = text.split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
    var potential = try reference.potential()
    potential.extrapolationEventLimit = .max
    let result = try reference.configuration().evaluate(&potential)
    let report = potential.takeExtrapolations()
    #expect(report.count == expected.count)
    #expect(result.extrapolations.reduce(0, +) == expected.count)
    for words in expected {
      let event = try #require(
        report.events.first {
          $0.atom == Int64(words[0]) && $0.element == words[1] && $0.function == Int(words[2])
        })
      #expect(event.type == Int(words[3]))
      for (value, word) in zip([event.value, event.minimum, event.maximum], words[4...]) {
        let printed = Double(word)!
        #expect(abs(value - printed) <= 0.51e-3 * max(abs(printed), 1e-9))
      }
    }
  }
}
