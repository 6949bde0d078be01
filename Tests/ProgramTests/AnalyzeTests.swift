import Foundation
import Testing

/// `analyze` and `report` as users call them, on what a run of the program has written.
@Suite(.serialized) struct AnalyzeTests {
  private static let deck =
    SiliconDeck.start + """

      thermo 5
      dump one all h5md 5 a.h5md position velocity species id image mass
      dump_modify one element Si
      dump two all custom 5 a.lammpstrj id element x y z ix iy iz vx vy vz mass
      dump_modify two element Si sort off format float %.17g time yes
      dump three all custom 5 a.dump id type xsu ysu zsu vx vy vz
      dump_modify three format float %.17g
      fix 1 all npt temp 900 900 0.1 tri 0 0 0.5
      run 20
      """

  /// A folder with a run in a tilted box, in three formats; made once.
  private static func run() throws -> Scratch { try made.get() }

  private nonisolated(unsafe) static let made = Result { try make() }

  private static func make() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("Si.sw", SiliconDeck.parameters)
    let text = deck.replacing("create_box", with: "change_box_later").replacing(
      "region b block 0 2 0 2 0 2\nchange_box_later",
      with: "region b prism 0 2 0 2 0 2 0 0 0\ncreate_box"
    )
    try scratch.write("deck.in", text)
    let outcome = try Program.run(["-in", "deck.in"], ranks: 2, in: scratch.folder)
    guard outcome.status == 0 else { throw Failure(description: outcome.errors + outcome.output) }
    return scratch
  }

  /// The tables that an analysis wrote, by name.
  private func tables(_ folder: URL) throws -> [String: String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    var tables: [String: String] = [:]
    for name in names where name.hasSuffix(".csv") {
      tables[name] = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
    return tables
  }

  private func analyze(
    _ words: [String], out: String, ranks: Int = 1, in scratch: Scratch
  ) throws -> [String: String] {
    let outcome = try Program.run(
      ["analyze"] + words + ["-out", out], ranks: ranks, in: scratch.folder)
    guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
    let folder = scratch.folder.appending(path: out)
    #expect(FileManager.default.fileExists(atPath: folder.appending(path: "rdf.png").path))
    return try tables(folder)
  }

  @Test func formatsAndRanksAgree() throws {
    let scratch = try Self.run()
    let all = ["-quantities", "all", "-rings", "6", "-qmax", "6", "-rmax", "5"]
    let one = try analyze(["a.h5md"] + all, out: "h5md", in: scratch)
    #expect(one.count >= 14)
    // Three ranks take the five frames in turn; of the last two they share the atoms.
    #expect(try analyze(["a.h5md"] + all, out: "three", ranks: 3, in: scratch) == one)
    let last = ["a.h5md", "-from", "-2"] + all
    #expect(
      try analyze(last, out: "last", in: scratch)
        == analyze(last, out: "lasts", ranks: 3, in: scratch))
    // Times are in none of these tables; scaled coordinates lose the last digit, which eight printed ones hide.
    for (file, extra) in [("a.lammpstrj", []), ("a.dump", ["-elements", "Si"])] {
      let other = try analyze([file] + all + extra, out: "other-\(file)", in: scratch)
      for name in [
        "rdf.csv", "coordination.csv", "rings.csv", "angles.csv", "density.csv", "order.csv",
      ] {
        // One file has the deck's mass, the other the element's.
        if name == "density.csv", file == "a.dump" { continue }
        #expect(other[name] == one[name], "\(name) of \(file)")
      }
      try expectClose(other["msd.csv"], one["msd.csv"], "msd of \(file)")
      try expectClose(other["vacf.csv"], one["vacf.csv"], "vacf of \(file)")
    }
  }

  /// The same numbers up to the last of eight digits.
  private func expectClose(_ a: String?, _ b: String?, _ what: String) throws {
    func numbers(_ text: String?) throws -> [Double] {
      try #require(text).split(whereSeparator: { "\n,".contains($0) }).compactMap { Double($0) }
    }
    let (a, b) = (try numbers(a), try numbers(b))
    #expect(a.count == b.count && !a.isEmpty)
    for (x, y) in zip(a, b) { #expect(abs(x - y) <= 2e-7 * max(1, abs(y)), "\(what)") }
  }

  @Test func excessEnergyComesFromTheLog() throws {
    let scratch = try Self.run()
    let words = [
      "a.lammpstrj", "-quantities", "rdf,excess", "-reference", "-4.3364", "-log", "log.lammps",
    ]
    let found = try analyze(words, out: "excess", in: scratch)
    let rows = try #require(found["excess.csv"]).split(separator: "\n").dropFirst()
    #expect(rows.count == 5)
    // Displaced by up to a tenth of an ångström: above the crystal, far below a melt.
    for row in rows {
      let excess = try #require(Double(row.split(separator: ",").last ?? ""))
      #expect(excess > 0.01 && excess < 0.5)
    }
  }

  @Test func atomsAndReportAreWritten() throws {
    let scratch = try Self.run()
    _ = try analyze(["a.h5md", "-quantities", "rdf", "-atoms"], out: "atoms", in: scratch)
    let atoms = try String(
      contentsOf: scratch.folder.appending(path: "atoms/atoms.xyz"), encoding: .utf8)
    #expect(atoms.hasPrefix("64\nLattice=") && atoms.split(separator: "\n").count == 66)
    let outcome = try Program.run(
      ["report", ".", "-out", "page.html"], ranks: 2, in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let page = try String(contentsOf: scratch.folder.appending(path: "page.html"), encoding: .utf8)
    for word in ["64 atoms", "Temperature", "Structure factor", "Loop time"] {
      #expect(page.contains(word))
    }
  }

  @Test(arguments: [
    (["analyze", "none.h5md"], "cannot open 'none.h5md'"),
    (["analyze", "a.xyz", "-from", "3"], "there are 1"),
    (["analyze", "a.xyz"], "give -cutoff"),
    (["analyze", "a.xyz", "-quantities", "vacf"], "no velocities"),
    (["report", "Si.sw"], "no thermo output"),
    (["analyze", "a.xyz", "-out", "Si.sw"], "/Si.sw' is not a folder"),
    (["analyze", "a.xyz", "-cutoff", "1e9"], "-cutoff 1000000000.0: an atom has about"),
    (["analyze", "a.xyz", "-bin", "1e-9"], "a million are most"),
    (["analyze", "a.xyz", "-qmax", "1e9"], "-qmax 1000000000.0: it is in 1/Å"),
    (
      ["report", "a.xyz", "-out", "nowhere/a.html"],
      "cannot write 'nowhere/a.html': the folder"
    ),
  ])
  func mistakesAreTold(words: [String], message: String) throws {
    let scratch = try Scratch()
    try scratch.write("Si.sw", SiliconDeck.parameters + "\n")
    try scratch.write(
      "a.xyz",
      "2\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3 Time=0\nO 0 0 0\nO 1 0 0\n")
    let outcome = try Program.run(words, in: scratch.folder)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
  }
}
