import Foundation
import Testing

/// Signals, time limits and kills in the middle of a run, and what goes on from there.
@Suite(.serialized) struct InterruptionTests {
  /// 216 atoms for some seconds.
  static let deck =
    SiliconDeck.start.replacingOccurrences(
      of: "block 0 2 0 2 0 2", with: "block 0 3 0 3 0 3"
    ).replacingOccurrences(of: "%.12g", with: "%.17g") + """
      fix 1 all npt temp 900 600 0.05 iso 0 0 0.5
      dump 1 all h5md 20 t.h5md position
      dump 2 all custom 20 t.dump id x y z
      run 1500

      """

  /// Starts the program and waits until the log has a step of the run, or another text, in it.
  static func started(
    _ scratch: Scratch, _ more: [String], ranks: Int, until sign: String = "\n      20 "
  ) throws -> Process {
    let process = Process()
    process.currentDirectoryURL = scratch.folder
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let launcher =
      ranks > 1
      ? [
        "OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1",
        "OMPI_MCA_mpi_yield_when_idle=1", "PMIX_MCA_gds=hash", "mpirun", "--oversubscribe", "-np",
        "\(ranks)",
      ] : []
    process.arguments =
      launcher + [Program.binary.path, "-in", "deck.in", "-log", "log"] + more
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    // The threads of tests block signals, and processes inherit that.
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
    let log = scratch.folder.appending(path: "log")
    let deadline = Date(timeIntervalSinceNow: 60)
    while Date() < deadline {
      let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
      if text.contains(sign) { return process }
      Thread.sleep(forTimeInterval: 0.002)
    }
    process.terminate()
    throw Failure(description: "the run does not begin")
  }

  /// The log and dump of the run left alone.
  static func whole(ranks: Int) throws -> (log: [Substring], dump: Data, frames: Data) {
    let scratch = try ContinueTests.scratch(deck)
    _ = try ContinueTests.start(scratch, ranks: ranks)
    return (
      try ContinueTests.log(scratch), try ContinueTests.contents(scratch, "t.dump"),
      try ContinueTests.contents(scratch, "t.h5md")
    )
  }

  static func expectSame(
    _ scratch: Scratch, _ whole: (log: [Substring], dump: Data, frames: Data)
  ) throws {
    #expect(try ContinueTests.log(scratch) == whole.log)
    #expect(try ContinueTests.contents(scratch, "t.dump") == whole.dump)
  }

