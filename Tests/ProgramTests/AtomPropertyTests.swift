import Foundation
import Testing

/// Charges and molecules of atoms, of which no force takes notice: beside LAMMPS's numbers, and kept by every file.
@Suite struct AtomPropertyTests {
  private static let properties = """
    region near block 0 0.9 INF INF INF INF
    group left region near
    set group left mol 3
    set atom 5*20 mol 7
    set atom 21 mol 9
    variable w atom id*0.01-0.2
    set type 1 charge v_w
    set mol 7 charge 0.125

    """

  /// ``SiliconDeck/start`` in an atom style.
  private static func start(_ style: String) -> String {
    SiliconDeck.start.replacingOccurrences(of: "atom_style atomic", with: "atom_style \(style)")
  }

  /// The numbers are those of LAMMPS (29 Sep 2021) for the same deck.
  @Test(arguments: [1, 2])
  func groupsSumsAndCopiesAreLAMMPSs(ranks: Int) throws {
    let log = try SiliconDeck.log(
      Self.start("full") + Self.properties + """
        replicate 1 2 1
        group sevens molecule 7 9
        group high molecule > 9
        variable c equal charge(sevens)
        variable d equal q[80]
        variable e equal mol[85]
        variable u atom q*mol+type
        compute p all property/atom q mol
        compute s all reduce sum c_p[1] c_p[2] v_u
        fix 1 all nve
        thermo_style custom step temp pe c_s[*] v_c v_d v_e
        thermo_modify format float %.12g norm no
        run 20
        """, ranks: ranks)
    #expect(log.contains("17 atoms in group sevens") && log.contains("34 atoms in group high"))
    let sums: [Double] = [22.4, 650, 216.57, 2.01, 0.125, 18]
    try SiliconDeck.expect(
      try #require(LogFile(log).runs.first),
      ["Step", "Temp", "PotEng", "c_s[1]", "c_s[2]", "c_s[3]", "v_c", "v_d", "v_e"],
      [
        [0, 892.913385827, -544.387309425] + sums, [10, 953.350347814, -545.383330344] + sums,
        [20, 754.313860511, -542.11138737] + sums,
      ])
  }

  /// The last snapshot of a dump, without its head.
  private static func lastRows(_ scratch: Scratch, _ name: String) throws -> [Substring] {
    Array(
      String(decoding: try ContinueTests.contents(scratch, name), as: UTF8.self)
        .split(separator: "\n").suffix(64))
  }

  /// Data files, restart files and checkpoints bring both back, also in a deck that names no atom style.
  @Test(arguments: [("full", "mol q"), ("charge", "q"), ("bond", "mol")])
  func filesKeepThem(style: String, words: String) throws {
    let lines = Self.properties.split(separator: "\n").filter { line in
      (words.contains("q") || !line.contains("charge"))
        && (words.contains("mol") || !line.contains("mol "))
    }
    let dump = "dump 1 all custom 10 %.dump id \(words)\ndump_modify 1 sort id\n"
    let scratch = try ContinueTests.scratch(
      Self.start(style) + lines.joined(separator: "\n") + "\nfix 1 all nve\n"
        + dump.replacingOccurrences(of: "%", with: "first")
        + "restart 15 r.*\nrun 30\nwrite_data t.data\nwrite_restart t.restart\n")
    _ = try ContinueTests.start(scratch, ranks: 2)
    let rows = try Self.lastRows(scratch, "first.dump")
    #expect(Set(rows.map { $0.split(separator: " ").dropFirst().joined(separator: " ") }).count > 2)
    let whole = try ContinueTests.contents(scratch, "first.dump")
    _ = try ContinueTests.start(scratch, ["-continue", "r.15"])
    #expect(try ContinueTests.contents(scratch, "first.dump") == whole)

    for (name, read) in [
      ("data", "units metal\nread_data t.data\n"), ("restart", "read_restart t.restart\n"),
    ] {
      try scratch.write(
        "deck.in",
        read + "pair_style sw\npair_coeff * * Si.sw Si\n"
          + dump.replacingOccurrences(of: "%", with: name) + "run 0\n")
      _ = try ContinueTests.start(scratch, ranks: name == "data" ? 2 : 1)
      #expect(try Self.lastRows(scratch, "\(name).dump") == rows, "\(name)")
    }
    let data = String(decoding: try ContinueTests.contents(scratch, "t.data"), as: UTF8.self)
    // The lines of `bond` without bonds are those of `molecular`.
    #expect(data.contains("\nAtoms # \(style == "bond" ? "molecular" : style)\n"))
  }

  /// A formula's number of a molecule is cut off, so that every file can be read back, and one that no file holds is
  /// refused.
  @Test func moleculesAreWholeNumbers() throws {
    let scratch = try ContinueTests.scratch(
      Self.start("molecular") + """
        variable half atom id/2
        set type 1 mol v_half
        dump 1 all custom 1 first.dump id mol
        dump_modify 1 sort id
        run 0
        write_restart t.restart
        """)
    _ = try ContinueTests.start(scratch)
    let rows = try Self.lastRows(scratch, "first.dump")
    #expect(rows.map(String.init) == (1...64).map { "\($0) \($0 / 2)" })
    try scratch.write(
      "deck.in",
      "read_restart t.restart\npair_style sw\npair_coeff * * Si.sw Si\n"
        + "dump 1 all custom 1 second.dump id mol\ndump_modify 1 sort id\nrun 0\n")
    _ = try ContinueTests.start(scratch)
    #expect(try Self.lastRows(scratch, "second.dump") == rows)
    for word in ["1e16", "v_large"] {
      try scratch.write(
        "deck.in", Self.start("molecular") + "variable large atom id*1e16\nset type 1 mol \(word)\n"
      )
      let outcome = try ContinueTests.start(scratch, ranks: 2, status: 1)
      #expect(outcome.errors.contains("the number of a molecule must be below 2^53"))
    }
  }

  /// What atoms do not have is named before it is used.
  @Test(arguments: [
    ("dump 1 all custom 5 t.dump id q", "q"), ("group g molecule 1", "mol"),
    ("set type 1 charge 0.5", "q"), ("compute 1 all property/atom id mol", "mol"),
    ("variable a atom q\ncompute c all reduce sum v_a\nthermo_style custom c_c", "q"),
    ("variable c equal charge(all)\nprint \"${c}\"", "q"), ("set mol 3 type 1", "mol"),
  ])
  func atomicAtomsHaveNone(line: String, property: String) throws {
    let scratch = try ContinueTests.scratch(Self.start("atomic") + line + "\nrun 0\n")
    let outcome = try ContinueTests.start(scratch, status: 1)
    let styles = property == "q" ? "charge or full" : "molecular, bond, angle or full"
    #expect(
      outcome.errors.contains("atoms have no '\(property)' here: it needs atom_style \(styles)"),
      "\(outcome.errors)")
  }

  /// LAMMPS numbers the atoms that stay anew, but not those of styles with molecules.
  @Test(arguments: [("charge", "1 2 3"), ("full", "1 2 4")])
  func idsAreKeptWithMolecules(style: String, ids: String) throws {
    let scratch = try ContinueTests.scratch(
      SiliconDeck.start.replacingOccurrences(of: "atom_style atomic", with: "atom_style \(style)")
        + """
        group g id 3 5
        delete_atoms group g compress yes
        write_dump all custom left id modify sort id
        """)
    _ = try ContinueTests.start(scratch, ranks: 2)
    let lines = try ContinueTests.log(scratch, "left")
    #expect(lines.dropFirst(9).prefix(3).joined(separator: " ") == ids)
  }
}
