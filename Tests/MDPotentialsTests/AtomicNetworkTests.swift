import MDCore
import MDKernels
import MDPotentials
import Testing

/// Networks of every activation function, as parts of a potential.
@Suite struct AtomicNetworkTests {
  private func check(_ synthetic: SyntheticPotential, tolerance: Double = 1e-7) throws {
    var potential = try synthetic.potential()
    let system = Configuration.sample()
    let result = system.evaluate(&potential)
    let error = system.forceError(
      energy: { $0.evaluate(&potential, wantsPerAtom: false).energy }, forces: result.forces)
    #expect(error < tolerance)
    // The networks must not be saturated, or the test says nothing.
    #expect(result.forces.contains { $0.length > 1e-4 })
  }

  private static let functions = [
    "Si 2 Si 0.05 0.0 5.5", "Si 2 Si 0.8 2.2 5.5", "Si 3 Si Si 0.02 1 2.0 5.5",
  ]

  @Test(arguments: ActivationFunction.allCases)
  func forcesAreTheGradient(_ function: ActivationFunction) throws {
    let letter = function.rawValue
    try check(
      SyntheticPotential(
        functions: Self.functions, activations: "\(letter) \(letter) \(letter)",
        extra: ["scale_symmetry_functions", "scale_max_short 0.4"], seed: 11))
  }

  @Test func normalizesNodes() throws {
    try check(
      SyntheticPotential(
        functions: Self.functions, nodes: [5, 4, 3], activations: "t p s l",
        extra: ["scale_symmetry_functions", "scale_max_short 30.0", "normalize_nodes"]))
  }

  /// A block is filled up with 64 atoms; more or fewer, in whatever parts, give the same.
  @Test func blocksDoNotMatter() throws {
    var potential = try SyntheticPotential(functions: Self.functions).potential()
    var system = Configuration.sample()
    let cell = system
    system.box.lengths.x *= 8
    for n in 1..<8 {
      let shift = cell.box.shift(SIMD3(Int32(n), 0, 0))
      system.positions += cell.positions.map { $0 + shift }
      system.types += cell.types
    }
    let whole = system.evaluate(&potential)
    let parts = system.evaluate(&potential, parts: 7)
    let one = cell.evaluate(&potential)
    #expect(abs(whole.energy - 8 * one.energy) < 1e-11)
    #expect(abs(whole.energy - parts.energy) < 1e-11)
    for i in system.positions.indices {
      #expect((whole.forces[i] - parts.forces[i]).length < 1e-12)
      #expect((whole.forces[i] - one.forces[i % 10]).length < 1e-11)
    }
  }

  /// Two copies of a value do not work in the same memory.
  @Test func copiesAreIndependent() async throws {
    let potential = try SyntheticPotential(functions: Self.functions).potential()
    let system = Configuration.sample()
    var first = potential
    let expected = system.evaluate(&first).energy
    let energies = await withTaskGroup(of: Double.self) { group in
      for _ in 0..<8 {
        group.addTask {
          var copy = potential
          return system.evaluate(&copy).energy
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(energies.allSatisfy { $0 == expected })
  }
}
