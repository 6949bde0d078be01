import Foundation

/// The built program, run as a user runs it: alone or under `mpirun`, in some folder, with a deck.
enum Program {
  /// What a run left behind.
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  /// The binary that was built beside these tests.
  static let binary: URL = {
    var folder = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
      .deletingLastPathComponent()
    if folder == nil {
      folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    }
    return folder!.appending(path: "swift-md")
  }()

  /// The root of the repository.
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Runs the program on some ranks (1 starts it without `mpirun`) and waits. `limits` are commands of the shell that
  /// starts it.
  static func run(
    _ arguments: [String], ranks: Int = 1, in folder: URL, input: String? = nil,
    limits: String = "", timeout: Double = 600
  ) throws -> Outcome {
    let process = Process()
    process.currentDirectoryURL = folder
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let launcher = ranks == 1 ? [] : ["mpirun", "--oversubscribe", "-np", "\(ranks)"]
    process.arguments =
      ["-c", "\(limits)\nexec \"$@\"", "sh"] + launcher + [binary.path] + arguments
    var environment = ProcessInfo.processInfo.environment
    environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1"
    environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1"
    // More ranks than cores: waiting ranks must let the others work.
    environment["OMPI_MCA_mpi_yield_when_idle"] = "1"
    // Debian 12's PMIx 4.2.2 keeps what ranks ask in shared memory under locks, and once in some thousands of runs
    // `mpirun` waits for one of them for ever.
    environment["PMIX_MCA_gds"] = "hash"
    process.environment = environment
    return try wait(for: process, input: input, timeout: timeout)
  }

  private static func wait(for process: Process, input: String?, timeout: Double) throws -> Outcome
  {
    let scratch = try Scratch()
    let outputFile = scratch.folder.appending(path: "stdout")
    let errorFile = scratch.folder.appending(path: "stderr")
    let inputFile = scratch.folder.appending(path: "stdin")
    try Data((input ?? "").utf8).write(to: inputFile)
    try Data().write(to: outputFile)
    try Data().write(to: errorFile)
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    let deadline = Date(timeIntervalSinceNow: timeout)
    while process.isRunning && Date() < deadline { Thread.sleep(forTimeInterval: 0.01) }
    if process.isRunning {
      process.terminate()
      throw Failure(description: "the program hangs: not done after \(timeout) s")
    }
    return Outcome(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
  }
}

/// Why a test could not go on.
struct Failure: Error, CustomStringConvertible {
  var description: String
}

/// A temporary folder that goes away with this value.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "swift-md-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes a text file into the folder.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> URL {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file
  }
}

/// The reference data that lies beside the repository, where it is there.
enum Shared {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["SWIFT_MD_SHARED"] {
      return URL(fileURLWithPath: path)
    }
    return Program.repository.deletingLastPathComponent().appending(path: "shared")
  }()

  /// Whether the reference data is there; tests that need it are skipped if not.
  static var isPresent: Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: "reference").path)
  }

  /// The folders of a kind of case.
  static func cases(_ kind: String) -> [URL] {
    let root = folder.appending(path: "reference/\(kind)")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return names.sorted().map { root.appending(path: $0) }
  }
}
