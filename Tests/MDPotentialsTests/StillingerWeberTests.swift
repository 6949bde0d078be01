import Foundation
import MDCore
import MDPotentials
import Testing

/// Stillinger–Weber against LAMMPS and finite differences.
@Suite struct StillingerWeberTests {
  static let reference = ReferenceCase(
    folder: ReferenceCase.resources.appendingPathComponent("stillinger-weber"))

  static func text() throws -> String {
    try String(contentsOf: reference.folder.appendingPathComponent("two.sw"), encoding: .utf8)
  }

  private func potential(_ types: [String?] = ["Si", "C"]) throws -> StillingerWeber {
    try StillingerWeber(text: Self.text(), file: "two.sw", types: types)
  }

  /// LAMMPS printed fifteen digits of an energy near −9 and of stresses near 2e7 bar·Å³.
  @Test func agreesWithLAMMPS() throws {
    var potential = try potential()
    let system = try Self.reference.configuration()
    let result = system.evaluate(&potential)
    let expected = try Self.reference.expected()
    #expect(abs(result.energy - expected.energy) < 1e-12)
    for i in 0..<expected.atoms {
      #expect(abs(result.atomEnergies[i] - expected.atomEnergies[i]) < 1e-12)
      for d in 0..<3 {
        #expect(abs(result.forces[i][d] - expected.forces[i][d]) < 1e-11)
      }
    }
    let pressure = result.pressure(volume: system.box.volume)
    for (c, name) in ["pxx", "pyy", "pzz", "pxy", "pxz", "pyz"].enumerated() {
      #expect(abs(pressure[c] - expected.pressure[name]!) < 1e-6)
    }
  }

  @Test func sharesStressAsLAMMPS() throws {
    var potential = try potential()
    let result = try Self.reference.configuration().evaluate(&potential)
    let expected = try #require(try Self.reference.expected().atomStress)
    for i in expected.indices {
      for c in 0..<6 {
        let stress = -result.atomVirials[i][c] * MetalUnits.pressure
        #expect(abs(stress - expected[i][c]) < 1e-6)
      }
    }
  }

  @Test func forcesAreTheGradient() throws {
    var potential = try potential()
    let system = try Self.reference.configuration()
    let forces = system.evaluate(&potential).forces
    let error = system.forceError(
      step: 3e-4, energy: { $0.evaluate(&potential, wantsPerAtom: false).energy }, forces: forces)
    #expect(error < 1e-7)
  }

  /// A type mapped to NULL neither feels nor exerts anything.
  @Test func passesOverUnmappedTypes() throws {
    var some = try potential(["Si", nil])
    var alone = try potential(["Si"])
    let system = try Self.reference.configuration()
    let kept = system.types.indices.filter { system.types[$0] == 1 }
    let silicon = Configuration(
      box: system.box, types: kept.map { _ in 1 }, positions: kept.map { system.positions[$0] })
    let a = system.evaluate(&some)
    let b = silicon.evaluate(&alone)
    #expect(abs(a.energy - b.energy) < 1e-12)
    for (n, i) in kept.enumerated() { #expect((a.forces[i] - b.forces[n]).length < 1e-12) }
    for i in system.types.indices where system.types[i] == 2 { #expect(a.forces[i] == .zero) }
  }

  static let brokenFiles: [(String, String)] = [
    ("Si Si Si 1 2 3", "14 are expected"),
    ("Si Si Si 1 2 3 4 5 6 x 8 9 10 0", "'x' is not a number"),
    ("Si Si Si -1 2 3 4 5 6 7 8 9 10 0", "epsilon is -1.0"),
    ("C C C 1 2 3 4 5 6 7 8 9 10 0", "no entry for Si Si Si"),
    ("# UNITS: electron\nSi Si Si 1 2 3 4 5 6 7 8 9 10 0", "units electron"),
    (
      "Si Si Si 1 2 3 4 5 6 7 8 9 10 0\nSi Si Si 1 2 3 4 5 6 7 8 9 10 0",
      "second entry"
    ),
  ]

  @Test(arguments: brokenFiles)
  func refusesBrokenFiles(_ text: String, _ message: String) throws {
    let error = try #require(throws: InputError.self) {
      try StillingerWeber(text: text, file: "bad.sw", types: ["Si"])
    }
    #expect(error.description.contains(message))
    #expect(error.location?.file == "bad.sw")
  }
}
