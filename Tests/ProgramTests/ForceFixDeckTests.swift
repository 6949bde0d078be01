import Testing

/// Fixes that add, change or take away forces, move atoms in ways of their own or hold them, beside LAMMPS's
/// numbers (29 Sep 2021), on one rank and on two.
@Suite struct ForceFixDeckTests {
  /// The same crystal with empty space above and below, where the box ends.
  static let slab = SiliconDeck.start.replacingOccurrences(
    of: "region b block 0 2 0 2 0 2\ncreate_box 1 b\ncreate_atoms 1 box",
    with: """
      boundary p p f
      region b block 0 2 0 2 -1 3
      create_box 1 b
      region c block 0 2 0 2 0 1.9
      create_atoms 1 region c
      """)

  private func expect(
    _ deck: String, ranks: Int, _ columns: [String], _ runs: [[[Double]]],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let log = LogFile(try SiliconDeck.log(deck, ranks: ranks))
    #expect(log.runs.count == runs.count, sourceLocation: sourceLocation)
    for (run, rows) in zip(log.runs, runs) {
      try SiliconDeck.expect(run, columns, rows, sourceLocation: sourceLocation)
    }
  }

  /// Forces added in some steps, averaged and set, in regions too, and friction.
  @Test(arguments: [1, 2]) func forcesAreAddedAveragedAndSetInRegions(ranks: Int) throws {
    try expect(
      SiliconDeck.start + """
        group g id 1:20
        region r block 1.0 6 1.0 6 INF INF units box
        group h id 30:40
        fix 1 all nve
        fix 2 g addforce 0.1 -0.2 0.3
        fix 3 all addforce 0.05 0 0 every 4 region r
        fix 4 h aveforce 0.1 NULL -0.2
        fix 5 all aveforce NULL NULL 0.02 region r
        fix 6 g viscous 0.01 scale 1 1.5
        fix 7 h setforce NULL 0.5 NULL region r
        thermo_style custom step temp pe ke pxy f_2 f_2[1] f_2[3] f_3 f_3[2] f_4[1] f_4[2] f_5[1] f_5[3] f_7[2]
        thermo_modify format float %.12g
        run 22
        """, ranks: ranks,
      [
        "Step", "Temp", "PotEng", "KinEng", "Pxy", "f_2", "f_2[1]", "f_2[3]", "f_3", "f_3[2]",
        "f_4[1]", "f_4[2]", "f_5[1]", "f_5[3]", "f_7[2]",
      ],
      [
        [
          [
            0, 900, -272.193654713, 7.3290502215, -14433.2723085, -7.374003565, 5.4518278842,
            0.931419088003, -2.72462033312, 3.83201642171, -2.96083152208, 5.86913103454,
            -5.32753823863, 4.33933023479, 2.41002120498,
          ],
          [
            10, 1007.58741778, -272.001407073, 8.20517643055, -5434.84286989, -7.45291687484,
            5.55110752723, 1.41084623424, -2.72877642254, 3.17332113072, -0.485522791807,
            4.31972556476, -5.99809272028, 3.26006295553, 0.726306978768,
          ],
          [
            20, 941.622237338, -268.606031119, 7.66799629682, 7352.59121071, -7.67123844431,
            -0.219245989124, 1.22952405066, -2.72409893652, -1.86709652505, 2.64434322221,
            -0.96287444998, 0.468114756491, 0.820802055169, -1.87716983305,
          ],
          [
            22, 917.764635169, -267.654012178, 7.47371455852, 9592.5349999, -7.72713375199,
            -1.27560060769, 0.974572806569, -2.72409893652, -1.86709652505, 2.69107771357,
            -2.17902781967, 1.34398627709, 0.408397131635, -2.34518399412,
          ],
        ]
      ])
  }

  /// Velocities are not touched by conjugate gradients, so that friction is a constant force.
  @Test(arguments: [1, 2]) func frictionActsInMinimisations(ranks: Int) throws {
    try expect(
      SiliconDeck.start + """
        fix 2 all viscous 0.1
        thermo_style custom step pe fnorm
        thermo_modify format float %.12g
        thermo 5
        minimize 0 1e-8 15 60
        """, ranks: ranks,
      ["Step", "PotEng", "Fnorm"],
      [
        [
          [0, -272.193654713, 18.1084778672],
          [2, -276.322970928, 6.11240168289],
        ]
      ])
  }

  /// What a fix did to the forces of the last step is not done to them again by a run that does not prepare.
  @Test func forcesAreNotChangedTwice() throws {
    func energies(_ runs: String) throws -> Double? {
      let log = try SiliconDeck.log(
        SiliconDeck.start + """
          group g id 1:20
          fix 1 all nve
          fix 2 g addforce 0.5 -0.2 0.3
          fix 3 all langevin 900 900 0.1 4711
          \(runs)
          """)
      return LogFile(log).runs.last?["PotEng"]?.last
    }
    let prepared = try #require(try energies("run 4\nrun 4"))
    let other = try #require(try energies("run 4\nrun 4 pre no"))
    #expect(abs(other - prepared) < 1e-9)
  }
}
