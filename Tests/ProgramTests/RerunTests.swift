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

  /// A rerun of a run's own trajectory has its thermo lines.
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

  /// What stands outside the box of its snapshot and inside that of the system is not wrapped into the first.
  @Test func atomsBeyondTheBoxOfTheirSnapshotStayThere() throws {
    let deck =
      SiliconDeck.start + """
        delete_atoms group all
        create_atoms 1 single 1 1 1 units box
        create_atoms 1 single 5 5 5 units box
        mass 1 28
        reset_atom_ids
        change_box all x final 0 14 units box
        read_dump t.dump 0 x y z box no
        compute far all reduce max x
        thermo_style custom step c_far
        thermo_modify format float %.12g
        run 0
        """
    let scratch = try Scratch()
    try scratch.write("t.dump", Self.frame("", [(1, "12.5 1 1"), (2, "4 4 4")]))
    try scratch.write("Si.sw", SiliconDeck.parameters)
    let file = try scratch.write("deck.in", deck)
    let outcome = try Program.run(
      ["-in", file.path, "-log", "none"], ranks: 2, in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(LogFile(outcome.output).runs.first?["c_far"] == [12.5])
  }

  /// A text dump of one snapshot in a box of 11 Å.
  ///
  /// - Parameter tilt: what stands behind the bounds of a triclinic box.
  private static func frame(_ tilt: String, _ atoms: [(id: Int, position: String)]) -> String {
    let header = tilt.isEmpty ? "pp pp pp" : "xy xz yz pp pp pp"
    return """
      ITEM: TIMESTEP
      0
      ITEM: NUMBER OF ATOMS
      \(atoms.count)
      ITEM: BOX BOUNDS \(header)
      0 11\(tilt)
      0 11\(tilt)
      0 11\(tilt)
      ITEM: ATOMS id x y z

      """ + atoms.map { "\($0.id) \($0.position)\n" }.joined()
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
    for (name, tilt, second) in [("t", "", 2), ("tilted", " 0", 2), ("twice", "", 1)] {
      try scratch.write("\(name).dump", Self.frame(tilt, [(1, "1 1 1"), (second, "4 4 4")]))
    }
    let deck = try scratch.write("deck.in", SiliconDeck.start + command + "\n")
    let outcome = try Program.run(
      ["-in", deck.path, "-log", "none", "-screen", "none"], ranks: 2, in: scratch.folder)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.errors.components(separatedBy: "ERROR").count == 2, "one message")
  }
}
