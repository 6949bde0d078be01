import Foundation
import Helpers
import MDCore
import Testing

@testable import MDTraining

/// What is written is read back as it was.
struct StructureWriterTests {
  private func turned() throws -> LabelledStructure {
    let text = """
      2
      Lattice="1 2 0.5 -3 1 0.25 0.5 0.75 4" energy=1.1 stress="1 4 5 4 2 6 5 6 3" weight=0.3 \
      Properties=species:S:1:pos:R:3:forces:R:3:charges:R:1 group="a \\"b\\" c"
      Si 0.1 0.2 0.3 1 2 3 0.5
      Ge -0.4 1.2 0.6 -3 -2 -1 -0.5
      """
    return try StructureFileTests.read(text)[0]
  }

  /// Turning there and back costs some units in the last place of numbers below 10.
  private let tolerance = 1e-14

  private func expectEqual(_ a: LabelledStructure, _ b: LabelledStructure, _ tolerance: Double) {
    #expect(a.elements == b.elements && a.group == b.group && a.weight == b.weight)
    #expect(a.charges == b.charges && a.hasOnlyMeanStress == b.hasOnlyMeanStress)
    #expect(abs(a.energy - b.energy) <= tolerance)
    #expect((a.box.lengths - b.box.lengths).length <= tolerance)
    #expect((a.box.tilts - b.box.tilts).length <= tolerance)
    #expect(a.box.boundaries == b.box.boundaries)
    for (p, q) in zip(a.positions, b.positions) { #expect((p - q).length <= tolerance) }
    #expect(a.forces?.count == b.forces?.count)
    for (p, q) in zip(a.forces ?? [], b.forces ?? []) { #expect((p - q).length <= tolerance) }
    #expect((a.stress == nil) == (b.stress == nil))
    for (p, q) in zip(a.stress?.components ?? [], b.stress?.components ?? []) {
      #expect(abs(p - q) <= tolerance)
    }
  }

  @Test(arguments: StructureFormat.allCases)
  func aTurnedCellComesBack(format: StructureFormat) throws {
    let structure = try turned()
    var writer = StructureWriter(format: format)
    writer.lengthFactor = 2
    writer.energyFactor = 0.25
    var options = StructureReadingOptions()
    options.lengthFactor = 2
    options.energyFactor = 0.25
    let text = try writer.text(of: structure)
    let back = try StructureFileTests.read(text, options: options)
    #expect(back.count == 1)
    expectEqual(back[0], structure, tolerance)
    // In the file's own orientation.
    #expect(text.contains(format == .n2p2 ? "lattice 2.0" : "Lattice=\"1.0"))
  }

  @Test func moleculesAndMeanStressesComeBack() throws {
    let molecule = try StructureFileTests.read("2\nenergy=-1\nH 0 0 0\nH 0.74 0 0\n")[0]
    let text = try StructureWriter(format: .extendedXYZ).text(of: molecule)
    expectEqual(try StructureFileTests.read(text)[0], molecule, 0)

    var mean = try turned()
    mean.stress = SymmetricTensor(xx: 0.25, yy: 0.25, zz: 0.25)
    mean.hasOnlyMeanStress = true
    for format in StructureFormat.allCases {
      let text = try StructureWriter(format: format).text(of: mean)
      expectEqual(try StructureFileTests.read(text)[0], mean, tolerance)
    }
  }

  @Test func whatInputDataCannotHoldIsAnError() throws {
    var structure = try turned()
    structure.box.boundaries.z = .fixed
    #expect(throws: InputError.self) {
      try StructureWriter(format: .n2p2).text(of: structure)
    }
    structure = try turned()
    structure.forces = nil
    #expect(throws: InputError.self) {
      try StructureWriter(format: .n2p2).text(of: structure)
    }
  }

  @Test(.enabled(if: Helper.python != nil, "needs a Python with h5py, MDAnalysis and ase"))
  func aseReadsAndWritesTheSame() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("structures-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (ours, ases) = (folder.appendingPathComponent("ours.xyz").path, folder.path + "/ase.xyz")
    var structures = [try turned(), TestStructures.silicon(copies: SIMD3(2, 1, 1))]
    structures.append(try StructureFileTests.read("2\nenergy=-1\nH 0 0 0\nH 0.74 0 0\n")[0])
    try StructureWriter(format: .extendedXYZ).write(structures, to: ours)
    try Helper.runPython("check_structures.py", [ours, ases])
    let back = try StructureFile.read(ases)
    #expect(back.count == structures.count)
    // ASE writes eight decimals of positions, forces and energies.
    for (a, b) in zip(back, structures) { expectEqual(a, b, 3e-8) }
  }
}
