import Foundation
import MDCore
import Testing

@testable import MDPotentials

/// Symmetry functions of every type, against the plain twin and finite differences.
@Suite struct SymmetryFunctionTests {
  /// One line of each type for silicon alone.
  static let exponential = [
    "Si 2 Si 0.3 1.2 5.5", "Si 3 Si Si 0.02 1 3.0 5.5", "Si 3 Si Si 0.03 -1 1.0 5.0 0.4",
    "Si 3 Si Si 0.02 -1 2.7 5.5", "Si 9 Si Si 0.02 -1 2.0 5.0", "Si 9 Si Si 0.04 0.6 4.0 5.2 1.1",
    "Si 12 0.05 0.5 5.5", "Si 13 0.02 0.3 1 2.0 5.5",
  ]

  /// One line of each compact type with a subtype to be filled in; windows inside, at and around
  /// the ends of the possible distances and angles.
  static let compact = [
    "Si 20 Si -5.5 5.5", "Si 20 Si 1.0 4.5", "Si 21 Si Si -5.5 5.5 60.0 300.0",
    "Si 21 Si Si 1.0 5.5 20.0 120.0", "Si 22 Si Si -5.5 5.5 -70.0 70.0", "Si 23 -5.5 5.2",
    "Si 24 -5.5 5.5 60.0 300.0", "Si 25 0.5 5.5 30.0 150.0",
  ]

  static let subtypes = ["p1", "p2", "p3", "p4", "p1a", "p2a", "p3a", "p4a", "e"]

  static let cutoffTypes = (0...8).flatMap { type in
    ["\(type)", "\(type) 0.4"]
  }

  /// With one linear neuron and no scaling the energy of an atom is the value of the function.
  private func single(_ line: String, cutoffType: String = "1") -> SyntheticPotential {
    SyntheticPotential(
      cutoffType: cutoffType, functions: [line], nodes: [1], activations: "l l", extra: [])
  }

  /// The value of the only function for atom 0, undoing the two linear layers.
  private func check(_ line: String, cutoffType: String = "1") throws {
    let synthetic = single(line, cutoffType: cutoffType)
    var potential = try synthetic.potential()
    let system = Configuration.sample()
    let result = system.evaluate(&potential)
    let weights = synthetic.folder.files["weights.014.data"]!.split(separator: "\n").map {
      Double($0.split(separator: " ")[0])!
    }
    let type = cutoffType.split(separator: " ").map { Double($0)! }
    let plain = PlainEvaluator(
      elements: ["Si"], numbers: [14], cutoffType: Int(type[0]),
      alpha: type.count > 1 ? type[1] : 0)
    let words = line.split(separator: " ").map(String.init)
    for i in [0, 5] {
      let neighbors = PlainEvaluator.neighbors(of: i, in: system, reach: 5.5)
      let value = plain.value(words, neighbors)
      let expected = (value * weights[0] + weights[1]) * weights[2] + weights[3]
      // Sums of some thousand terms in another order.
      #expect(abs(result.atomEnergies[i] - expected) < 1e-11 * max(1, abs(value)))
    }
  }

  private func checkForces(_ synthetic: SyntheticPotential, tolerance: Double) throws {
    var potential = try synthetic.potential()
    let system = Configuration.sample()
    let forces = system.evaluate(&potential).forces
    let error = system.forceError(
      energy: { $0.evaluate(&potential, wantsPerAtom: false).energy }, forces: forces)
    #expect(error < tolerance)
  }

  @Test(arguments: cutoffTypes)
  func valuesOfExponentialFunctions(_ cutoffType: String) throws {
    for line in Self.exponential { try check(line, cutoffType: cutoffType) }
  }

  @Test(arguments: subtypes)
  func valuesOfCompactFunctions(_ subtype: String) throws {
    for line in Self.compact { try check(line + " " + subtype) }
  }

  /// Types 0, 2 to 4 and those with few continuous derivatives have larger higher derivatives near
  /// the cutoff; type 0 jumps there, and no atom crosses it within the step here.
  @Test(arguments: cutoffTypes)
  func forcesOfExponentialFunctions(_ cutoffType: String) throws {
    try checkForces(
      SyntheticPotential(cutoffType: cutoffType, functions: Self.exponential), tolerance: 2e-7)
  }

  @Test(arguments: subtypes)
  func forcesOfCompactFunctions(_ subtype: String) throws {
    try checkForces(
      SyntheticPotential(functions: Self.compact.map { $0 + " " + subtype }), tolerance: 2e-6)
  }

  /// Each type alone, so that no error of one hides among the others.
  @Test(arguments: exponential + compact.map { $0 + " p3" })
  func forcesOfOneFunction(_ line: String) throws {
    try checkForces(single(line), tolerance: 1e-6)
  }

  /// Functions of two elements see the right neighbours: the twin with an element each.
  @Test(arguments: [
    "O 2 Si 0.3 1.2 5.5", "O 3 Si O 0.02 1 3.0 5.5", "O 3 O Si 0.02 1 3.0 5.5",
    "O 3 Si Si 0.02 -1 2.0 5.5", "O 9 O Si 0.02 -1 2.0 5.0", "O 12 0.05 0.5 5.5",
    "O 13 0.02 0.3 1 2.0 5.5", "O 21 Si O -5.5 5.5 60.0 300.0 p2", "O 24 1.0 5.5 10.0 100.0 p2",
  ])
  func valuesWithTwoElements(_ line: String) throws {
    let synthetic = SyntheticPotential(
      elements: ["O", "Si"], functions: [line, "Si 2 O 0.1 0.0 5.5"], nodes: [1],
      activations: "l l", extra: [])
    var potential = try synthetic.potential()
    let system = Configuration.sample(types: 2)
    let result = system.evaluate(&potential)
    let weights = synthetic.folder.files["weights.008.data"]!.split(separator: "\n").map {
      Double($0.split(separator: " ")[0])!
    }
    let plain = PlainEvaluator(
      elements: ["O", "Si"], numbers: [8, 14], cutoffType: 1, alpha: 0)
    let value = plain.value(
      line.split(separator: " ").map(String.init),
      PlainEvaluator.neighbors(of: 0, in: system, reach: 5.5))
    let expected = (value * weights[0] + weights[1]) * weights[2] + weights[3]
    #expect(abs(result.atomEnergies[0] - expected) < 1e-11 * max(1, abs(value)))
  }

  /// n2p2's groups of these types take shifts into account only if they are positive; types 2 and 13 take all.
  @Test func negativeShiftsAreThoseOfN2P2() throws {
    let synthetic = SyntheticPotential(functions: [
      "Si 2 Si 0.1 -0.5 4.0", "Si 3 Si Si 0.1 1 1.0 4.0 -0.5", "Si 9 Si Si 0.1 1 1.5 4.0 -0.5",
      "Si 13 0.1 -0.5 1 1.5 4.0",
    ])
    let functions = try NeuralNetworkModel(folder: synthetic.folder).elements[0].functions
    let shifts = functions.map { function in
      if case .gaussian(_, let shift) = function.radial { shift } else { Double.nan }
    }
    #expect(shifts == [-0.5, 0, 0, -0.5])
  }
}
