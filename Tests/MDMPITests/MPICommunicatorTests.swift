import Foundation
import Testing

/// Runs the shared checks under `mpirun`, in the executable that is built beside the tests.
@Suite(.serialized, .enabled(if: SelfTest.isAvailable)) struct MPICommunicatorTests {
  @Test(arguments: [1, 2, 4]) func checksHoldUnderMPI(ranks: Int) throws {
    let run = try SelfTest.run(ranks: ranks)
    #expect(run.status == 0)
    #expect(run.output.contains("all checks hold on \(ranks) ranks"), "\(run.output)")
  }

  @Test func checksHoldWithoutMpirun() throws {
    let run = try SelfTest.run(ranks: nil)
    #expect(run.status == 0)
    #expect(run.output.contains("all checks hold on 1 ranks"), "\(run.output)")
  }

  @Test func aRankThatAbortsTakesTheOthersDown() throws {
    let run = try SelfTest.run(ranks: 3, arguments: ["fail"])
    #expect(run.status == 1)
    #expect(run.output.contains("ERROR on rank 2: a rank gives up"), "\(run.output)")
  }
}

/// The executable with the checks and the way to start it.
enum SelfTest {
  /// Beside the test bundle, in the folder of the build products.
  static var executable: URL? {
    let places = CommandLine.arguments.prefix(1).map { URL(fileURLWithPath: $0) }
    return (places + [Bundle.main.bundleURL, Bundle.main.executableURL].compactMap { $0 })
      .flatMap { [$0, $0.deletingLastPathComponent()] }
      .map { $0.appendingPathComponent("mpi-selftest") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  static var mpirun: URL? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { URL(fileURLWithPath: String($0)).appendingPathComponent("mpirun") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  static var isAvailable: Bool { executable != nil && mpirun != nil }

  /// Runs the checks; `nil` ranks: without `mpirun`. The output has standard error in it.
  static func run(
    ranks: Int?, arguments: [String] = []
  ) throws -> (status: Int32, output: String) {
    let program: URL = try #require(executable)
    let process = Process()
    if let ranks {
      let launcher: URL = try #require(mpirun)
      process.executableURL = launcher
      process.arguments =
        ["--allow-run-as-root", "--oversubscribe", "-n", "\(ranks)", program.path] + arguments
    } else {
      process.executableURL = program
      process.arguments = arguments
    }
    var environment = ProcessInfo.processInfo.environment
    // See ProgramTests' `Program.run`.
    environment["PMIX_MCA_gds"] = "hash"
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    // A launcher that hangs must not hold all other tests up.
    let pid = process.processIdentifier
    let watchdog = DispatchWorkItem { kill(pid, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + 300, execute: watchdog)
    defer { watchdog.cancel() }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
