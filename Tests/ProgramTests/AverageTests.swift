import Foundation
import Testing

/// What is averaged, printed and measured while a run goes on, against LAMMPS (29 Sep 2021, one rank): the
/// files are the same to the last character, the thermo columns to twelve digits, on any number of ranks.
@Suite(.serialized) struct AverageTests {
  static let deck = """
    group half id <= 30
    fix 1 all nvt temp 2500 2500 0.05
    compute m all msd
    compute mh half msd com yes
    compute ma all msd average yes
    compute v half vacf
    compute t half temp
    comm_modify cutoff 7.0
    compute g all rdf 12 cutoff 5.0
    variable e equal pe/atoms
    fix a1 all ave/time 2 3 10 c_t v_e c_thermo_press[1] file a1.dat
    fix a2 all ave/time 5 1 5 c_m[4] file a2.dat ave running format " %.10g" title1 "# one" title2 "# two"
    fix a3 all ave/time 1 5 5 c_m[*] c_v[2*3] ave window 3 off 2 start 10 file a3.dat
    fix a4 all ave/time 5 2 20 c_g[*] mode vector file a4.dat
    fix a5 all ave/time 5 1 10 f_a2 v_e ave running overwrite file a5.dat format " %.8g"
    fix p all print 10 "at $(step) e $(v_e:%.6f) msd $(c_m[4]:%8.5f)" file p.dat title "# printed" screen no
    variable nx equal logfreq(10,3,10)
    fix p2 all print v_nx 'step $(step)' screen no append p2.dat
    fix vec all vector 2 c_m[4]
    fix vec2 all vector 5 c_m[1] c_m[2]
    variable s equal slope(f_vec)
    variable ss equal sum(f_vec)
    variable mx equal max(f_vec2[2])
    variable tr equal trap(f_vec)
    variable av equal ave(c_m)
    thermo_style custom step pe c_m[4] c_mh[1] c_mh[4] c_ma[3] c_v[4] f_a1[1] f_a2 f_a3[2] f_a3[5] c_g[7][2]
    thermo_modify format float %.12g
    run 20
    print "slope $(v_s:%.10f) sum $(v_ss:%.10f) max $(v_mx:%.10f) trap $(v_tr:%.10f) ave $(v_av:%.10f) $(f_vec[5]:%.10f) $(f_vec2[3][2]:%.10f)" file s.dat

    """

  static let files = [
    "a1.dat": """
    # Time-averaged data for fix a1
    # TimeStep c_t v_e c_thermo_press[1]
    10 1135.04 -4.26053 11600
    20 911.073 -4.23968 12403

    """,
    "a2.dat": """
    # one
    # two
    0 0
    5 0.00100137356
    10 0.00331080811
    15 0.006747874802
    20 0.01095015492

    """,
    "a3.dat": """
    # Time-averaged data for fix a3
    # TimeStep c_m[1] c_m[2] c_m[3] c_m[4] c_v[2] c_v[3]
    10 0.00172106 0.00253118 0.00184388 0.0052609 21.068 32.3129
    15 0.00299214 0.00524223 0.00333623 0.00923202 18.9199 29.3379
    20 0.00450126 0.00825331 0.00518177 0.0139678 16.3306 25.5053

    """,
    "a4.dat": """
    # Time-averaged data for fix a4
    # TimeStep Number-of-rows
    # Row c_g[1] c_g[2] c_g[3]
    20 12
    1 0.208333 0 0
    2 0.625 0 0
    3 1.04167 0 0
    4 1.45833 0 0
    5 1.875 0 0
    6 2.29167 2.83562 3.84375
    7 2.70833 0.0825943 4
    8 3.125 0 4
    9 3.54167 0.662239 6.14062
    10 3.95833 2.44238 16
    11 4.375 1.86339 25.1875
    12 4.79167 0.475594 28

    """,
    "a5.dat": """
    # Time-averaged data for fix a5
    # TimeStep f_a2 v_e
    20 0.0047536543 -4.2483325

    """,
    "p.dat": """
    # printed
    at 0 e -4.253026 msd  0.00000
    at 10 e -4.260544 msd  0.00793
    at 20 e -4.231427 msd  0.02776

    """,
    "p2.dat": """
    # Fix print output for fix p2
    step 10
    step 20

    """,
    "s.dat": """
    slope 0.0028662728 sum 0.1141667793 max 0.0082533058 trap 0.1002871416 ave 0.0138796377 0.0051143986 0.0025311786

    """,
  ]

