import Foundation
import Helpers
import Testing

/// Packed dumps and data files in decks.
@Suite(.serialized) struct GzipDumpTests {
  @Test(arguments: [1, 3]) func decksWriteAndReadPackedFiles(ranks: Int) throws {
    let scratch = try Scratch()
    try BadInput.copyPotential(to: scratch)
    let crystal = BadInput.silicon + "velocity all create 300 1\n"
    try scratch.write(
      "deck.in",
      crystal + """
        dump 1 all custom 2 a.dump.gz id type x y z
        dump_modify 1 compression_level 9
        dump 2 all custom/gz 2 *.gz id type x y z
        dump 3 all custom 2 a.dump id type x y z
        run 4
        write_dump all custom last.gz id type x y z
        write_data end.data
        print 'the energy is $(pe:%.10f)'
        shell gzip end.data
        """)
    let run = try Program.run(["-in", "deck.in", "-log", "none"], ranks: ranks, in: scratch.folder)
    #expect(run.status == 0, "\(run.errors)")
    let text = try String(contentsOf: scratch.folder.appending(path: "a.dump"), encoding: .utf8)
    func unpacked(_ names: [String]) throws -> String {
      let paths = names.map { scratch.folder.appending(path: $0).path }
      let found = try Helper.run("/usr/bin/env", ["gzip", "-dc"] + paths)
      #expect(found.status == 0)
      return found.output
    }
    #expect(try unpacked(["a.dump.gz"]) == text)
    #expect(try unpacked(["0.gz", "2.gz", "4.gz"]) == text)
    #expect(text.hasSuffix(try unpacked(["last.gz"])))

    try scratch.write(
      "again.in",
      """
      units metal
      read_data end.data.gz
      thermo 2
      \(BadInput.style)pair_coeff * * Si
      run 0
      print 'the energy is $(pe:%.10f)'
      rerun a.dump.gz dump x y z
      """)
    let again = try Program.run(
      ["-in", "again.in", "-log", "none"], ranks: ranks, in: scratch.folder)
    #expect(again.status == 0, "\(again.errors)")
    let energy = try #require(
      run.output.split(separator: "\n").last { $0.hasPrefix("the energy is") })
    #expect(again.output.contains(energy))
    for step in [0, 2, 4] {
      #expect(again.output.contains("\n       \(step) "), "the snapshot of step \(step)")
    }
  }

  @Test(arguments: [
    (
      "dump 1 all custom/gz 1 a.dump id x\n",
      "custom/gz writes gzip files, whose name ends with .gz, not 'a.dump'"
    ),
    (
      "dump 1 all custom 1 a.dump id x\ndump_modify 1 compression_level 3\n",
      "compression_level is for files that end with .gz"
    ),
    (
      "dump 1 all custom 1 a.gz id x\ndump_modify 1 compression_level 10\n",
      "the gzip level is -1 to 9, not 10"
    ),
    ("dump 1 all custom 1 a.zst id x\n", "Zstandard files ('a.zst') are not supported"),
  ])
  func mistakesAreNamed(lines: String, message: String) throws {
    let scratch = try Scratch()
    try BadInput.copyPotential(to: scratch)
    try scratch.write("deck.in", BadInput.silicon + lines + "run 1\n")
    let run = try Program.run(["-in", "deck.in", "-log", "none"], in: scratch.folder)
    #expect(run.status == 1)
    #expect(run.errors.contains(message), "\(run.errors)")
  }
}
