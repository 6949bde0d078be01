import Foundation
import Testing

/// `fix ave/atom` and those who ask for its values, beside LAMMPS's numbers.
@Suite struct AverageAtomTests {
  private static let averages = """
    group g id 1:20
    compute pe all pe/atom
    compute s all stress/atom NULL
    variable e atom c_pe*2
    fix 1 all nve
    fix a all ave/atom 2 3 10 c_pe c_s[1] v_e vx
    fix b g ave/atom 1 1 5 fx
    fix c all ave/atom 10 1 10 f_a[1]

    """

  /// The numbers are those of LAMMPS (29 Sep 2021) for the same deck.
  @Test(arguments: [1, 2])
  func averagesAreLAMMPSs(ranks: Int) throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + Self.averages + """
        compute r all reduce sum f_a[1] f_a[2] f_b f_c
        compute m all reduce max f_a[3] f_a[4]
        thermo_style custom step temp c_r[*] c_m[1]
        thermo_modify format float %.12g norm no
        run 30
        """, ranks: ranks)
    try SiliconDeck.expect(
      try #require(LogFile(log).runs.first),
      ["Step", "Temp", "c_r[1]", "c_r[2]", "c_r[3]", "c_r[4]", "c_m[1]"],
      [
        [0, 900, 0, 0, 5.4518278842, 0, 0],
        [
          10, 960.916620415, -272.682171255, -14726221.5588, 4.88910332162, -272.682171255,
          -8.27884586739,
        ],
        [
          20, 760.300478452, -271.513760172, -15185269.128, -1.34714993025, -271.513760172,
          -8.20751189395,
        ],
        [
          30, 631.421092782, -269.985793223, -13425094.1359, -3.44791232674, -269.985793223,
          -8.14546970035,
        ],
      ])
  }

  /// A run that is interrupted in the middle of an average goes on with what was summed up.
  @Test(arguments: [1, 2])
  func averagesGoOnOverACheckpoint(ranks: Int) throws {
    let scratch = try ContinueTests.scratch(
      SiliconDeck.start + Self.averages
        + "dump 1 all custom 10 t.dump id f_a[*] f_b f_c\ndump_modify 1 sort id\n"
        + "restart 17 r.*\nrun 40\n")
    _ = try ContinueTests.start(scratch)
    let whole = try ContinueTests.contents(scratch, "t.dump")
    // Four columns and two, and none of them is nothing but zeros in the last snapshot.
    let rows = String(decoding: whole, as: UTF8.self).split(separator: "\n").suffix(64)
      .map { $0.split(separator: " ").compactMap { Double($0) } }
    for column in 0..<7 { #expect(rows.contains { $0.count == 7 && $0[column] != 0 }) }
    _ = try ContinueTests.start(scratch, ["-continue", "r.17"], ranks: ranks)
    let again = try ContinueTests.contents(scratch, "t.dump")
    if ranks == 1 { #expect(again == whole) }
    let numbers = try [whole, again].map { data in
      try String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        .map { try #require($0.first!.isLetter ? 0 : Double($0)) }
    }
    #expect(numbers[0].count == numbers[1].count)
    // Six digits are written.
    for (a, b) in zip(numbers[0], numbers[1]) { #expect(abs(a - b) <= 1e-5 * max(1e-3, abs(a))) }
  }

  /// A formula without a value leaves none in the average either.
  @Test func whatIsNoNumberIsNotHidden() throws {
    let scratch = try ContinueTests.scratch(
      SiliconDeck.start + """
        variable root atom sqrt(2.5-id)
        fix 1 all nve
        fix a all ave/atom 1 2 5 v_root
        dump 1 all custom 5 t.dump id f_a
        dump_modify 1 sort id
        run 5
        """)
    _ = try ContinueTests.start(scratch)
    let rows = String(decoding: try ContinueTests.contents(scratch, "t.dump"), as: UTF8.self)
      .split(separator: "\n").suffix(64).map { $0.split(separator: " ").last! }
    #expect(rows[0] == "1.22474" && rows[1] == "0.707107")
    #expect(rows[2...].allSatisfy { $0.contains("nan") })
  }

  /// Mistakes end before the run.
  @Test(arguments: [
    ("fix a all ave/atom 2 6 10 vx", "Nrepeat times Nevery (6 × 2) must not exceed Nfreq (10)"),
    ("fix a all ave/atom 2 3 10 vxx", "value 'vxx' is not supported; did you mean 'vx'?"),
    ("fix a all ave/atom 2 3 10", "the values are missing"),
    ("fix a all ave/atom 1 1 1 f_1", "fix 1 (nve) has no values of single atoms"),
    ("fix a all ave/atom 1 1 1 x y\ndump 1 all custom 5 t id f_a", "write f_a[1] to f_a[2]"),
    (
      "fix a all ave/atom 1 1 1 x\ndump 1 all custom 5 t id f_a\nunfix a",
      "dump 1 uses fix a, which is not defined any more"
    ),
    (
      "fix a all ave/atom 1 1 1 x\ncompute r all reduce sum f_a\nthermo_style custom c_r\nunfix a",
      "compute r uses fix a, which is not defined any more"
    ),
    (
      "fix a all ave/atom 1 1 1 x\nfix b all ave/atom 1 1 1 f_a\nunfix a",
      "fix ave/atom b: there is no fix 'a'"
    ),
    ("dump 1 all custom 5 t id f_zz[*]", "there is no fix 'zz'"),
  ])
  func mistakesAreNamed(lines: String, message: String) throws {
    let scratch = try ContinueTests.scratch(
      SiliconDeck.start + "fix 1 all nve\n" + lines + "\nrun 5\n")
    let outcome = try ContinueTests.start(scratch, status: 1)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  /// A fix that is defined anew begins anew, also for a dump that was there before.
  @Test func aFixMayBeDefinedAnew() throws {
    let scratch = try ContinueTests.scratch(
      SiliconDeck.start + """
        fix 1 all nve
        fix a all ave/atom 1 1 1 x vx
        dump 1 all custom 5 t.dump id f_a[2] vy
        dump_modify 1 sort id
        run 5
        fix a all ave/atom 1 1 1 x vy z
        run 5
        """)
    _ = try ContinueTests.start(scratch)
    let rows = String(decoding: try ContinueTests.contents(scratch, "t.dump"), as: UTF8.self)
      .split(separator: "\n").suffix(64).map { $0.split(separator: " ") }
    #expect(rows.allSatisfy { $0.count == 3 && $0[1] == $0[2] })
  }
}
