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

  /// Springs of atoms, defined anew between two runs, of a group and between two.
  @Test(arguments: [1, 2]) func springsHoldAtomsAndGroups(ranks: Int) throws {
    try expect(
      SiliconDeck.start + """
        group g id 1:20
        group h id 41:64
        fix 1 all nve
        fix 2 g spring/self 2.5
        fix 3 h spring/self 0.5 xz
        fix 4 g spring tether 3.0 5.0 NULL 4.0 0.5
        fix 5 g spring couple h 2.0 0.1 0.2 NULL 1.0
        thermo_style custom step temp pe ke f_2 f_3 f_4 f_4[1] f_4[2] f_4[4] f_5 f_5[1] f_5[3] f_5[4]
        thermo_modify format float %.12g
        run 20
        unfix 2
        fix 2 g spring/self 1.0 y
        fix 3 h spring/self 0.7 z
        run 10
        """, ranks: ranks,
      [
        "Step", "Temp", "PotEng", "KinEng", "f_2", "f_3", "f_4", "f_4[1]", "f_4[2]", "f_4[4]",
        "f_5", "f_5[1]", "f_5[3]", "f_5[4]",
      ],
      [
        [
          [
            0, 900, -272.193654713, 7.3290502215, 0, 0, 4.9520616241, 2.18908560387, 0,
            5.45090540595, 3.45586915285, 1.9265435243, 0, 3.71799362713,
          ],
          [
            10, 939.542890158, -272.722676116, 7.65106336358, 0.230079782983, 0.0292212150341,
            4.90193290227, 2.18478877979, 0, 5.42324602186, 3.45189087869, 1.9274607357, 0,
            3.71585299962,
          ],
          [
            20, 713.342956288, -271.357534603, 5.80902927977, 0.800200801192, 0.110544095103,
            4.77591678251, 2.14469407412, 0, 5.35308328863, 3.40608821604, 1.89538382413, 0,
            3.69111810488,
          ],
        ],
        [
          [
            20, 713.342956288, -271.357534603, 5.80902927977, 1.8874113455e-32, 0, 4.77591678251,
            2.14469407412, 0, 5.35308328863, 3.40608821604, 1.89538382413, 0, 3.69111810488,
          ],
          [
            30, 640.425767144, -270.556150122, 5.21523623393, 0.0106112345875, 0.0157513058264,
            4.61173004607, 2.09612528268, 0, 5.26026427819, 3.3376447474, 1.85114076719, 0,
            3.65384441234,
          ],
        ],
      ])
  }

  /// INIT is where the group was when each run began.
  @Test(arguments: [1, 2]) func groupsAreRecentered(ranks: Int) throws {
    try expect(
      SiliconDeck.start + """
        group g id 1:20
        velocity g set 0.2 0.1 -0.1 sum yes units box
        fix 1 all nve
        fix 2 g recenter INIT NULL 0.45 units lattice
        fix 3 all recenter 0.45 0.43 NULL units fraction shift all
        thermo_style custom step temp pe ke f_2 f_2[1] f_2[3] f_3 f_3[2]
        thermo_modify format float %.12g
        run 20
        run 10
        """, ranks: ranks,
      ["Step", "Temp", "PotEng", "KinEng", "f_2", "f_2[1]", "f_2[3]", "f_3", "f_3[2]"],
      [
        [
          [0, 898.871325009, -272.193654713, 7.31985898184, 0, 0, 0, 0, 0],
          [
            10, 3397.09418305, -254.6442622, 27.6638598608, 0.0143808821199, -0.00764212263972,
            0.0121822712211, 0.00232587326898, -3.1250000001e-05,
          ],
          [
            20, 4810.73832569, -257.642662911, 39.1757142127, 0.0233005391644, -0.0125577304512,
            0.0196269847727, 0.003861917203, -3.12500000001e-05,
          ],
        ],
        [
          [
            20, 4810.73832569, -257.642662911, 39.1757142127, 0.0233005391644, -0.0125577304512,
            0.0196269847727, 0.003861917203, -3.12500000001e-05,
          ],
          [
            30, 4092.736032, -251.032180555, 33.3287421354, 0.02436550738, -0.0134051358803,
            0.0203465053981, 0.00412672328608, -3.12499999984e-05,
          ],
        ],
      ])
  }

  /// The count begins anew with each run.
  @Test(arguments: [1, 2]) func fastAtomsAreSlowed(ranks: Int) throws {
    try expect(
      SiliconDeck.start + """
        group g id 1:32
        group h id 33:64
        fix 1 g nve/limit 0.008
        fix 2 h nve
        thermo_style custom step temp pe ke pxy f_1
        thermo_modify format float %.12g
        run 20
        run 10
        """, ranks: ranks,
      ["Step", "Temp", "PotEng", "KinEng", "Pxy", "f_1"],
      [
        [
          [0, 900, -272.193654713, 7.3290502215, -14433.2723085, 0],
          [10, 683.542748386, -273.008134578, 5.56635459051, -4946.77711279, 264],
          [20, 608.206672366, -272.846558677, 4.95286360758, 8925.14613246, 438],
        ],
        [
          [20, 608.206672366, -272.846558677, 4.95286360758, 8925.14613246, 0],
          [30, 495.129639627, -272.086589608, 4.03203332775, 12596.2372017, 82],
        ],
      ])
  }

  /// A crystal of 12 Å/ps between two walls.
  @Test(arguments: [1, 2]) func atomsBounceFromWalls(ranks: Int) throws {
    try expect(
      Self.slab + """
        velocity all set NULL NULL 12 sum yes units box
        fix 2 all wall/reflect zlo -0.05 zhi 2.05
        fix 1 all nve
        thermo_style custom step temp pe ke pzz
        thermo_modify format float %.12g
        run 60
        """, ranks: ranks,
      ["Step", "Temp", "PotEng", "KinEng", "Pzz"],
      [
        [
          [0, 2547.13091488, -238.260564861, 20.7422782176, 20290.2636948],
          [10, 2578.59599498, -238.517714473, 20.9985106091, 18491.3017551],
          [20, 2415.1412856, -237.184657333, 19.6674353047, 15540.6261177],
          [30, 2337.69273446, -236.553409968, 19.0367416148, 13196.2598685],
          [40, 2421.44083087, -237.236768507, 19.7187349531, 13002.7401741],
          [50, 2463.18736013, -237.576985125, 20.0586931859, 13371.2070282],
          [60, 2422.41302242, -237.245876845, 19.7266518872, 14522.7715147],
        ]
      ])
  }

  /// All kinds of walls, at the edges of the box and elsewhere, in a periodic dimension too.
  @Test(arguments: [1, 2]) func wallsPushAndPull(ranks: Int) throws {
    try expect(
      Self.slab + """
        fix 1 all nve
        group g id 1:40
        fix 2 all wall/harmonic zlo -1.5 3.0 0 2.5 zhi 11.5 2.0 0 3.0 units box
        fix 3 g wall/lj93 zlo -2.2 0.5 2.0 6.0 units box
        fix 4 g wall/lj126 zhi 2.2 0.3 1.8 5.0
        fix 5 all wall/lj1043 zlo EDGE 0.4 2.2 8.0 zhi EDGE 0.3 2.2 16.0
        fix 6 all wall/harmonic xlo 0.0 0.5 0 1.0 pbc yes
        thermo_style custom step temp pe ke f_2 f_2[1] f_2[2] f_3 f_3[1] f_4 f_4[1] f_5 f_5[1] f_5[2] f_6
        thermo_modify format float %.12g
        run 20
        """, ranks: ranks,
      [
        "Step", "Temp", "PotEng", "KinEng", "f_2", "f_2[1]", "f_2[2]", "f_3", "f_3[1]", "f_4",
        "f_4[1]", "f_5", "f_5[1]", "f_5[2]", "f_6",
      ],
      [
        [
          [
            0, 900, -238.260564861, 7.3290502215, 41.7603489272, -49.8162213287, 31.7983586161,
            -3.46088515689, 4.06449715718, -0.35348006947, -0.705579747553, -1.53804325302,
            0.817984338258, -0.316544668518, 0.442646340873,
          ],
          [
            10, 1484.59333811, -238.235779101, 12.0896212595, 36.6550217957, -46.0670768208,
            30.3821195738, -3.21703060252, 3.82457709396, -0.347050484938, -0.694518125511,
            -1.48892415981, 0.782909169752, -0.311878154746, 0.456430545144,
          ],
          [
            20, 2376.58891332, -233.037360842, 19.3534883351, 23.3674372436, -35.27968123,
            25.4121358972, -2.60464072761, 3.08018447345, -0.263847440951, -0.542243872163,
            -1.3450628542, 0.68745738764, -0.298015212899, 1.79702649178,
          ],
        ]
      ])
  }

  /// `fix_modify energy yes` in a run and, by conjugate gradients, in a minimisation.
  @Test(arguments: [1, 2]) func energiesOfFixesCountAsPotentialEnergy(ranks: Int) throws {
    try expect(
      Self.slab + """
        fix 1 all nve
        fix 2 all wall/harmonic zlo -1.5 3.0 0 2.5 units box
        fix_modify 2 energy yes
        fix 3 all spring/self 1.0
        fix_modify 3 energy yes
        fix 4 all addforce 0 0 0.1
        thermo_style custom step temp pe ke epair evdwl etotal econserve press f_2 f_3
        thermo_modify format float %.12g
        run 20
        minimize 1e-10 1e-8 20 100
        """, ranks: ranks,
      [
        "Step", "Temp", "PotEng", "KinEng", "E_pair", "E_vdwl", "TotEng", "Econserve", "Press",
        "f_2", "f_3",
      ],
      [
        [
          [
            0, 900, -212.349430455, 7.3290502215, -238.260564861, -238.260564861, -205.020380234,
            -205.020380234, 4327.45450573, 25.9111344059, 0,
          ],
          [
            10, 1387.75371128, -216.232251932, 11.3010184945, -238.236981149, -238.236981149,
            -204.931233438, -204.931233438, 8875.14509376, 21.7265745283, 0.278154687894,
          ],
          [
            20, 1972.35791855, -220.727298126, 16.0616780443, -234.118315573, -234.118315573,
            -204.665620082, -204.665620082, 22564.0601355, 12.1176770323, 1.27334041462,
          ],
        ],
        [
          [
            20, 1972.35791855, -220.727298126, 16.0616780443, -234.118315573, -234.118315573,
            -204.665620082, -204.665620082, 22564.0601355, 12.1176770323, 1.27334041462,
          ],
          [
            28, 1972.35791855, -232.893460986, 16.0616780443, -240.075338725, -240.075338725,
            -216.831782942, -216.831782942, 34201.6703892, 3.54713790241, 3.6347398362,
          ],
        ],
      ])
  }

  @Test(arguments: [1, 2]) func forcesAreLeftAlongLinesAndInPlanes(ranks: Int) throws {
    try expect(
      SiliconDeck.start + """
        group g id 1:20
        group h id 41:64
        fix 1 all nve
        fix 2 g lineforce 1 2 -2
        fix 3 h planeforce 0 1 3
        thermo_style custom step temp pe ke pxy pxz
        thermo_modify format float %.12g
        run 20
        """, ranks: ranks,
      ["Step", "Temp", "PotEng", "KinEng", "Pxy", "Pxz"],
      [
        [
          [0, 900, -272.193654713, 7.3290502215, -14433.2723085, 4248.937395],
          [10, 853.016384569, -271.27348213, 6.94644435808, -6826.49910444, -3943.33461767],
          [20, 811.538652988, -268.22031063, 6.60867504938, 1070.9184896, -8945.06055452],
        ]
      ])
  }

  /// NULL is integrated; another velocity from another step on.
  @Test(arguments: [1, 2]) func atomsMoveOnLines(ranks: Int) throws {
    try expect(
      SiliconDeck.start + """
        group g id 1:16
        group h id 17:64
        fix 1 h nve
        fix 2 g move linear 1.5 NULL -20 units box
        fix 3 g setforce NULL 0.3 NULL
        variable x equal xcm(g,x)
        variable z equal xcm(g,z)
        thermo_style custom step temp pe ke pxy v_x v_z
        thermo_modify format float %.12g
        run 20
        unfix 2
        fix 2 g move linear 0.3 0 NULL
        run 10
        """, ranks: ranks,
      ["Step", "Temp", "PotEng", "KinEng", "Pxy", "v_x", "v_z"],
      [
        [
          [0, 900, -272.193654713, 7.3290502215, -14433.2723085, 4.75614306184, 2.01701683417],
          [
            10, 1925.8774468, -269.343559121, 15.6831694756, -8849.41418631, 4.77114306184,
            1.81701683417,
          ],
          [
            20, 2136.11394296, -263.264276097, 17.3952070742, -58.4687767915, 4.78614306184,
            1.61701683417,
          ],
        ],
        [
          [
            20, 2136.11394296, -263.264276097, 17.3952070742, -58.4687767915, 4.78614306184,
            1.61701683417,
          ],
          [
            30, 1972.98424132, -262.454303085, 16.0667784343, 9412.10693035, 4.80243606184,
            1.45971594577,
          ],
        ],
      ])
  }

  /// The time step at the start of a run, too.
  @Test(arguments: [1, 2]) func theTimeStepIsChosen(ranks: Int) throws {
    try expect(
      SiliconDeck.start + """
        fix 1 all nve
        fix 2 all dt/reset 3 1e-5 0.01 0.01 units box
        thermo_style custom step time dt temp pe ke pxy f_2
        thermo_modify format float %.12g
        run 20
        fix 2 all dt/reset 5 NULL 0.0012 0.01 emax 0.05 units box
        run 20
        """, ranks: ranks,
      ["Step", "Time", "Dt", "Temp", "PotEng", "KinEng", "Pxy", "f_2"],
      [
        [
          [0, 0, 0.000620034516626, 900, -272.193654713, 7.3290502215, -14433.2723085, 0],
          [
            10, 0.00603499026538, 0.000564351840235, 955.620058576, -272.647053942, 7.7819860022,
            -8724.47988641, 9,
          ],
          [
            20, 0.0116167482782, 0.000561784671187, 950.091151079, -272.602279713, 7.73696195696,
            148.430175718, 18,
          ],
        ],
        [
          [
            20, 0.0116167482782, 0.000571482197602, 950.091151079, -272.602279713, 7.73696195696,
            148.430175718, 20,
          ],
          [
            30, 0.017552423908, 0.000698836006628, 831.29564824, -271.634425468, 6.76956394985,
            9398.28178495, 30,
          ],
          [
            40, 0.024953328816, 0.00070920661446, 646.066044701, -270.124347724, 5.26116720891,
            15169.5667143, 40,
          ],
        ],
      ])
  }

  @Test(arguments: [1, 2]) func fixesActInMinimisations(ranks: Int) throws {
    try expect(
      SiliconDeck.start + """
        group g id 1:20
        group h id 21:40
        fix 2 g addforce 0.1 -0.2 0.3
        fix_modify 2 energy yes
        fix 3 h aveforce NULL 0.0 NULL
        fix 4 g spring tether 3.0 5.0 NULL 4.0 0.5
        fix_modify 4 energy yes
        fix 5 h lineforce 1 2 -2
        fix 6 all spring/self 0.3
        fix_modify 6 energy yes
        thermo_style custom step pe f_2 f_3[2] f_4 f_6 fnorm
        thermo_modify format float %.12g
        thermo 5
        minimize 0 1e-8 15 60
        """, ranks: ranks,
      ["Step", "PotEng", "f_2", "f_3[2]", "f_4", "f_6", "Fnorm"],
      [
        [
          [0, -274.615596654, -7.374003565, 3.6461149649, 4.9520616241, 0, 15.6988342112],
          [
            5, -280.422496056, -8.55390573584, -0.857527433156, 4.20678930012, 0.169181782037,
            1.75373174203,
          ],
          [
            10, -281.264843544, -10.2242046286, 0.310957367616, 3.38403672111, 0.960080144718,
            2.04404871236,
          ],
          [
            15, -281.770818241, -10.8559563837, -0.285727621279, 3.28662779662, 1.76318406469,
            0.343989454372,
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

  /// Where atoms are tied and where they began to move is in restart files, for any number of ranks.
  @Test func whatAtomsRememberGoesThroughRestartFiles() throws {
    let fixes = """
      fix 1 h nve
      fix 2 g move linear 1.5 NULL -20 units box
      fix 3 h spring/self 1.5 xz
      fix_modify 3 energy yes
      fix 4 g spring couple h 1.0 0.1 0.2 NULL 1.0
      thermo_style custom step pe ke f_3 f_4
      thermo_modify format float %.12g

      """
    let first =
      SiliconDeck.start + "group g id 1:16\ngroup h id 17:40\n" + fixes
      + "run 30\nwrite_restart half\nrun 100\n"
    let second = SiliconDeck.start(from: "half") + fixes + "run 100\n"
    let scratch = try Scratch()
    try scratch.write("Si.sw", SiliconDeck.parameters)
    var runs: [[String: [Double]]] = []
    for (deck, ranks) in [(first, 1), (second, 3)] {
      try scratch.write("deck.in", deck)
      let outcome = try Program.run(
        ["-in", "deck.in", "-log", "log", "-screen", "none"], ranks: ranks, in: scratch.folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let log = try String(contentsOf: scratch.folder.appending(path: "log"), encoding: .utf8)
      runs.append(try #require(LogFile(log).runs.last))
    }
    #expect(runs[0]["Step"] == [30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130])
    for (name, values) in runs[0] {
      let others = try #require(runs[1][name])
      for (a, b) in zip(values, others) { #expect(abs(a - b) <= 1e-8 * max(1, abs(a)), "\(name)") }
    }
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

  /// `continue` ends one run, `soft` all further ones too, `hard` the deck. A minimisation is ended as well.
  @Test(arguments: [1, 2]) func runsAreHalted(ranks: Int) throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        fix 1 all nve
        variable t equal temp
        variable s equal step
        fix 2 all halt 4 v_t < 800 error continue
        run 100
        fix 2 all halt 2 v_s >= 22 error continue message no
        minimize 0 0 10 10
        fix 2 all halt 7 v_t > 0 error soft
        run 20
        print "went on"
        run 20
        minimize 0 0 10 10
        """, ranks: ranks)
    let columns = ["Step", "PotEng"]
    let runs = LogFile(log).runs
    // LAMMPS printed these.
    let expected: [[[Double]]] = [
      [[0, -272.193654713], [10, -272.691665172], [20, -271.055693685]],
      [[20, -271.055693685], [22, -276.883857055]],
      [[22, -276.883857055]],
    ]
    #expect(runs.count == expected.count)
    for (run, rows) in zip(runs, expected) { try SiliconDeck.expect(run, columns, rows) }
    let lines = log.split(separator: "\n")
    #expect(
      lines.contains {
        $0.hasPrefix("Fix halt condition for fix-id 2 met on step 20 with value 760.3")
      })
    #expect(!log.contains("met on step 22 "))
    #expect(log.contains("Stopping criterion = walltime limit reached"))
    #expect(log.contains("met on step 28 "))
    #expect(lines.contains("went on"))
  }

  @Test func whatIsHaltedHardEndsTheDeck() throws {
    let scratch = try Scratch()
    try scratch.write("Si.sw", SiliconDeck.parameters)
    try scratch.write(
      "deck.in",
      SiliconDeck.start + "fix 1 all nve\nfix 2 all halt 3 diskfree > 0 error hard path .\nrun 10")
    let outcome = try Program.run(["-in", "deck.in", "-log", "none"], in: scratch.folder)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("Fix halt condition for fix-id 2 met on step 3 with value"))
  }

  /// An energy that is not a fix's own is refused, and so are atoms behind walls.
  @Test(arguments: [
    ("fix 2 all viscous 1\nfix_modify 2 energy yes", "fix 2 (viscous) has no potential energy"),
    ("fix 2 all addforce 1 0 0\nfix_modify 2 virial yes", "virial yes is not supported"),
    ("fix 2 all wall/lj93 zlo 0.5 1 1 5 pbc yes\nrun 1", "on or inside fix wall surface"),
    ("variable v equal step\nfix 2 all addforce v_v 0 0", "constants are"),
    ("fix 2 all aveforce 1 0 0 region nowhere", "no region 'nowhere'"),
    ("fix 2 all wall/reflect xlo 0", "Cannot use fix wall/reflect in periodic dimension"),
    ("fix 2 all wall/harmonic xlo EDGE 1 0", "the cutoff of xlo (Angstrom) is missing"),
    ("fix 2 all recenter INIT INIT", "z (a number, INIT or NULL) is missing"),
    ("fix 2 all spring couple all 1 0 0 0 0", "Two groups cannot be the same"),
    ("fix 2 all move wiggle 1 1 1 1", "'wiggle' is not supported"),
    ("fix 2 all halt 1 v_nothing > 1", "no variable 'nothing'"),
    ("fix 2 all halt 1 tlimit => 1", "operator '=>' is not supported"),
  ])
  func whatCannotBeIsRefused(lines: String, message: String) throws {
    let scratch = try Scratch()
    try scratch.write("Si.sw", SiliconDeck.parameters)
    try scratch.write("deck.in", SiliconDeck.start + lines)
    let outcome = try Program.run(["-in", "deck.in", "-log", "none"], in: scratch.folder)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("ERROR: deck.in:1"), "\(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }
}
