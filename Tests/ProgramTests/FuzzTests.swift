import Foundation
import Testing

/// Some broken inputs of each kind, the same each time; `Tests/Support/Fuzz` tells how to try more.
@Suite(.serialized) struct FuzzTests {
  /// A seed and count for each kind.
  @Test(arguments: [
    ("deck", 200, 1), ("data", 400, 1), ("potential", 200, 1), ("restart", 400, 1),
    ("h5md", 200, 1),
    ("dump", 500, 1), ("xyz", 500, 1), ("n2p2", 500, 1), ("extxyz", 500, 1),
  ])
  func nothingBreaks(kind: String, count: Int, seed: Int) throws {
    let scratch = try Scratch()
    let process = Process()
    process.executableURL = Program.binary.deletingLastPathComponent().appending(path: "fuzz")
    process.arguments = [kind, scratch.folder.path, "\(count)", "\(seed)"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(output.suffix(2000))")
    #expect(output.contains("\(kind): \(count) inputs"))
  }
}