  @Test(arguments: [1, 2, 4]) func filesAndColumnsAreLAMMPSs(ranks: Int) throws {
    let scratch = try Scratch()
    try scratch.write("Si.sw", SiliconDeck.parameters)
    try scratch.write("deck.in", SiliconDeck.start + Self.deck)
    let outcome = try Program.run(
      ["-in", "deck.in", "-log", "log"], ranks: ranks, in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    for (name, expected) in Self.files {
      let file = scratch.folder.appending(path: name)
      #expect(try String(contentsOf: file, encoding: .utf8) == expected, "\(name)")
    }
    let log = try String(contentsOf: scratch.folder.appending(path: "log"), encoding: .utf8)
    let runs = LogFile(log).runs
    try SiliconDeck.expect(
      runs[0],
      [
        "Step", "PotEng", "c_m[4]", "c_mh[1]", "c_mh[4]", "c_ma[3]", "c_v[4]", "f_a1[1]", "f_a2",
        "f_a3[2]", "f_a3[5]", "c_g[7][2]",
      ],
      [
        [
          0, -272.193654713, 0, 7.88860905221e-31, 1.57772181044e-30, 0, 82.3293488772, 0, 0, 0, 0,
          0.0660754689069,
        ],
        [
          10, -272.674831965, 0.0079296772112, 0.00299345258714, 0.0090036805695, 0.00125226372316,
          75.1169287464, 1135.04031803, 0.00331080811044, 0.00253117861719, 21.0679657025,
          0.0330377344534,
        ],
        [
          20, -270.811354257, 0.027759275377, 0.0112209177017, 0.0319971038105, 0.00419792744622,
          33.7509233365, 911.07315979, 0.0109501549171, 0.0082533058239, 16.3306098019,
          0.115632070587,
        ],
      ])
  }

  static let watching = """
    fix 1 all nvt temp 900 900 0.05
    compute m all msd com yes
    compute ma all msd average yes
    compute v all vacf
    fix a1 all ave/time 3 4 15 c_thermo_temp c_m[4] c_ma[4] file a1.dat ave running
    fix a2 all ave/time 5 1 5 c_v[4] file a2.dat ave window 3
    fix p all print 5 "at $(step) $(c_m[4]:%.8f)" file p.dat screen no
    fix vec all vector 2 c_m[4]
    variable s equal slope(f_vec)

    """

  /// A run that goes on from a restart file, on another number of ranks, leaves the same files as one that
  /// was not stopped: averages, references and the places in the files come from the restart file. What
  /// the first run wrote behind the restart file is cut off.
  @Test func averagesGoOnAfterARestart() throws {
    func run(_ scratch: Scratch, _ deck: String, ranks: Int = 1) throws {
      try scratch.write("Si.sw", SiliconDeck.parameters)
      try scratch.write("deck.in", deck)
      let outcome = try Program.run(
        ["-in", "deck.in", "-log", "none"], ranks: ranks, in: scratch.folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let end = "print $(v_s:%.9f) file s.dat\n"
    let whole = try Scratch()
    try run(whole, SiliconDeck.start + Self.watching + "run 10\nrun 23\nrun 27\n" + end)
    let parts = try Scratch()
    try run(
      parts, SiliconDeck.start + Self.watching + "run 10\nrun 23\nwrite_restart x\nrun 20\n")
    try run(
      parts,
      SiliconDeck.start(from: "x") + Self.watching + "run 27\n" + end, ranks: 2)
    for name in ["a1.dat", "a2.dat", "p.dat", "s.dat"] {
      let texts = try [whole, parts].map {
        try String(contentsOf: $0.folder.appending(path: name), encoding: .utf8)
      }
      #expect(texts[0] == texts[1], "\(name)")
    }
  }
}
