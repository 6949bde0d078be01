import Foundation
import MDCore
import MDDomain

@testable import MDTraining

/// Structures of silicon, and the potential of the repository's examples.
enum TestStructures {
  static let potentialFolder =
    SharedFolder.root.appendingPathComponent("Examples/potentials/si-bootstrap").path
  /// Bohr an Å, Hartree an eV.
  static let lengthFactor = 1.8897261328
  static let energyFactor = 0.0367493254

  static func potential(_ communicator: any Communicator = SingleRank()) throws -> LoadedPotential {
    try LoadedPotential.read(
      potentialFolder, lengthFactor: lengthFactor, energyFactor: energyFactor,
      communicator: communicator)
  }

  /// The primitive cell of diamond, strained and with displaced atoms, and copies of it along the edges.
  static func silicon(
    copies: SIMD3<Int> = SIMD3(1, 1, 1), strain: Double = 0, displacement: Double = 0.15,
    frame: Int = 1, group: String = "crystal"
  ) -> LabelledStructure {
    let a = 5.45 * (1 + strain)
    let scale = 1 / 2.0.squareRoot()
    let unit = Box(
      lengths: Vector3(a * scale, a * scale * 0.75.squareRoot(), a / 3.0.squareRoot()),
      tilts: Vector3(a * scale / 2, a * scale / 2, a * scale / 12.0.squareRoot()))
    let basis = [
      Vector3(displacement, 0.3 * displacement, 0),
      unit.cartesian(Vector3(0.25, 0.25, 0.25)) + Vector3(0, -displacement, displacement),
    ]
    var positions: [Vector3] = []
    for x in 0..<copies.x {
      for y in 0..<copies.y {
        for z in 0..<copies.z {
          positions += basis.map { $0 + unit.shift(SIMD3(Int32(x), Int32(y), Int32(z))) }
        }
      }
    }
    let n = Vector3(Double(copies.x), Double(copies.y), Double(copies.z))
    let box = Box(
      lengths: unit.lengths * n,
      tilts: Vector3(unit.tilts.x * n.y, unit.tilts.y * n.z, unit.tilts.z * n.z))
    return LabelledStructure(
      box: box, elements: Array(repeating: "Si", count: positions.count), positions: positions,
      energy: -5.4 * Double(positions.count),
      forces: positions.map { Vector3($0.z, -$0.x, 0.1 * $0.y) },
      stress: SymmetricTensor(xx: 0.01, yy: -0.02, zz: 0.03, xy: 0.004, xz: -0.005, yz: 0.006),
      group: group, origin: FrameLocation(file: "test.extxyz", frame: frame, line: 1))
  }
}
