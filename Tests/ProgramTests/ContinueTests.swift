import Foundation
import Testing

/// Runs that are interrupted and continued, beside the same runs left alone.
@Suite struct ContinueTests {
  /// Where the time went is another matter, and each run's own.
  static func plain(_ text: String) -> [Substring] {
    text.split(separator: "\n").filter { line in
      !["Loop time", "Performance", "Cost", "Setup", "Per MPI", "Messages", "Bytes"]
        .contains { line.hasPrefix($0) } && !line.contains("CPU =") && !line.contains(" | ")
    }
  }

  /// 64 atoms in a box that may tilt, with three dumps and a restart file every 17 steps.
  static func deck(_ fixes: String, run: String = "run 60\n") -> String {
    SiliconDeck.start.replacingOccurrences(of: "thermo 10\n", with: "thermo 7\n")
      .replacingOccurrences(
        of: "region b block 0 2 0 2 0 2", with: "region b prism 0 2 0 2 0 2 0.3 0.1 0.2"
      )
      .replacingOccurrences(of: "neighbor 1.0 bin", with: "neighbor 0.3 bin")
      .replacingOccurrences(of: "%.12g", with: "%.17g") + """
        \(fixes)
        dump 1 all h5md 6 t.h5md position velocity force
        dump 2 all custom 4 t.dump id x y z
        dump 3 all custom/gz 4 t.dump.gz id x y z
        restart 17 r.*
        \(run)
        """
  }

  /// Springs and forces, whose energies the thermo output shows.
  static let pushes = """
    group g id 1:16
    group h id 17:40
    fix 1 all nve
    fix 2 g spring/self 1.5 xz
    fix_modify 2 energy yes
    fix 3 g spring couple h 1.0 0.1 0.2 NULL 1.0
    fix 4 h addforce 0.1 0 0.2 every 4
    fix 5 h viscous 0.001
    thermo_style custom step pe ke f_2 f_3 f_4
    thermo_modify format float %.17g
    """

