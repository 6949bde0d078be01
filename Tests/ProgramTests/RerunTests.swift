import Foundation
import Testing

/// `rerun` and `read_dump`.
@Suite struct RerunTests {
  private static let dynamics =
    SiliconDeck.start + """
      fix 1 all npt temp 900 900 0.1 aniso 0 0 1
      dump d all custom 5 t.dump id type x y z vx vy vz
      dump u all custom 5 u.dump id type xu yu zu ix iy iz
      dump_modify d format float %.17g sort id
      dump_modify u format float %.17g sort id
      dump h all h5md 5 t.h5md position velocity species id image
      run 40
      undump d
      undump u
      undump h
      unfix 1
      thermo_style custom step temp pe press lx
      thermo_modify format float %.12g

      """

  /// The numbers are LAMMPS's (29 Sep 2021), of the same deck.
  @Test(arguments: [1, 3])
  func snapshotsHaveTheNumbersOfLAMMPS(ranks: Int) throws {
    let deck =
      Self.dynamics + """
        rerun t.dump first 5 every 10 dump x y z vx vy vz
        rerun u.dump last 37 skip 3 dump x y z ix iy iz wrapped no
        read_dump t.dump 25 x y z
        run 0
        """
    let log = try SiliconDeck.log(deck, ranks: ranks)
    let runs = LogFile(log).runs
    try #require(runs.count == 4)
    let columns = ["Step", "Temp", "PotEng", "Press", "Lx"]
    try SiliconDeck.expect(
      runs[1], columns,
      [
        [5, 947.846950234, -272.585377851, 11816.2371418, 10.8622548847],
        [10, 960.41289034, -272.692888866, 11208.0697498, 10.8630099423],
        [20, 758.90408332, -271.064663637, 9620.55982356, 10.8659750879],
        [30, 630.638680194, -270.017640583, 7230.89086818, 10.8707619464],
        [40, 789.395037689, -271.27858868, 4359.60723839, 10.8768710147],
      ])
    try SiliconDeck.expect(
      runs[2], columns,
      [
        [0, 789.395037689, -272.193654713, 11302.606458, 10.862],
        [30, 789.395037689, -270.017640583, 8305.84218628, 10.8707619464],
      ])
    try SiliconDeck.expect(
      runs[3], columns, [[25, 789.395037689, -270.129927328, 9596.76960277, 10.8681624957]])
    #expect(log.contains("64 atoms replaced"))
  }

  /// A rerun of a run's own trajectory has its thermo lines, and the forces of its dump.
  @Test func aRunCanBeRunAgainFromH5MD() throws {
    let deck =
      Self.dynamics + """
        rerun t.h5md dump x y z vx vy vz ix iy iz format h5md
        """
    let runs = LogFile(try SiliconDeck.log(deck, ranks: 2)).runs
    try #require(runs.count == 2)
    for name in ["Step", "Temp", "PotEng", "Press", "Lx"] {
      let (run, again) = (try #require(runs[0][name]), try #require(runs[1][name]))
      #expect(run.count == 5 && again.count == 5)
      for (a, b) in zip(run, again) { #expect(abs(a - b) <= 1e-9 * max(1, abs(a)), "\(name)") }
    }
  }

  /// Atoms that `box no` leaves in another box than their snapshot's stay where they are.
  @Test func theBoxCanStay() throws {
    let deck =
      SiliconDeck.start + """
        dump d all custom 1 t.dump id type x y z ix iy iz
        dump_modify d format float %.17g
        run 0
        undump d
        change_box all x final 0 12 units box
        read_dump t.dump 0 x y z box no
        run 0
        """
    let runs = LogFile(try SiliconDeck.log(deck, ranks: 2)).runs
    try #require(runs.count == 2)
    #expect(runs[1]["Lx"] == [12])
    // There is a gap now.
    #expect(try #require(runs[1]["PotEng"]?.first) > #require(runs[0]["PotEng"]?.first) + 10)
  }

  @Test(arguments: [
    ("rerun no.dump dump x y z", "cannot open 'no.dump'"),
    ("rerun t.dump first 3 dump x y z", "has no snapshot from step 3"),
    ("rerun t.dump dump x y", "x y z belong together"),
    ("rerun t.dump dump q", "the fields come first: x y z, vx vy vz, ix iy iz, not 'q'"),
    ("rerun t.dump", "'dump' and the fields to read are missing"),
    ("rerun t.dump dump x y z vx vy vz", "has no velocities (vx vy vz)"),
    ("rerun t.dump dump x y z format xyz", "'t.dump' is of the format dump, not xyz"),
    ("rerun t.dump dump x y z add keep", "add is not supported"),
    ("rerun tilted.dump dump x y z", "the box of the snapshot is triclinic"),
    ("rerun twice.dump dump x y z", "has atom 1 twice"),
    ("read_dump t.dump 7 x y z", "'t.dump' has no snapshot of step 7"),
  ])
  func whatIsWrongIsTold(command: String, message: String) throws {
    let scratch = try Scratch()
    try scratch.write("Si.sw", SiliconDeck.parameters)
    func frame(_ bounds: String, ids: (Int, Int)) -> String {
      let header = bounds.isEmpty ? "pp pp pp" : "xy xz yz pp pp pp"
      return """
        ITEM: TIMESTEP
        0
        ITEM: NUMBER OF ATOMS
        2
        ITEM: BOX BOUNDS \(header)
        0 11\(bounds)
        0 11\(bounds)
        0 11\(bounds)
        ITEM: ATOMS id x y z
        \(ids.0) 1 1 1
        \(ids.1) 4 4 4

        """
    }
    try scratch.write("t.dump", frame("", ids: (1, 2)))
    try scratch.write("tilted.dump", frame(" 0", ids: (1, 2)))
    try scratch.write("twice.dump", frame("", ids: (1, 1)))
    let deck = try scratch.write("deck.in", SiliconDeck.start + command + "\n")
    let outcome = try Program.run(
      ["-in", deck.path, "-log", "none", "-screen", "none"], ranks: 2, in: scratch.folder)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.errors.components(separatedBy: "ERROR").count == 2, "one message")
  }
}
