import Testing

/// Fixes and their settings from decks, beside LAMMPS's numbers.
@Suite struct FixDeckTests {
  @Test func fixesTakeTemperaturesOfOtherGroupsAndDegreesOfFreedom() throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        group g id 1:32
        compute t2 g temp
        compute_modify t2 extra/dof 6
        compute_modify thermo_temp extra/dof 0
        compute p2 all pressure t2
        fix 1 all npt temp 900 300 0.05 iso 0 0 0.3
        fix_modify 1 temp t2
        fix 2 all momentum 5 linear 1 1 0 angular rescale
        thermo_style custom step temp c_t2 c_thermo_temp press c_p2 c_thermo_press pe lx nbuild
        thermo_modify format float %.12g
        run 20
        """)
    try SiliconDeck.expect(
      #require(LogFile(log).runs.first),
      [
        "Step", "Temp", "c_t2", "c_thermo_temp", "Press", "c_p2", "c_thermo_press", "PotEng",
        "Lx", "Nbuild",
      ],
      [
        [
          0, 885.9375, 979.181992377, 885.9375, 12053.3117949, 9109.51922461, 12053.3117949,
          -272.193654713, 10.862, 0,
        ],
        [
          10, 930.263939104, 1088.08257137, 930.263939104, 9046.98776878, 6156.18609331,
          9046.98776878, -272.693241385, 10.8703246202, 0,
        ],
        [
          20, 685.650352157, 719.028612575, 685.650352157, 2337.16189217, -47.9209670411,
          2337.16189217, -271.242107172, 10.8900925446, 0,
        ],
      ])
  }

  /// What is changed in a temperature after a fix was given it reaches the fix.
  @Test func laterChangesOfATemperatureReachTheFix() throws {
    func run(_ order: String) throws -> [String: [Double]] {
      let log = try SiliconDeck.log(
        SiliconDeck.start + "compute t all temp\nfix 1 all nvt temp 900 300 0.05\n\(order)\nrun 20")
      return try #require(LogFile(log).runs.first)
    }
    let before = try run("compute_modify t extra/dof 60\nfix_modify 1 temp t")
    let after = try run("fix_modify 1 temp t\ncompute_modify t extra/dof 60")
    let without = try run("")
    #expect(before["Temp"] == after["Temp"])
    #expect(before["Temp"] != without["Temp"])
  }

  @Test func thermostatsForcesAndVelocityRampsGiveLAMMPSsNumbers() throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        velocity all ramp vx -3 5 y 1 9 sum yes units box
        velocity all ramp vz 0.1 0.3 x 0.2 1.5 units lattice
        fix 1 all nve
        fix 2 all temp/berendsen 900 300 0.05
        fix 3 all temp/rescale 5 800 800 10 0.5
        group g id 1:8
        fix 4 g setforce 0.1 NULL 0
        thermo_style custom step temp pe ke pxy f_2 f_3 f_4[1] ecouple econserve
        thermo_modify format float %.12g
        run 20
        """)
    try SiliconDeck.expect(
      #require(LogFile(log).runs.first),
      [
        "Step", "Temp", "PotEng", "KinEng", "Pxy", "f_2", "f_3", "f_4[1]", "Ecouple",
        "Econserve",
      ],
      [
        [
          0, 676.285118591, -272.193654713, 5.5072528869, -13891.6311581, 0, 0, -1.18563307213,
          0, -266.686401826,
        ],
        [
          10, 808.262222947, -273.369624984, 6.58199380458, -4967.59978143, 0.0311521291462,
          -0.20657340357, 1.1861722734, -0.175421274424, -266.963052454,
        ],
        [
          20, 732.531993469, -272.590652845, 5.96529307666, 9959.77758881, 0.569416301564,
          -0.847479908837, 2.42792239313, -0.278063607273, -266.903423376,
        ],
      ])
  }

  @Test(arguments: [1, 2])
  func heatIsThatOfLAMMPS(ranks: Int) throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        region hot block 0.2 0.8 INF INF INF INF
        region cold block 1 1.6 INF INF INF INF
        group g id 1:20
        fix 1 all nve
        fix 2 all heat 1 20.0 region hot
        fix 3 all heat 2 -20.0 region cold
        fix 4 g heat 5 3.0
        thermo_style custom step temp pe ke f_2 f_3 f_4
        thermo_modify format float %.12g norm no
        run 20
        """, ranks: ranks)
    try SiliconDeck.expect(
      #require(LogFile(log).runs.first),
      ["Step", "Temp", "PotEng", "KinEng", "f_2", "f_3", "f_4"],
      [
        [0, 900, -272.193654713, 7.3290502215, 1, 1, 1],
        [
          10, 964.196754416, -272.688376578, 7.85182937391, 1.00380495166, 0.990952218592,
          1.00247407328,
        ],
        [
          20, 761.445320663, -271.004912442, 6.20074555119, 1.00505743098, 0.990462928269,
          1.00354614786,
        ],
      ])
  }

  @Test(arguments: [
    ("fix 2 all heat 1 -1e9", "fix heat kinetic energy went negative"),
    ("group one id 1\nfix 2 one heat 1 1.0", "do not move against each other"),
    ("group nobody empty\nfix 2 nobody heat 1 1.0", "fix heat group has no atoms"),
    ("fix 2 all heat 1 v_x", "eflux (eV/ps) is the variable 'v_x'"),
    ("fix 2 all heat 1 1.0 region r", "there is no region 'r'"),
  ])
  func impossibleHeatIsTold(lines: String, message: String) throws {
    let scratch = try ContinueTests.scratch(
      SiliconDeck.start + "variable x equal 1\nfix 1 all nve\n" + lines + "\nrun 1\n")
    let outcome = try ContinueTests.start(scratch, ranks: 2, status: 1)
    #expect(outcome.errors.lowercased().contains(message.lowercased()), "\(outcome.errors)")
  }

  @Test func styleOneShowsTheVolumeWhenTheBoxChanges() throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + """
        fix 1 all npt temp 900 300 0.05 iso 0 0 0.3
        thermo_style one
        thermo_modify norm yes
        run 20
        thermo_style multi
        run 10
        """)
    // LAMMPS printed eight digits here.
    try SiliconDeck.expect(
      #require(LogFile(log).runs.first),
      ["Step", "Temp", "E_pair", "E_mol", "TotEng", "Press", "Volume"],
      [
        [0, 900, -4.2530259, 0, -4.1385094, 12053.312, 1281.5318],
        [10, 951.67402, -4.260985, 0, -4.1398936, 8321.271, 1285.4395],
        [20, 712.24983, -4.2371394, 0, -4.1465124, -102.93064, 1294.8607],
      ], tolerance: 1e-7)
    let lines = log.split(separator: "\n").map {
      String($0).replacing(#/ +$/#, with: "")
    }
    let head = try #require(lines.firstIndex { $0.hasPrefix("---------------- Step       30") })
    #expect(
      Array(lines[(head + 1)...(head + 5)]) == [
        "TotEng   =      -265.8014 KinEng   =         4.5891 Temp     =       563.5382",
        "PotEng   =      -270.3905 E_bond   =         0.0000 E_angle  =         0.0000",
        "E_dihed  =         0.0000 E_impro  =         0.0000 E_vdwl   =      -270.3905",
        "E_coul   =         0.0000 E_long   =         0.0000 Press    =     -8552.4936",
        "Volume   =      1304.3282",
      ])
  }
}
