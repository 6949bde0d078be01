import Foundation

/// A command that is run and waited for.
public enum ChildProcess {
  /// Standard output of a command; its standard error is shown with the error if it fails.
  @discardableResult
  public static func run(_ words: [String], in folder: URL = Repository.root) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = folder
    process.environment = environment
    let scratch = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    // Files, since a pipe that nobody reads fills up.
    let outputs = ["out", "err"].map { scratch.appending(path: $0) }
    for file in outputs { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: outputs[0])
    process.standardError = try FileHandle(forWritingTo: outputs[1])
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let texts = try outputs.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    guard process.terminationStatus == 0 else {
      let tail = (texts[0] + texts[1]).split(separator: "\n").suffix(12).joined(separator: "\n")
      throw BenchmarkError(
        "`\(words.joined(separator: " "))` ended with status \(process.terminationStatus):\n\(tail)"
      )
    }
    return texts[0]
  }

  /// The path of a program, nil if it is not installed.
  public static func find(_ name: String) -> String? {
    if name.contains("/") {
      let path = Repository.resolve(name).path
      return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// That of this process; Open MPI may start as root (containers), and one rank is one thread.
  private static var environment: [String: String] {
    var environment = ProcessInfo.processInfo.environment
    environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1"
    environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1"
    environment["OMP_NUM_THREADS"] = "1"
    return environment
  }
}
