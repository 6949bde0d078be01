import Foundation
import Testing

/// `fix ave/correlate` beside LAMMPS (29 Sep 2021).
@Suite struct AverageCorrelateTests {
  private static let fixes = """
    fix 1 all nve
    compute p all pressure thermo_temp
    variable t equal temp
    fix c all ave/correlate 2 4 10 c_p[1] c_p[4] v_t type auto/upper ave running file c.txt prefactor 0.5 overwrite
    fix d all ave/correlate 1 5 10 c_p[4] c_p[5] file d.txt start 4
    fix e all ave/correlate 5 3 10 v_t c_p[*2] type lower title1 "# mine" file e.txt
    thermo_style custom step temp f_c[1][3] f_c[3][2] f_c[4][8] f_d[2][4] f_e[2][5]
    thermo_modify format float %.12g

    """

  /// LAMMPS's numbers and its file, of the same deck.
  @Test(arguments: [1, 2])
  func correlationsAreThoseOfLAMMPS(ranks: Int) throws {
    let scratch = try Scratch()
    let files = try Self.run(SiliconDeck.start + Self.fixes + "run 20\nrun 20\n", ranks, scratch)
    let columns = [
      "Step", "Temp", "f_c[1][3]", "f_c[3][2]", "f_c[4][8]", "f_d[2][4]", "f_e[2][5]",
    ]
    try SiliconDeck.expect(
      files.runs[1], columns,
      [
        [20, 760.300478452, 68110665.8802, 9, 421131.079717, 13206412.1943, 113551651.193],
        [30, 631.421092782, 65534982.7824, 14, 355116.304005, 10227947.3131, 106418099.783],
        [40, 788.086325205, 59172918.9191, 19, 321628.027558, 1260444.66128, 87663270.3457],
      ])
    #expect(
      try scratch.text("d.txt").hasPrefix(
        """
        # Time-correlated data for fix d
        # Timestep Number-of-time-windows
        # Index TimeDelta Ncount c_p[4]*c_p[4] c_p[5]*c_p[5]
        10 5
        1 0 7 5.96593e+07 1.62008e+06
        2 1 6 5.74049e+07 1.09323e+06
        3 2 5 5.39328e+07 417003
        4 3 4 4.92816e+07 -399004
        5 4 3 4.35081e+07 -1.34212e+06
        20 5
        1 0 11 5.15096e+07 1.30131e+07

        """))
    #expect(
      try scratch.text("c.txt").hasPrefix(
        """
        # Time-correlated data for fix c
        # Timestep Number-of-time-windows
        # Index TimeDelta Ncount c_p[1]*c_p[1] c_p[1]*c_p[4] c_p[1]*v_t c_p[4]*c_p[4] c_p[4]*v_t v_t*v_t
        40 4
        1 0 21 5.91729e+07 2.00237e+07 4.36769e+06 5.47033e+07 1.09751e+06 328486

        """))
    #expect(try scratch.text("e.txt").contains("c_p[1]*v_t c_p[2]*v_t c_p[2]*c_p[1]\n0 3\n"))
  }

  /// Samples of before are not lost by a restart.
  @Test func aRestartGoesOnWithTheSamples() throws {
    let whole = try Scratch()
    let expected = try Self.run(SiliconDeck.start + Self.fixes + "run 20\nrun 20\n", 1, whole)
    let scratch = try Scratch()
    _ = try Self.run(
      SiliconDeck.start + Self.fixes + "run 20\nwrite_restart half\n", 2, scratch)
    let found = try Self.run(
      SiliconDeck.start(from: "half") + Self.fixes + "run 20\n", 1, scratch)
    for (name, values) in expected.runs[1] {
      let again = try #require(found.runs[0][name])
      #expect(zip(values, again).allSatisfy { abs($0 - $1) <= 1e-8 * max(1, abs($0)) }, "\(name)")
    }
    #expect(try scratch.text("d.txt") == whole.text("d.txt"))
  }

  private static func run(_ deck: String, _ ranks: Int, _ scratch: Scratch) throws -> LogFile {
    try scratch.write("Si.sw", SiliconDeck.parameters)
    let file = try scratch.write("deck.in", deck)
    let outcome = try Program.run(
      ["-in", file.path, "-log", "log", "-screen", "none"], ranks: ranks, in: scratch.folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return LogFile(try scratch.text("log"))
  }
}

extension Scratch {
  /// The text of a file.
  fileprivate func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }
}