  @Test(arguments: [(SIGUSR1, 1), (SIGTERM, 1), (SIGINT, 1), (SIGUSR2, 1), (SIGUSR1, 2)])
  func signalsEndTheRunWithACheckpoint(signal: Int32, ranks: Int) throws {
    let scratch = try ContinueTests.scratch(Self.deck)
    let process = try Self.started(scratch, [], ranks: ranks)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus == 75)
    let log = try String(contentsOf: scratch.folder.appending(path: "log"), encoding: .utf8)
    #expect(log.contains("received: the run ends at step"))
    #expect(log.contains("The checkpoint is 'log.checkpoint.1'"))
    #expect(log.contains("-in deck.in -log log -continue\n"))
    #expect(log.contains("mpirun -np 2") == (ranks == 2))
    guard signal == SIGUSR1 else { return }
    let outcome = try ContinueTests.start(scratch, ["-continue"], ranks: ranks)
    #expect(outcome.output.contains("Going on from 'log.checkpoint.1'"))
    try Self.expectSame(scratch, try Self.whole(ranks: ranks))
  }

  /// A deck that does not come to a run ends all the same, at once where nothing is lost.
  @Test(arguments: [(SIGTERM, 1), (SIGUSR1, 2)])
  func signalsEndALoopWithoutRuns(signal: Int32, ranks: Int) throws {
    let loop = "label again\nshell sleep 0.1\njump SELF again\n"
    let early = try ContinueTests.scratch("print waiting\n" + loop)
    let first = try Self.started(early, [], ranks: ranks, until: "\nwaiting\n")
    kill(first.processIdentifier, signal)
    first.waitUntilExit()
    #expect(first.terminationStatus == 75)
    let firstLog = try String(contentsOf: early.folder.appending(path: "log"), encoding: .utf8)
    #expect(firstLog.contains("received before the first run: there is nothing to go on from"))

    let late = try ContinueTests.scratch(
      SiliconDeck.start + "fix 1 all nve\nrestart 10 r.*\nrun 10\nprint waiting\n" + loop)
    let second = try Self.started(late, [], ranks: ranks, until: "\nwaiting\n")
    kill(second.processIdentifier, signal)
    second.waitUntilExit()
    #expect(second.terminationStatus == 75)
    let log = try String(contentsOf: late.folder.appending(path: "log"), encoding: .utf8)
    #expect(log.contains("The last checkpoint is 'r.10' (step 10). To go on:"))
  }

  @Test func aKilledRankCostsTheStepsSinceTheLastCheckpoint() throws {
    let scratch = try ContinueTests.scratch(Self.deck)
    let process = try Self.started(scratch, ["-checkpoint", "10"], ranks: 2)
    let ranks = Self.children(of: process.processIdentifier)
    #expect(ranks.count == 2)
    kill(ranks[1], SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationStatus != 0)
    let outcome = try ContinueTests.start(scratch, ["-continue"], ranks: 2)
    #expect(outcome.output.contains("Going on from"))
    let whole = try Self.whole(ranks: 2)
    try Self.expectSame(scratch, whole)
    #expect(try ContinueTests.contents(scratch, "t.h5md") == whole.frames)
  }

  /// The processes that a process has started.
  static func children(of parent: Int32) -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap(Int32.init).sorted().filter { pid in
      let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
      let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
      return fields.count > 1 && Int32(fields[1]) == parent
    }
  }

  /// As in LAMMPS, commands behind the run are carried out, and further runs do no step.
  @Test func theTimeLimitEndsTheRunAndTheDeckGoesOn() throws {
    let scratch = try ContinueTests.scratch(
      Self.deck.replacingOccurrences(
        of: "run 1500", with: "timer timeout 0:00:01 every 5\nrun 1000000\nprint behind\nrun 10"))
    _ = try ContinueTests.start(scratch, status: 75)
    let log = try String(contentsOf: scratch.folder.appending(path: "log"), encoding: .utf8)
    #expect(log.contains("Wall time limit reached: the run ends at step"))
    #expect(log.contains("-continue\n"))
    #expect(log.contains("\nbehind\n"))
    #expect(log.contains("for 0 steps with"))
  }

  @Test func theLimitIsUnderstoodAsInLAMMPS() throws {
    let scratch = try ContinueTests.scratch(
      SiliconDeck.start + """
        fix 1 all nve
        thermo_style custom step timeremain
        timer loop timeout 10:00 every 3
        run 3
        timer timeout off normal nosync
        run 3

        """)
    _ = try ContinueTests.start(scratch)
    let runs = LogFile(
      try String(contentsOf: scratch.folder.appending(path: "log"), encoding: .utf8)
    ).runs
    let left = runs.map { $0["TimeoutLeft"]?.last ?? -1 }
    #expect(left[0] > 500 && left[0] < 600 && left[1] == 0)
    try scratch.write("deck.in", "timer timeout 10;00\n")
    #expect(try ContinueTests.start(scratch, status: 1).errors.contains("HH:MM:SS"))
  }

  /// Atoms that fly apart: the run ends with ids, the frame is there, the last checkpoint is named.
  @Test(arguments: [1, 2])
  func anUnstableRunLeavesItsLastFrame(ranks: Int) throws {
    let scratch = try ContinueTests.scratch(
      SiliconDeck.start + "fix 1 all nve\nthermo 5\nrestart 5 r.*\nrun 5\ntimestep 0.5\nrun 1000\n")
    let outcome = try ContinueTests.start(scratch, ranks: ranks, status: 1)
    let errors = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("ERROR") }
    #expect(errors.count == 1)
    let message = try #require(errors.first)
    #expect(message.contains("atom"))
    #expect(message.contains("The last frame is 'log.last-frame.dump'"))
    #expect(message.contains("The last good restart file is 'r.5"))
    let frame = try String(
      contentsOf: scratch.folder.appending(path: "log.last-frame.dump"), encoding: .utf8)
    #expect(frame.split(separator: "\n").count == 9 + 64)
  }
}
