import Foundation
import Testing

/// `compute chunk/atom` and `fix ave/chunk`, beside LAMMPS's numbers and files.
@Suite struct AverageChunkTests {
  private static let deck =
    SiliconDeck.start + """
      compute pe all pe/atom
      variable e atom c_pe+4.3
      group g id 1:50
      region left block 0 1.2 INF INF INF INF
      compute c1 all chunk/atom bin/1d z lower 3 units box
      compute c2 all chunk/atom bin/2d x lower 0.3 y center 0.4 units reduced region left
      compute c3 all chunk/atom bin/1d z 2.0 1.0 bound z 2.0 9.0 units box
      compute c4 all chunk/atom type
      fix 1 all npt temp 900 900 0.05 iso 0 30000 0.2
      fix a g ave/chunk 1 5 10 c1 density/number density/mass temp c_pe v_e vx norm all adof 2.5 cdof 1.5
      fix b g ave/chunk 1 5 10 c1 density/number density/mass temp c_pe v_e vx norm sample adof 2.5 cdof 1.5
      fix c g ave/chunk 1 5 10 c1 density/number density/mass temp c_pe v_e vx norm none adof 2.5 cdof 1.5
      fix d all ave/chunk 2 2 10 c2 density/number fz ave running file d.dat
      fix e all ave/chunk 5 1 5 c3 density/number ave window 2 file e.dat title1 "# slices" format " %.8g"
      fix f all ave/chunk 1 1 10 c4 temp
      thermo_style custom step temp f_a[4][3] f_a[4][4] f_a[4][5] f_a[4][6] f_b[4][5] f_b[4][6] f_c[4][5] f_c[4][6] f_c[4][8] f_d[3][4] f_d[3][5] f_e[2][3] f_f[1][2]
      thermo_modify format float %.12g norm no
      run 30
      """

  @Test(arguments: [1, 2])
  func averagesOfChunksAreLAMMPSsNumbers(ranks: Int) throws {
    let scratch = try Scratch()
    try scratch.write("Si.sw", SiliconDeck.parameters)
    let file = try scratch.write("deck.in", Self.deck)
    let outcome = try Program.run(
      ["-in", file.path, "-screen", "none"], ranks: ranks, in: scratch.folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
    let log = try Self.text("log.lammps", scratch)
    try SiliconDeck.expect(
      #require(LogFile(log).runs.first),
      [
        "Step", "Temp", "f_a[4][3]", "f_a[4][4]", "f_a[4][5]", "f_a[4][6]", "f_b[4][5]",
        "f_b[4][6]", "f_c[4][5]", "f_c[4][6]", "f_c[4][8]", "f_d[3][4]", "f_d[3][5]", "f_e[2][3]",
        "f_f[1][2]",
      ],
      [
        [0, 900, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 885.9375],
        [
          10, 956.709477096, 0.0304727201475, 1.42115825665, 1241.29346298, -4.26142664596,
          1238.52359886, -4.26137030575, 1238.52359886, -46.0234077764, 15.7822067516,
          0.0517965096224, 0.116493897313, 0, 941.760891516,
        ],
        [
          20, 754.793884309, 0.028134165191, 1.31209491512, 1106.02633847, -4.24479293893,
          1106.02633847, -4.24479293893, 1106.02633847, -42.4479293893, 3.99853602947,
          0.0485433372677, -0.170582818419, 0.00423789709986, 743.000229867,
        ],
        [
          30, 638.97722751, 0.0232005388398, 1.08200505801, 591.975850577, -4.19085256046,
          589.094042161, -4.19055601073, 589.094042161, -34.3649909958, 0.19187895014,
          0.0476922131417, -0.318770209083, 0.0127136912996, 628.99320833,
        ],
      ])
    #expect(
      try Self.text("e.dat", scratch) == """
        # slices
        # Timestep Number-of-chunks Total-count
        # Chunk Coord1 Ncount density/number
        0 7 40
          1 2.5 8 0.067806354
          2 3.5 0 0
          3 4.5 8 0.067806354
          4 5.5 8 0.067806354
          5 6.5 8 0.067806354
          6 7.5 0 0
          7 8.5 8 0.067806354
        5 7 80
          1 2.5 8 0.067806354
          2 3.5 0 0
          3 4.5 8 0.067806354
          4 5.5 8 0.067806354
          5 6.5 8 0.067806354
          6 7.5 0 0
          7 8.5 8 0.067806354
        10 7 80
          1 2.5 8 0.067806354
          2 3.5 0 0
          3 4.5 8 0.067806354
          4 5.5 8 0.067806354
          5 6.5 8 0.067806354
          6 7.5 0 0
          7 8.5 8 0.067806354
        15 7 80
          1 2.5 8 0.067806354
          2 3.5 0 0
          3 4.5 8 0.067806354
          4 5.5 8 0.067806354
          5 6.5 8 0.067806354
          6 7.5 0 0
          7 8.5 8 0.067806354
        20 7 80
          1 2.5 8 0.067806354
          2 3.5 0.5 0.0042378971
          3 4.5 7.5 0.063568456
          4 5.5 8 0.067806354
          5 6.5 8 0.067806354
          6 7.5 0 0
          7 8.5 8 0.067806354
        25 7 80
          1 2.5 8 0.067806354
          2 3.5 1 0.0084757942
          3 4.5 7 0.059330559
          4 5.5 8 0.067806354
          5 6.5 8 0.067806354
          6 7.5 0 0
          7 8.5 8 0.067806354
        30 7 80
          1 2.5 8 0.067806354
          2 3.5 1.5 0.012713691
          3 4.5 6.5 0.055092662
          4 5.5 8 0.067806354
          5 6.5 8 0.067806354
          6 7.5 0 0
          7 8.5 8 0.067806354

        """)
    let lines = try Self.text("d.dat", scratch).split(separator: "\n").map(String.init)
    #expect(
      Array(lines[..<8]) == [
        "# Chunk-averaged data for fix d and group all",
        "# Timestep Number-of-chunks Total-count",
        "# Chunk Coord1 Coord2 Ncount density/number fz",
        "10 16 33",
        "  1 0.15 -0.1 1 0.00647456 0.720575",
        "  2 0.15 0.3 7 0.0453219 -0.248211",
        "  3 0.15 0.7 8 0.0517965 0.116494",
        "  4 0.15 1.1 1 0.00647456 -0.0519933",
      ])
  }

  private static func text(_ name: String, _ scratch: Scratch) throws -> String {
    try String(contentsOf: scratch.folder.appending(path: name), encoding: .utf8)
  }
}
