import Foundation
import MDCore
import MDDomain

extension Session: SourceLoader {
  /// The text of a file, read by the root and handed to all ranks.
  ///
  /// - Throws: on all ranks, with the reason, if it cannot be read.
  public func load(_ path: String) throws -> String {
    let bytes = try communicator.collectively { () throws(InputError) -> [UInt8] in
      guard communicator.isRoot else { return [] }
      return try Self.read(path)
    }
    return String(decoding: communicator.broadcast(bytes), as: UTF8.self)
  }

  private static func read(_ path: String) throws(InputError) -> [UInt8] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputError("there is no file '\(path)'")
    }
    guard !isFolder.boolValue else { throw InputError("'\(path)' is a folder, not a file") }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError("the file '\(path)' cannot be read")
    }
    return Array(data)
  }
}

extension Log: OutputSink {
  /// Opens a log file; the one before is closed.
  public func openLog(_ path: String, append: Bool) throws { try openFile(path, append: append) }

  /// Writes no log file from here on.
  public func closeLog() { closeFile() }
}
