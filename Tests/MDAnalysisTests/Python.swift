import Foundation
import Testing

/// Programs beside the tests: a Python that has MDAnalysis and ASE, and a browser.
enum Helper {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// `SWIFT_MD_PYTHON`, else `.venv/bin/python` in the repository; nil if it lacks a package.
  static let python: String? = {
    let candidates: [String?] = [
      ProcessInfo.processInfo.environment["SWIFT_MD_PYTHON"],
      root.appendingPathComponent(".venv/bin/python").path,
    ]
    for case let candidate? in candidates
    where FileManager.default.isExecutableFile(atPath: candidate)
      && run(candidate, ["-c", "import MDAnalysis, ase"])?.status == 0
    {
      return candidate
    }
    return nil
  }()

  /// Chromium without a window; nil where it is not installed.
  static let browser: String? = ["chromium-headless-shell", "chromium", "google-chrome"]
    .map { "/usr/bin/\($0)" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Runs a program to its end.
  static func run(_ program: String, _ arguments: [String]) -> (status: Int32, output: String)? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
