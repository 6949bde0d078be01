import Foundation
import MDCore
import MDPotentials
import Testing

/// Energies, forces and pressures of LAMMPS with n2p2.
@Suite struct ReferenceTests {
  static let cases = ReferenceCase.all(
    in: ReferenceCase.shared?.appendingPathComponent("reference/single-point"))

  /// More cases in the same layout, if somebody names a folder of them.
  static let extraCases = ReferenceCase.all(
    in: ProcessInfo.processInfo.environment["SWIFT_MD_EXTRA_REFERENCES"].map {
      URL(fileURLWithPath: $0)
    })

  @Test(.enabled(if: !cases.isEmpty), arguments: cases)
  func singlePoint(_ reference: ReferenceCase) throws {
    try check(reference)
  }

  /// Synthetic potentials: what n2p2 does with odd files, layers of an element, straight triplets.
  @Test(
    arguments: ReferenceCase.all(
      in: ReferenceCase.resources.appendingPathComponent("reference")))
  func smallSinglePoint(_ reference: ReferenceCase) throws {
    try check(reference)
  }

  @Test(.enabled(if: !extraCases.isEmpty), arguments: extraCases)
  func extraSinglePoint(_ reference: ReferenceCase) throws {
    try check(reference)
  }

  /// The references are printed with 14 digits and were summed in another order: an energy of an atom
  /// is good to 1e-8 eV, a force to 1e-8 eV/Å, the total to 1e-9 eV an atom, a pressure to 1e-9 of
  /// its size or 1e-3 bar.
  private func check(_ reference: ReferenceCase) throws {
    let expected = try reference.expected()
    let configuration = try reference.configuration()
    var potential = try reference.potential()
    let result = configuration.evaluate(&potential)
    #expect(configuration.positions.count == expected.atoms)
    #expect(abs(result.energy - expected.energy) <= 1e-9 * Double(expected.atoms))
    let energyError = zip(result.atomEnergies, expected.atomEnergies).map {
      abs($0 - $1)
    }
    #expect(energyError.max()! <= 1e-8)
    var forceError = 0.0
    for (force, other) in zip(result.forces, expected.forces) {
      for d in 0..<3 { forceError = max(forceError, abs(force[d] - other[d])) }
    }
    #expect(forceError <= 1e-8)
    let pressure = result.pressure(volume: configuration.box.volume)
    let size = expected.pressure.values.map { abs($0) }.max()!
    for (c, name) in ["pxx", "pyy", "pzz", "pxy", "pxz", "pyz"].enumerated() {
      let error = abs(pressure[c] - expected.pressure[name]!)
      #expect(error <= max(1e-3, 1e-9 * size), "\(name)")
    }
  }
}