  static func scratch(_ deck: String) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("Si.sw", SiliconDeck.parameters)
    try scratch.write("deck.in", deck)
    return scratch
  }

  static func start(
    _ scratch: Scratch, _ more: [String] = [], ranks: Int = 1, status: Int32 = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Program.Outcome {
    let outcome = try Program.run(
      ["-in", "deck.in", "-log", "log"] + more, ranks: ranks, in: scratch.folder, timeout: 300)
    #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
    return outcome
  }

  static func contents(_ scratch: Scratch, _ name: String) throws -> Data {
    try Data(contentsOf: scratch.folder.appending(path: name))
  }

  static func log(_ scratch: Scratch, _ name: String = "log") throws -> [Substring] {
    plain(String(decoding: try contents(scratch, name), as: UTF8.self))
  }

  /// Everything that moves atoms, thermostats and boxes goes on to the last bit: the trajectories are the
  /// same files.
  @Test(
    arguments: [
      ("fix 1 all nve", 2), ("fix 1 all nvt temp 900 300 0.05", 2),
      ("fix 1 all nph iso 0 5000 0.3", 1), ("fix 1 all npt temp 900 300 0.05 iso 0 5000 0.3", 3),
      ("fix 1 all npt temp 900 300 0.05 aniso 0 5000 0.3 nreset 9", 2),
      ("fix 1 all npt temp 900 300 0.05 tri 0 5000 0.3", 2),
      ("fix 1 all nve\nfix 2 all langevin 900 300 0.1 4711 tally yes\nthermo_modify lost warn", 2),
      ("fix 1 all nve\nfix 2 all temp/berendsen 900 300 0.1\nfix 3 all momentum 3 linear 1 1 1", 1),
      ("fix 1 all nve\nfix 2 all temp/csvr 900 300 0.1 4711", 2),
      ("group g id 1:30\nfix 1 all nve\nfix 2 g heat 3 5.0\nthermo_style custom step pe ke f_2", 2),
      ("fix 1 all nve\nfix 2 all balance 17 1.0 shift xyz 5 1.1", 3),
      (Self.pushes, 2),
      (
        "group g id 1:16\nfix 1 g move linear 1.5 NULL -20 units box\ngroup h id 17:64\nfix 2 h nve/limit 0.008",
        2
      ),
      ("group g id 1:16\nfix 1 all nve\nfix 2 g recenter INIT NULL 0.9 shift all", 2),
      ("fix 1 all nve\nfix 2 all dt/reset 5 1e-5 0.01 0.01 units box", 2),
    ])
  func goesOnToTheLastBit(fixes: String, ranks: Int) throws {
    let scratch = try Self.scratch(Self.deck(fixes))
    _ = try Self.start(scratch, ranks: ranks)
    let whole = (try Self.log(scratch), try Self.contents(scratch, "t.dump"))
    let frames = try Self.contents(scratch, "t.h5md")
    let packed = try Self.contents(scratch, "t.dump.gz")
    _ = try Self.start(scratch, ["-continue", "r.34"], ranks: ranks)
    #expect(try Self.log(scratch) == whole.0)
    #expect(try Self.contents(scratch, "t.dump") == whole.1)
    #expect(try Self.contents(scratch, "t.h5md") == frames)
    #expect(try Self.contents(scratch, "t.dump.gz") == packed)
  }

  /// Computes that look farther than the potential find their ghosts again; printed lines keep their steps.
  @Test func whatLooksFarGoesOn() throws {
    let scratch = try Self.scratch(
      Self.deck(
        """
        fix 1 all nve
        compute g all rdf 20 cutoff 7
        fix g all ave/time 2 2 4 c_g[*] mode vector file pairs
        fix p all print 5 "$(step) $(pe)" file lines
        """))
    _ = try Self.start(scratch, ranks: 2)
    let whole = (try Self.contents(scratch, "pairs"), try Self.contents(scratch, "t.dump"))
    let lines = try Self.contents(scratch, "lines")
    _ = try Self.start(scratch, ["-continue", "r.34"], ranks: 2)
    #expect(try Self.contents(scratch, "lines") == lines)
    #expect(try Self.contents(scratch, "pairs") == whole.0)
    #expect(try Self.contents(scratch, "t.dump") == whole.1)
  }

  /// Averages over chunks go on in the middle of one, with the bins that it began with.
  @Test func averagesAndHistogramsGoOn() throws {
    let scratch = try Self.scratch(
      Self.deck(
        """
        fix 1 all npt temp 900 300 0.05 iso 0 20000 0.3
        variable v atom vx+x
        compute c all chunk/atom bin/1d z lower 3 units box
        compute d all chunk/atom bin/1d x lower 0.3 units reduced
        fix g all ave/chunk 2 6 16 c density/number temp v_v file slices
        fix h all ave/chunk 4 3 12 d density/mass fx ave window 2 file parts
        fix i all ave/histo 2 6 16 -20 20 9 vx vy mode vector ave running file speeds
        """
      ).replacing("prism 0 2 0 2 0 2 0.3 0.1 0.2", with: "block 0 2 0 2 0 2"))
    _ = try Self.start(scratch, ranks: 2)
    let files = ["slices", "parts", "speeds"]
    let whole = try files.map { try Self.contents(scratch, $0) }
    #expect(whole.allSatisfy { $0.count > 100 })
    _ = try Self.start(scratch, ["-continue", "r.34"], ranks: 2)
    for (name, contents) in zip(files, whole) {
      #expect(try Self.contents(scratch, name) == contents, "\(name)")
    }
  }

  /// On other ranks sums are made in another order: the first steps agree to the rounding that has grown
  /// since, and nothing is lost or twice.
  @Test func goesOnOnOtherRanks() throws {
    let scratch = try Self.scratch(Self.deck("fix 1 all npt temp 900 300 0.05 tri 0 5000 0.3"))
    _ = try Self.start(scratch, ranks: 3)
    let whole = LogFile(try Self.log(scratch).joined(separator: "\n") + "\nLoop time of").runs
    _ = try Self.start(scratch, ["-continue", "r.34"], ranks: 2)
    let again = LogFile(try Self.log(scratch).joined(separator: "\n") + "\nLoop time of").runs
    let (a, b) = (try #require(whole.first), try #require(again.first))
    #expect(a["Step"] == b["Step"])
    for name in ["Temp", "PotEng", "Press", "Lx"] {
      for (x, y) in zip(a[name] ?? [], b[name] ?? []) {
        #expect(abs(x - y) <= 1e-9 * max(1, abs(x)), "\(name)")
      }
    }
  }

  private static let loops = """
    variable n loop 3
    variable r equal random(0,1,4711)
    label l
    run 20
    if "$(temp) > 600" then "print 'hot $(v_r:%.15g)'" else "print 'cold $(v_r:%.15g)'"
    print "$n $(pe:%.15g) $(vol:%.15g)" append parts
    next n
    jump SELF l
    unfix 1
    log second
    fix 2 all nvt temp 300 300 0.1
    run 40 every 15 "print 'at $(step) $(ke:%.15g)'"
    write_data end.data
    """

  /// Variables, loops, conditions, random numbers, commands between the parts of a run, and several logs.
  @Test(arguments: ["r.17", "r.51", "r.85"])
  func theDeckGoesItsWayAgain(checkpoint: String) throws {
    let scratch = try Self.scratch(
      Self.deck("fix 1 all npt temp 900 300 0.05 iso 0 5000 0.3", run: Self.loops))
    _ = try Self.start(scratch)
    let names = ["log", "second", "parts", "t.dump", "end.data"]
    let whole = try names.map { try Self.log(scratch, $0) }
    let frames = try Self.contents(scratch, "t.h5md")
    // The first checkpoint knows nothing of the file that the deck began to append to after it; the index
    // tells of such files, but only as long as that checkpoint is the newest.
    if checkpoint == "r.17" {
      try FileManager.default.removeItem(at: scratch.folder.appending(path: "parts"))
    }
    _ = try Self.start(scratch, ["-continue", checkpoint])
    for (name, lines) in zip(names, whole) {
      #expect(try Self.log(scratch, name) == lines, "\(name)")
    }
    #expect(try Self.contents(scratch, "t.h5md") == frames)
  }

  @Test func theOlderCheckpointIsTakenWhenTheNewestIsDamaged() throws {
    let scratch = try Self.scratch(Self.deck("fix 1 all nve"))
    _ = try Self.start(scratch)
    let lines = try Self.log(scratch)
    // The index as it was before the end.
    try scratch.write("log.checkpoints", "checkpoint r.34\ncheckpoint r.51\n")
    let newest = scratch.folder.appending(path: "r.51")
    var bytes = try Data(contentsOf: newest)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: newest)
    let outcome = try Self.start(scratch, ["-continue"])
    #expect(outcome.output.contains("'r.51' cannot be used"))
    #expect(outcome.output.contains("going on from the one before, 'r.34'"))
    #expect(try Self.log(scratch) == lines)

    // Now it has come to its end.
    let again = try Self.start(scratch, ["-continue"])
    #expect(again.output.contains("nothing to do"))
    #expect(try Self.log(scratch) == lines)

    try scratch.write("log.checkpoints", "checkpoint r.34\ncheckpoint r.51\n")
    for name in ["r.34", "r.51"] {
      try Data(bytes.prefix(1000)).write(to: scratch.folder.appending(path: name))
    }
    let refused = try Self.start(scratch, ["-continue"], status: 1)
    #expect(refused.errors.contains("no checkpoint can be used"))
    #expect(refused.errors.contains("'r.34' cannot be used: it has been cut short"))
    #expect(try Self.log(scratch).count == lines.count)
  }

  @Test func whatCannotBeContinuedIsRefusedWithTheReason() throws {
    let scratch = try Self.scratch(Self.deck("fix 1 all nve", run: "run 20\nwrite_restart between"))
    _ = try Self.start(scratch)
    let between = try Self.start(scratch, ["-continue", "between"], status: 1)
    #expect(between.errors.contains("written between runs"))

    let other = try Self.start(scratch, ["-continue", "r.17", "-var", "a", "1"], status: 1)
    #expect(other.errors.contains("list of variables on the command line"))

    let text = try String(contentsOf: scratch.folder.appending(path: "deck.in"), encoding: .utf8)
    try scratch.write("deck.in", text + "# another\n")
    let changed = try Self.start(scratch, ["-continue", "r.17"], status: 1)
    #expect(changed.errors.contains("the deck is not the one"))
    try scratch.write("deck.in", text)

    try Data().write(to: scratch.folder.appending(path: "t.dump"))
    let short = try Self.start(scratch, ["-continue", "r.17"], status: 1)
    #expect(short.errors.contains("'t.dump' is shorter than it was"))
  }

  @Test func withoutACheckpointTheDeckBegins() throws {
    let scratch = try Self.scratch(Self.deck("fix 1 all nve", run: "restart 0\nrun 5"))
    let outcome = try Self.start(scratch, ["-continue", "-checkpoint", "1h"])
    #expect(outcome.output.contains("There is no checkpoint yet"))
    #expect(
      LogFile(try Self.log(scratch).joined(separator: "\n") + "\nLoop time of").runs.count == 1)
    #expect(try Self.start(scratch, ["-continue"]).output.contains("nothing to do"))
    #expect(try Self.start(scratch, ["-checkpoint", "often"], status: 1).errors.contains("30min"))
  }
}
