import Foundation
import Testing

/// Minimisations that are interrupted and continued, beside the same ones left alone.
@Suite(.serialized) struct ContinueMinimizationTests {
  /// A run, a minimisation and a run; restart files every 7 steps, so that some fall into each.
  static func deck(_ minimization: String) -> String {
    let run = """
      compute m all msd com yes average yes
      compute g all rdf 20
      fix m all ave/time 1 2 4 c_m[4] file displacements
      fix g all ave/time 2 2 4 c_g[*] mode vector file pairs
      thermo_style custom step temp pe press lx xy fmax fnorm
      thermo_modify format float %.17g
      run 20
      \(minimization)
      print "now $(pe:%.15g) $(lx:%.15g)" append parts
      run 20

      """
    return ContinueTests.deck("fix 1 all nve", run: run)
      .replacingOccurrences(
        of: "displace_atoms all random 0.1 0.1 0.1", with: "displace_atoms all random 0.3 0.3 0.3"
      )
      .replacingOccurrences(of: "restart 17", with: "restart 7")
  }

  private static let files = ["t.dump", "t.h5md", "displacements", "pairs", "parts"]

  @Test(
    arguments: [
      ("minimize 0 1e-9 30 900", 1), ("min_style sd\nminimize 0 1e-9 30 900", 2),
      ("min_modify line forcezero\nthermo_modify norm yes\nminimize 0 1e-9 30 900", 1),
      ("min_style fire\nminimize 0 1e-9 30 900", 2),
      (
        "min_style fire\nmin_modify integrator leapfrog tmax 20 dmax 0.5\nminimize 0 1e-9 30 900", 1
      ),
      ("min_style quickmin\nminimize 0 1e-9 30 900", 1),
      ("fix r all box/relax iso 1000 vmax 0.005\nminimize 0 1e-9 30 900\nunfix r", 2),
      ("fix r all box/relax tri 1000 nreset 7\nminimize 0 1e-9 30 900\nunfix r", 1),
      (
        "fix s all setforce NULL 0 NULL\nmin_modify line backtrack\nminimize 0 1e-9 30 900\nunfix s",
        3
      ),
    ])
  func goesOnToTheLastBit(minimization: String, ranks: Int) throws {
    let scratch = try ContinueTests.scratch(Self.deck(minimization))
    _ = try ContinueTests.start(scratch, ranks: ranks)
    let log = try ContinueTests.log(scratch)
    #expect(log.contains { $0.hasPrefix("  Iterations") && $0.contains("= 30 ") })
    let whole = try Self.files.map { try ContinueTests.contents(scratch, $0) }
    // In the run before, in the minimisation (its steps are 20 to 50), and in the run behind it.
    for checkpoint in ["r.14", "r.21", "r.42", "r.49", "r.56"] {
      if checkpoint < "r.5" {
        // Nothing of it was there when these were written; see ContinueTests.
        try FileManager.default.removeItem(at: scratch.folder.appending(path: "parts"))
      }
      _ = try ContinueTests.start(scratch, ["-continue", checkpoint], ranks: ranks)
      #expect(try ContinueTests.log(scratch) == log, "\(checkpoint)")
      for (name, bytes) in zip(Self.files, whole) {
        #expect(try ContinueTests.contents(scratch, name) == bytes, "\(name) from \(checkpoint)")
      }
    }
  }

  /// On another number of ranks energies agree to the rounding that has grown since.
  @Test(arguments: [(1, 3), (3, 2)]) func goesOnOnOtherRanks(first: Int, then: Int) throws {
    let scratch = try ContinueTests.scratch(Self.deck("minimize 0 1e-9 30 900"))
    _ = try ContinueTests.start(scratch, ranks: first)
    let whole = LogFile(try ContinueTests.log(scratch).joined(separator: "\n") + "\nLoop time of")
    try FileManager.default.removeItem(at: scratch.folder.appending(path: "parts"))
    _ = try ContinueTests.start(scratch, ["-continue", "r.42"], ranks: then)
    let again = LogFile(try ContinueTests.log(scratch).joined(separator: "\n") + "\nLoop time of")
    #expect(whole.runs.count == again.runs.count)
    for (a, b) in zip(whole.runs, again.runs) {
      #expect(a["Step"] == b["Step"])
      for (x, y) in zip(a["PotEng"] ?? [], b["PotEng"] ?? []) {
        #expect(abs(x - y) <= 1e-8 * max(1, abs(x)))
      }
    }
  }

  /// 216 atoms that take some seconds to their minimum.
  private static let long =
    SiliconDeck.start.replacingOccurrences(of: "block 0 2 0 2 0 2", with: "block 0 3 0 3 0 3")
    .replacingOccurrences(of: "%.12g", with: "%.17g") + """
      velocity all set 0 0 0
      dump 1 all h5md 20 t.h5md position
      dump 2 all custom 20 t.dump id x y z
      min_style fire
      min_modify tmax 0.5 dtgrow 1.01
      minimize 0 1e-300 1500 9000

      """

  private static func whole(ranks: Int) throws -> (log: [Substring], dump: Data, frames: Data) {
    let scratch = try ContinueTests.scratch(long)
    _ = try ContinueTests.start(scratch, ranks: ranks)
    return (
      try ContinueTests.log(scratch), try ContinueTests.contents(scratch, "t.dump"),
      try ContinueTests.contents(scratch, "t.h5md")
    )
  }

  @Test(arguments: [(SIGTERM, 1), (SIGUSR1, 2), (SIGKILL, 1), (SIGKILL, 2)])
  func aStoppedMinimizationGoesOn(signal: Int32, ranks: Int) throws {
    let scratch = try ContinueTests.scratch(Self.long)
    let more = signal == SIGKILL ? ["-checkpoint", "10"] : []
    let process = try InterruptionTests.started(scratch, more, ranks: ranks)
    let victim =
      signal == SIGKILL && ranks > 1
      ? try #require(InterruptionTests.children(of: process.processIdentifier).last)
      : process.processIdentifier
    kill(victim, signal)
    process.waitUntilExit()
    if signal != SIGKILL {
      #expect(process.terminationStatus == 75)
      let log = try String(contentsOf: scratch.folder.appending(path: "log"), encoding: .utf8)
      #expect(log.contains("received: the run ends at step"))
    }
    let outcome = try ContinueTests.start(scratch, ["-continue"], ranks: ranks)
    #expect(outcome.output.contains("Going on from"))
    let whole = try Self.whole(ranks: ranks)
    try InterruptionTests.expectSame(scratch, whole)
    if signal == SIGKILL {
      #expect(try ContinueTests.contents(scratch, "t.h5md") == whole.frames)
    }
  }

  @Test func theTimeLimitEndsAMinimizationToo() throws {
    let scratch = try ContinueTests.scratch(
      "timer timeout 0:00:01 every 5\n"
        + Self.long.replacingOccurrences(
          of: "1500 9000", with: "1000000 9000000\nprint behind\nminimize 0 0 10 10"))
    _ = try ContinueTests.start(scratch, status: 75)
    let log = try String(contentsOf: scratch.folder.appending(path: "log"), encoding: .utf8)
    #expect(log.contains("  Stopping criterion = walltime limit reached\n"))
    #expect(log.contains("Wall time limit reached: the run ends at step"))
    #expect(log.contains("\nbehind\n"))
    #expect(log.contains("  Iterations, force evaluations = 0 0\n"))
  }
}
