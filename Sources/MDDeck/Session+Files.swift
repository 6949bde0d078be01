import Foundation
import MDCore
import MDDomain

extension Session: SourceLoader {
  /// The text of a file, read by the root and handed to all ranks.
  ///
  /// - Throws: on all ranks, with the reason, if it cannot be read.
  public func load(_ path: String) throws -> String { try communicator.text(ofFile: path) }
}

extension Communicator {
  /// The text of a file, read by the root and handed to all ranks. Collective.
  func text(ofFile path: String) throws -> String {
    let bytes = try collectively { isRoot ? try readFile(path) : [] }
    return String(decoding: broadcast(bytes), as: UTF8.self)
  }
}

/// A file that never ends must not fill the memory.
private let longestDeck = 1 << 26

private func readFile(_ path: String) throws(InputError) -> [UInt8] {
  guard FileManager.default.fileExists(atPath: path) else {
    throw InputError("there is no file '\(path)'")
  }
  try InputFile.check(path)
  guard let file = FileHandle(forReadingAtPath: path),
    let data = try? file.read(upToCount: longestDeck + 1)
  else {
    if (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) == 0 { return [] }
    throw InputError("the file '\(path)' cannot be read")
  }
  guard data.count <= longestDeck else {
    throw InputError("'\(path)' has more than \(longestDeck) bytes, which no deck has")
  }
  return Array(data)
}

/// The log as the script sees it: what fails on the root fails on all ranks.
struct SharedSink: OutputSink {
  let log: Log
  let communicator: any Communicator

  func write(_ line: String, toScreen: Bool, toLog: Bool) {
    log.write(line, toScreen: toScreen, toLog: toLog)
  }

  func openLog(_ path: String, append: Bool) throws {
    try communicator.collectively { try log.openFile(path, append: append) }
  }

  func closeLog() { log.closeFile() }

  func write(_ line: String, toFile path: String, append: Bool) throws {
    try communicator.collectively { try log.write(line, toFile: path, append: append) }
  }
}
