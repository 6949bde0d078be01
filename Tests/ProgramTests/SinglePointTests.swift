import Foundation
import Testing

/// The single points of LAMMPS with n2p2, run from their decks on any number of ranks.
///
/// Tolerances are those that the project promises its users; the references are printed with 15
/// digits, so that they are met with a wide margin by anything but a mistake.
@Suite(.enabled(if: Shared.isPresent, "needs ../shared/reference"), .serialized)
struct SinglePointTests {
  struct Expected: Decodable {
    var atoms: Int
    var energy: Double
    var virialPressureBar: [String: Double]
    var atomEnergiesById: [Double]
    var forcesById: [[Double]]
  }

  @Test(arguments: Shared.cases("single-point"), [1, 2, 3, 4, 8])
  func deckGivesTheReference(folder: URL, ranks: Int) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let expected = try decoder.decode(
      Expected.self, from: Data(contentsOf: folder.appending(path: "expected.json")))
    let scratch = try Scratch()
    let dump = scratch.folder.appending(path: "atoms.dump").path
    let log = scratch.folder.appending(path: "log").path
    let deck = try scratch.write(
      "deck.in",
      try String(contentsOf: folder.appending(path: "deck.in"), encoding: .utf8) + """

        compute energies all pe/atom
        thermo_modify format float %.16g
        dump atoms all custom 1 \(dump) id fx fy fz c_energies
        dump_modify atoms sort id format float %.17g
        run 0
        """)
    let outcome = try Program.run(
      ["-in", deck.path, "-log", log, "-screen", "none"], ranks: ranks, in: folder)
    #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")

    let rows = try Self.rows(ofDump: dump)
    #expect(rows.count == expected.atoms)
    for (row, (force, energy)) in zip(
      rows, zip(expected.forcesById, expected.atomEnergiesById))
    {
      for d in 0..<3 { #expect(abs(row[1 + d] - force[d]) < 1e-8) }
      #expect(abs(row[4] - energy) < 1e-8)
    }
    let text = try String(contentsOfFile: log, encoding: .utf8)
    let thermo = try #require(LogFile(text).runs.last)
    let energy = try #require(thermo["PotEng"]?.last)
    #expect(abs(energy - expected.energy) / Double(expected.atoms) < 1e-9)
    let size = expected.virialPressureBar.values.map(abs).max()!
    for (name, column) in [
      ("press", "Press"), ("pxx", "Pxx"), ("pyy", "Pyy"), ("pzz", "Pzz"), ("pxy", "Pxy"),
      ("pxz", "Pxz"), ("pyz", "Pyz"),
    ] {
      let value = try #require(thermo[column]?.last)
      let reference = try #require(expected.virialPressureBar[name])
      #expect(abs(value - reference) < max(1e-9 * size, 1e-3), "\(name)")
    }
  }

  /// The rows of the only frame of a text dump.
  static func rows(ofDump path: String) throws -> [[Double]] {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    guard let start = lines.lastIndex(where: { $0.hasPrefix("ITEM: ATOMS") }) else {
      throw Failure(description: "no frame in \(path)")
    }
    return lines[(start + 1)...].map { $0.split(separator: " ").compactMap { Double($0) } }
  }
}
