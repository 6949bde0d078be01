import Foundation
import MDCore
import MDPotentials
import Testing

/// What must not change the energy, and sums that must come out.
@Suite struct InvarianceTests {
  static let functions = [
    "O 2 O 0.05 0.0 5.5", "O 2 Si 0.8 2.2 5.5", "O 3 O Si 0.02 1 2.0 5.5", "O 12 0.3 1.0 5.0",
    "O 21 Si Si -5.5 5.5 20.0 120.0 p2", "Si 2 O 0.4 1.0 5.5", "Si 9 O O 0.02 -1 4.0 5.5",
    "Si 13 0.02 0.3 1 2.0 5.5", "Si 22 O Si 0.5 5.0 60.0 300.0 p3a",
  ]

  private func potential() throws -> NeuralNetworkPotential {
    try SyntheticPotential(elements: ["O", "Si"], functions: Self.functions).potential()
  }

  @Test func translation() throws {
    var potential = try potential()
    let system = Configuration.sample(types: 2)
    var moved = system
    moved.positions = system.positions.map { $0 + Vector3(0.7, -13.1, 22.3) }
    let a = system.evaluate(&potential)
    let b = moved.evaluate(&potential)
    #expect(abs(a.energy - b.energy) < 1e-11)
    for (f, g) in zip(a.forces, b.forces) { #expect((f - g).length < 1e-10) }
  }

  /// A cluster turned about an axis: forces turn with it, and the virial as a tensor.
  @Test func rotation() throws {
    var potential = try potential()
    var system = Configuration.sample(types: 2)
    system.box = Box(lower: Vector3(-40, -40, -40), lengths: Vector3(80, 80, 80))
    let (c, s) = (cos(0.7), sin(0.7))
    func turn(_ r: Vector3) -> Vector3 { Vector3(c * r.x - s * r.y, s * r.x + c * r.y, r.z) }
    var turned = system
    turned.positions = system.positions.map(turn)
    let a = system.evaluate(&potential)
    let b = turned.evaluate(&potential)
    #expect(abs(a.energy - b.energy) < 1e-11)
    for (f, g) in zip(a.forces, b.forces) { #expect((turn(f) - g).length < 1e-10) }
    let w = a.virial
    #expect(abs(b.virial.zz - w.zz) < 1e-10)
    #expect(abs(b.virial.xx - (c * c * w.xx - 2 * c * s * w.xy + s * s * w.yy)) < 1e-10)
    #expect(abs(b.virial.xz - (c * w.xz - s * w.yz)) < 1e-10)
  }

  /// Another unit of length for the positions than that of the potential: only forces have another one too.
  @Test(arguments: [KernelPrecision.double, .mixed])
  func unitOfLength(precision: KernelPrecision) throws {
    let folder = SyntheticPotential(elements: ["O", "Si"], functions: Self.functions).folder
    let model = try NeuralNetworkModel(folder: folder)
    func result(_ factor: Double) throws -> Configuration.Result {
      var potential = try NeuralNetworkPotential(
        model: model, types: ["O", "Si"], lengthFactor: factor, precision: precision)
      var system = Configuration.sample(types: 2)
      system.box = Box(
        lower: Vector3(-40, -40, -40) / factor, lengths: Vector3(80, 80, 80) / factor)
      system.positions = system.positions.map { $0 / factor }
      return system.evaluate(&potential)
    }
    let (a, b) = (try result(1), try result(1.8897261328))
    let error = precision == .double ? 1e-11 : 1e-5
    #expect(abs(a.energy - b.energy) < 10 * error)
    for (f, g) in zip(a.forces, b.forces) { #expect((f * 1.8897261328 - g).length < 10 * error) }
  }

  @Test func permutation() throws {
    var potential = try potential()
    let system = Configuration.sample(types: 2)
    let order = [7, 3, 0, 9, 1, 8, 2, 6, 5, 4]
    let shuffled = Configuration(
      box: system.box, types: order.map { system.types[$0] },
      positions: order.map { system.positions[$0] })
    let a = system.evaluate(&potential)
    let b = shuffled.evaluate(&potential)
    #expect(abs(a.energy - b.energy) < 1e-11)
    for (n, i) in order.enumerated() {
      #expect((a.forces[i] - b.forces[n]).length < 1e-10)
      #expect(abs(a.atomEnergies[i] - b.atomEnergies[n]) < 1e-11)
    }
  }

  /// The order of types and the order of the file do not matter.
  @Test func permutationOfTypes() throws {
    let folder = SyntheticPotential(elements: ["O", "Si"], functions: Self.functions).folder
    let model = try NeuralNetworkModel(folder: folder)
    var straight = try NeuralNetworkPotential(model: model, types: ["O", "Si"])
    var crossed = try NeuralNetworkPotential(model: model, types: ["Si", "O"])
    let system = Configuration.sample(types: 2)
    var renamed = system
    renamed.types = system.types.map { 3 - $0 }
    #expect(system.evaluate(&straight).energy == renamed.evaluate(&crossed).energy)
  }

  @Test func unmappedTypesAreNotSeen() throws {
    let folder = SyntheticPotential(elements: ["O", "Si"], functions: Self.functions).folder
    let model = try NeuralNetworkModel(folder: folder)
    var some = try NeuralNetworkPotential(model: model, types: ["O", nil])
    var alone = try NeuralNetworkPotential(model: model, types: ["O"])
    let system = Configuration.sample(types: 2)
    let kept = system.types.indices.filter { system.types[$0] == 1 }
    let oxygen = Configuration(
      box: system.box, types: kept.map { _ in 1 }, positions: kept.map { system.positions[$0] })
    let a = system.evaluate(&some)
    let b = oxygen.evaluate(&alone)
    #expect(abs(a.energy - b.energy) < 1e-12)
    for (n, i) in kept.enumerated() { #expect((a.forces[i] - b.forces[n]).length < 1e-12) }
    for i in system.types.indices where system.types[i] == 2 { #expect(a.forces[i] == .zero) }
  }

  /// Forces add up to nothing; energies and virials of the atoms to those of the system.
  @Test func sums() throws {
    var potential = try potential()
    let result = Configuration.sample(types: 2).evaluate(&potential)
    #expect(result.forces.reduce(.zero, +).length < 1e-11)
    #expect(abs(result.atomEnergies.reduce(0, +) - result.energy) < 1e-11)
    for c in 0..<6 {
      let sum = result.atomVirials.reduce(0) { $0 + $1[c] }
      #expect(abs(sum - result.virial.components[c]) < 1e-11)
    }
  }

  /// The virial is minus the derivative of the energy with respect to a strain of everything.
  @Test func virialIsTheStrainDerivative() throws {
    var potential = try potential()
    let system = Configuration.sample(types: 2)
    let virial = system.evaluate(&potential).virial
    func energy(_ strain: Double, _ row: Int, _ column: Int) -> Double {
      func deform(_ r: Vector3) -> Vector3 {
        var result = r
        result[row] += strain * r[column]
        return result
      }
      var strained = system
      let (a, b, c) = system.box.edges
      strained.box.lengths = Vector3(deform(a).x, deform(b).y, deform(c).z)
      strained.box.tilts = Vector3(deform(b).x, deform(c).x, deform(c).y)
      strained.positions = system.positions.map(deform)
      return strained.evaluate(&potential).energy
    }
    let h = 1e-4
    let places = [(0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2)]
    for (c, (row, column)) in places.enumerated() {
      let near = (energy(h, row, column) - energy(-h, row, column)) / (2 * h)
      let far = (energy(2 * h, row, column) - energy(-2 * h, row, column)) / (4 * h)
      #expect(abs(-(4 * near - far) / 3 - virial.components[c]) < 1e-7)
    }
  }

  /// Other units of the model and normalisation are only other units.
  @Test func unitsAndNormalization() throws {
    let folder = SyntheticPotential(
      functions: ["Si 2 Si 0.05 0.0 5.5", "Si 3 Si Si 0.02 1 2.0 5.5"]
    ).folder
    var other = SyntheticPotential(
      functions: ["Si 2 Si 0.0125 0.0 11.0", "Si 3 Si Si 0.005 1 2.0 11.0"],
      extra: [
        "scale_symmetry_functions", "mean_energy -3.0", "conv_energy 5.0", "conv_length 1.7",
        "atom_energy Si 0.5",
      ])
    other.statistics = "-1.0 9.0 2.0 1.5"
    var plain = try NeuralNetworkPotential(
      model: NeuralNetworkModel(folder: folder), types: ["Si"])
    var converted = try NeuralNetworkPotential(
      model: NeuralNetworkModel(folder: other.folder), types: ["Si"], lengthFactor: 2,
      energyFactor: 0.1)
    #expect(abs(converted.cutoff - 5.5) < 1e-12)
    let system = Configuration.sample()
    let a = system.evaluate(&plain)
    let b = system.evaluate(&converted)
    #expect(abs((a.energy / 5 + 10 * (-3 + 0.5)) / 0.1 - b.energy) < 1e-9)
    for (f, g) in zip(a.forces, b.forces) { #expect((f * (1 / 0.5) - g).length < 1e-10) }
  }
}
