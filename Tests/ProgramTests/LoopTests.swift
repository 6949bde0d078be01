import Foundation
import Testing

/// Loops over runs, as they stand in decks: `label`, `next`, `jump`, `if`, `clear`, `include`, `run every`.
@Suite(.serialized) struct LoopTests {
  /// Runs a deck beside the files that it needs; gives the folder, to look into, and the screen.
  private func run(
    _ deck: String, files: [String: String] = [:], ranks: Int = 1
  ) throws -> (scratch: Scratch, output: String) {
    let scratch = try Scratch()
    try scratch.write("Si.sw", SiliconDeck.parameters)
    for (name, text) in files { try scratch.write(name, text) }
    try scratch.write("deck.in", deck)
    let outcome = try Program.run(
      ["-in", "deck.in", "-log", "log"], ranks: ranks, in: scratch.folder)
    guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
    return (scratch, outcome.output)
  }

  private func text(_ name: String, in scratch: Scratch) throws -> String {
    try String(contentsOf: scratch.folder.appending(path: name), encoding: .utf8)
  }

  /// As `Examples/melt-quench/rates.in` does: one deck for every rate, the system made anew each time.
  @Test(arguments: [1, 2]) func oneDeckRunsForSeveralRates(ranks: Int) throws {
    let part =
      SiliconDeck.start + """
        variable steps index 10
        variable cool equal round((900-300)/(v_rate*1e-12)/dt)
        variable all equal ${cool}
        fix 1 all nvt temp 900 300 0.05
        fix t all ave/time 1 5 5 c_thermo_temp ave running file ${name}.dat
        run ${all} upto
        print "${rate} ${all} $(step) $(f_t>0)" append results screen no
        """
    let (scratch, _) = try run(
      """
      variable rate index 6e16 3e16 2e16
      label again
      variable name string quench-${rate}
      include part.in
      clear
      next rate
      jump SELF again
      print "$(1+1) done" append results
      """, files: ["part.in": part], ranks: ranks)
    #expect(
      try text("results", in: scratch) == """
        6e16 10 10 1
        3e16 20 20 1
        2e16 30 30 1
        2 done

        """)
    let last = try text("quench-2e16.dat", in: scratch).split(separator: "\n")
    #expect(last.count == 2 + 6)
    #expect(last.last?.hasPrefix("30 ") == true)
  }

  /// The first evaluation of one system is not the first evaluation of the next.
  @Test func energiesAfterClearAreThoseOfTheNewSystem() throws {
    let (scratch, _) = try run(
      """
      variable a index 5.35 5.431 5.5
      label again
      clear
      units metal
      lattice diamond $a
      region cell block 0 2 0 2 0 2
      create_box 1 cell
      create_atoms 1 box
      mass 1 28.0855
      pair_style sw
      pair_coeff * * Si.sw Si
      run 0
      print "$(pe/atoms:%.4f) $(press*1e-4:%.2f)" append results screen no
      next a
      jump SELF again
      """)
    let lines = try text("results", in: scratch).split(separator: "\n").map { line in
      line.split(separator: " ").map { Double($0)! }
    }
    #expect(lines.count == 3)
    // Stillinger and Weber's crystal has its minimum, -4.3366 eV, at 5.431 Å.
    #expect(lines[1][0] == -4.3366 && abs(lines[1][1]) < 0.05)
    #expect(lines[0][0] > -4.33 && lines[0][1] > 4)
    #expect(lines[2][0] > -4.335 && lines[2][1] < -3)
  }

  @Test func commandsRunBetweenPartsAndBranchesLeaveLoops() throws {
    let (scratch, output) = try run(
      SiliconDeck.start + """
        fix 1 all nve
        dump here all custom 100 out.dump id x
        variable dumps equal is_defined(dump,here)+2*is_defined(dump,there)
        fix d all print 4 "dumps $(v_dumps)" file dumps screen no title dumps
        thermo_style custom step v_dumps
        variable n loop 5
        label top
        run 4 pre no post no
        if "$(step) >= 12" then "print 'enough at $(step)'" "variable last equal $(v_n)" "jump SELF out" elif "$(step) == 8" "print eight" else "print 'go on'"
        next n
        jump SELF top
        label out
        variable n delete
        print "left in turn ${last}"
        variable s equal step
        run 6 every 3 "print 'at $(v_s)' append between" "variable n equal v_s"
        run 30 upto start 0 stop 100 every 6 NULL
        shell mkdir folder
        shell cd folder
        print "x" file here.txt
        shell mv here.txt there.txt
        shell cd ..
        shell putenv WORD=hello
        variable w getenv WORD
        shell test -f folder/there.txt && echo variable made index yes > made.in
        include made.in
        print "$(step) ${w} ${made}" file end
        shell rm folder/there.txt
        shell rmdir folder
        shell false
        """)
    #expect(try text("dumps", in: scratch).hasPrefix("dumps\ndumps 1\ndumps 1\n"))
    #expect(output.contains("go on\n"))
    #expect(output.contains("eight\n"))
    #expect(output.contains("enough at 12\n"))
    #expect(output.contains("left in turn 3\n"))
    #expect(try text("between", in: scratch) == "at 15\nat 18\n")
    #expect(try text("end", in: scratch) == "30 hello yes\n")
    #expect(output.contains("WARNING: shell: it ended with status 1"))
    #expect(!FileManager.default.fileExists(atPath: scratch.folder.appending(path: "folder").path))
  }

  /// The deck of the example is sound up to its last line, and says so when it has not melted.
  @Test func theExampleRuns() throws {
    let scratch = try Scratch()
    for name in ["melt-quench", "potentials"] {
      try FileManager.default.copyItem(
        at: Program.repository.appending(path: "Examples/\(name)"),
        to: scratch.folder.appending(path: name))
    }
    let short = ["heat", "hold", "ready", "anneal"].flatMap { ["-var", "\($0)_steps", "2"] }
    let outcome = try Program.run(
      ["-in", "melt-quench.in", "-log", "none", "-var", "nx", "2"] + short,
      in: scratch.folder.appending(path: "melt-quench"))
    #expect(outcome.errors == "")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("--- not melted: the atoms have moved by 0.0"))
  }
}
