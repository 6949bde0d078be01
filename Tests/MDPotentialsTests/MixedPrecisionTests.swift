import Foundation
import MDCore
import Testing

@testable import MDPotentials

/// Mixed precision against double precision.
@Suite struct MixedPrecisionTests {
  /// The promise of the documentation: root mean square of the error of a force, eV/Å.
  private static let promisedError = 1e-5

  /// Root mean square of the differences of force components.
  private func forceError(_ a: [Vector3], _ b: [Vector3]) -> Double {
    let sum = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1).dot($1.0 - $1.1) }
    return (sum / Double(3 * max(1, a.count))).squareRoot()
  }

  private func check(
    _ configuration: Configuration, _ double: NeuralNetworkPotential,
    _ mixed: NeuralNetworkPotential, tolerance: Double = promisedError
  ) {
    var (double, mixed) = (double, mixed)
    #expect(double.precision == .double && mixed.precision == .mixed)
    #expect(mixed.summary[0].hasSuffix("mixed precision"))
    let a = configuration.evaluate(&double)
    let b = configuration.evaluate(&mixed, parts: 2)
    #expect(forceError(a.forces, b.forces) <= tolerance)
    // Errors of inputs of 1e-7 times derivatives of some ten eV, added up over some tens of inputs.
    let energy = zip(a.atomEnergies, b.atomEnergies).map { abs($0 - $1) }.max()!
    #expect(energy <= 5 * tolerance)
    // Forces on neighbours are added up in double precision, so that they cancel exactly enough.
    let total = b.forces.reduce(Vector3.zero, +)
    #expect(total.length <= 1e-11 * Double(b.forces.count))
    for (x, y) in zip(a.virial.components, b.virial.components) {
      #expect(abs(x - y) <= 10 * tolerance * Double(b.forces.count))
    }
  }

  @Test(.enabled(if: !ReferenceTests.cases.isEmpty), arguments: ReferenceTests.cases)
  func referenceSystem(_ reference: ReferenceCase) throws {
    try check(reference.configuration(), reference.potential(), reference.potential(.mixed))
  }

  /// The potential that is part of this repository, on silicon shaken as at 600 K.
  @Test func shippedPotential() throws {
    let folder = ReferenceCase.resources.appendingPathComponent(
      "../../../Examples/potentials/si-bootstrap")
    let model = try NeuralNetworkModel(folder: ReferenceCase.load(folder.standardizedFileURL))
    let potentials = try KernelPrecision.allCases.map {
      try NeuralNetworkPotential(
        model: model, types: ["Si"], lengthFactor: 1.8897261328, energyFactor: 0.0367493254,
        precision: $0)
    }
    check(.silicon(cells: 2, displacement: 0.11), potentials[0], potentials[1])
  }

  /// Every cutoff function, several elements, weighted functions, wide ones with and without moments.
  @Test(arguments: (0...8).flatMap { ["\($0)", "\($0) 0.3"] })
  func everyCutoffFunction(_ cutoff: String) throws {
    let synthetic = KernelTwinTests.synthetic(["O", "Si"], cutoff: cutoff, isShort: true)
    for configuration in [Configuration.sample(types: 2), .sample(types: 2, seed: 5)] {
      try check(
        configuration, synthetic.potential(), synthetic.potential(precision: .mixed),
        tolerance: 2e-5)
    }
  }

  @Test(arguments: KernelTwinTests.counts)
  func everyNumberOfNeighbors(_ count: Int) throws {
    let synthetic = KernelTwinTests.synthetic(["O", "Si"])
    // Dense clusters with forces of up to some hundred eV/Å: relative to the largest of them.
    let cluster = KernelTwinTests.cluster(neighbors: count, types: 2)
    var double = try synthetic.potential()
    let forces = cluster.evaluate(&double).forces
    let size = max(1, forces.map(\.length).max()!)
    try check(
      cluster, synthetic.potential(), synthetic.potential(precision: .mixed),
      tolerance: 1e-5 * size)
  }

  /// Functions that only the plain evaluator knows see unrounded distances: the error is that of the
  /// network and of adding the forces up.
  @Test func plainFunctionsStayDouble() throws {
    let synthetic = SyntheticPotential(functions: [
      "Si 20 Si -5 5 p2", "Si 21 Si Si -5 5 60 300 p2", "Si 22 Si Si -5 5 20 140 p2",
      "Si 23 0 5 p2", "Si 24 -5 5 10 170 p2", "Si 25 -5 5 10 170 p2",
      "Si 3 Si Si 0.01 1 2.5 5.0",
    ])
    try check(
      .sample(), synthetic.potential(), synthetic.potential(precision: .mixed), tolerance: 1e-6)
  }

  /// Copies do not work in each other's memory, in this precision either.
  @Test func copiesAreIndependent() throws {
    let synthetic = KernelTwinTests.synthetic(["Si"], isShort: true)
    var first = try synthetic.potential(precision: .mixed)
    var second = first
    let (a, b) = (Configuration.sample(), Configuration.sample(seed: 9))
    let alone = a.evaluate(&first).energy
    _ = b.evaluate(&second)
    #expect(a.evaluate(&second).energy == alone)
  }
}
