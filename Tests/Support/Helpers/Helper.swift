import Foundation

/// Programs beside the tests: a Python with the readers that our files are made for, and a browser.
public enum Helper {
  /// The root of the repository.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A Python that has h5py, MDAnalysis and ASE: `SWIFT_MD_PYTHON`, else `.venv/bin/python` in the repository; nil
  /// if there is none or it lacks a package.
  public static let python: String? = {
    let candidates: [String?] = [
      ProcessInfo.processInfo.environment["SWIFT_MD_PYTHON"],
      root.appendingPathComponent(".venv/bin/python").path,
    ]
    for case let candidate? in candidates
    where FileManager.default.isExecutableFile(atPath: candidate)
      && (try? run(candidate, ["-c", "import h5py, MDAnalysis, ase"]))?.status == 0
    {
      return candidate
    }
    return nil
  }()

  /// Chromium without a window; nil where it is not installed.
  public static let browser: String? = ["chromium-headless-shell", "chromium", "google-chrome"]
    .map { "/usr/bin/\($0)" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Runs a script of `Tests/Python`, which ends with status 0 if it read what it should.
  ///
  /// - Throws: `Failure` with what the script said if it ends otherwise, or if there is no Python.
  public static func runPython(_ script: String, _ arguments: [String]) throws {
    guard let python else { throw Failure("there is no Python with h5py, MDAnalysis and ase") }
    let path = root.appendingPathComponent("Tests/Python/\(script)").path
    let result = try run(python, [path] + arguments)
    if result.status != 0 { throw Failure("\(script): \(result.output)") }
  }

  /// Runs a program to its end; the output has standard error in it.
  public static func run(_ program: String, _ arguments: [String]) throws -> (
    status: Int32, output: String
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  /// Why a program beside the tests is not content.
  public struct Failure: Error, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
  }
}
