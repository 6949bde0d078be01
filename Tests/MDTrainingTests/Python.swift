import Foundation
import Testing

/// A Python that has ASE.
///
/// `SWIFT_MD_PYTHON` names it; else `.venv/bin/python` in the repository. Without one the tests that
/// need it are skipped.
enum Python {
  static let executable: String? = {
    let candidates: [String?] = [
      ProcessInfo.processInfo.environment["SWIFT_MD_PYTHON"],
      SharedFolder.root.appendingPathComponent(".venv/bin/python").path,
    ]
    for case let candidate? in candidates
    where FileManager.default.isExecutableFile(atPath: candidate)
      && run(candidate, ["-c", "import ase"])?.status == 0
    {
      return candidate
    }
    return nil
  }()

  static var isThere: Bool { executable != nil }
  static let comment: Comment = "needs a Python with ase"

  /// Runs a script of `Tests/Python`; it ends with status 0 if it read what it should.
  static func expect(_ script: String, _ arguments: [String]) throws {
    let path = SharedFolder.root.appendingPathComponent("Tests/Python/\(script)").path
    let program = try #require(executable)
    let result = try #require(run(program, [path] + arguments))
    #expect(result.status == 0, "\(script): \(result.output)")
  }

  private static func run(_ program: String, _ arguments: [String]) -> (
    status: Int32, output: String
  )? {
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
