import Foundation
import Testing

/// Decks with several runs, beside LAMMPS's numbers.
@Suite struct RunCommandTests {
  private let columns = ["Step", "Time", "Temp", "PotEng", "KinEng", "Press", "Lx"]

  @Test func runsInPartsWithCommandsAndGoesOnUnderOtherNumbers() throws {
    let log = try SiliconDeck.log(
      SiliconDeck.start + #"""
        fix 1 all nvt temp 900 300 0.05
        variable t equal temp
        variable n loop 10
        run 20 every 10 "print 'at $(step) ${n} $(v_t:%.8g)'" "next n"
        reset_timestep 1000
        run 10
        run 1015 upto
        """#)
    let runs = LogFile(log).runs
    try #require(runs.count == 4)
    try SiliconDeck.expect(
      runs[0], columns,
      [
        [0, 0, 900, -272.193654713, 7.3290502215, 12053.3117949, 10.862],
        [10, 0.01, 943.663535126, -272.698850471, 7.68461937904, 11381.3857683, 10.862],
      ])
    try SiliconDeck.expect(
      runs[1], columns,
      [
        [10, 0.01, 943.663535126, -272.698850471, 7.68461937904, 11381.3857683, 10.862],
        [20, 0.02, 701.918665611, -271.267934139, 5.71599683519, 10171.8898964, 10.862],
      ])
    try SiliconDeck.expect(
      runs[2], columns,
      [
        [1000, 0.02, 701.918665611, -271.267934139, 5.71599683519, 10171.8898964, 10.862],
        [1010, 0.03, 570.571394543, -270.623894731, 4.64638489507, 8792.29082238, 10.862],
      ])
    try SiliconDeck.expect(
      runs[3], columns,
      [
        [1010, 0.03, 570.571394543, -270.623894731, 4.64638489507, 8792.29082238, 10.862],
        [1015, 0.035, 637.14253216, -271.335669699, 5.18849957384, 8014.75962757, 10.862],
      ])
    #expect(log.contains("at 10 1 943.66354\n"))
    #expect(log.contains("at 20 2 701.91867\n"))
  }

  @Test func commandsOfRunEveryAreCheckedBeforeTheRun() throws {
    let scratch = try Scratch()
    try scratch.write("Si.sw", SiliconDeck.parameters)
    let deck = try scratch.write(
      "deck.in", SiliconDeck.start + "fix 1 all nve\nrun 20 every 10 \"velocity all skale 300\"\n")
    let outcome = try Program.run(["-in", deck.path, "-log", "none"], in: scratch.folder)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("deck.in:19"))
    #expect(outcome.errors.contains("scale"))
    #expect(!outcome.output.contains("Created"))
  }

  @Test func theSetupIsShownOnTheScreenOnly() throws {
    let scratch = try Scratch()
    try scratch.write("Si.sw", SiliconDeck.parameters)
    let deck = try scratch.write("deck.in", SiliconDeck.start + "fix 1 all nve\nrun 0\n")
    let outcome = try Program.run(["-in", deck.path, "-log", "log"], in: scratch.folder)
    let setup = """
      Setting up Verlet run ...
        Unit style    : metal
        Current step  : 0
        Time step     : 0.001

      """
    #expect(outcome.output.contains(setup))
    let log = try String(contentsOf: scratch.folder.appending(path: "log"), encoding: .utf8)
    #expect(!log.contains("Setting up"))
  }

  @Test func dumpsAfterAResetGoByTheNewNumbers() throws {
    let scratch = try Scratch()
    try scratch.write("Si.sw", SiliconDeck.parameters)
    let deck = try scratch.write(
      "deck.in",
      SiliconDeck.start + """
        fix 1 all nve
        dump d all custom 10 d.dump id x
        run 20
        reset_timestep 0
        run 20
        """)
    let outcome = try Program.run(["-in", deck.path, "-log", "none"], in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let dump = try String(contentsOf: scratch.folder.appending(path: "d.dump"), encoding: .utf8)
      .split(separator: "\n")
    let steps = dump.indices.filter { dump[$0] == "ITEM: TIMESTEP" }.map { Int(dump[$0 + 1])! }
    // LAMMPS leaves out the last, since a snapshot numbered 20 was written before the reset.
    #expect(steps == [0, 10, 20, 0, 10, 20])
  }
}
