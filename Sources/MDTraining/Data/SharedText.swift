import Foundation
import MDCore
import MDDomain

/// Text files that all ranks need.
public enum SharedText {
  /// The text of a file, read by the root and handed to all ranks. Collective.
  ///
  /// - Throws: ``CollectiveError`` on all ranks if it cannot be read.
  public static func read(_ path: String, communicator: any Communicator) throws -> String {
    let bytes = try communicator.collectively { communicator.isRoot ? try contents(path) : [] }
    return String(decoding: communicator.broadcast(bytes), as: UTF8.self)
  }

  /// Whether a path is a folder, as the root sees it. Collective.
  public static func isFolder(_ path: String, communicator: any Communicator) -> Bool {
    var isFolder: ObjCBool = false
    if communicator.isRoot {
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    }
    return communicator.reduce(Int64(isFolder.boolValue ? 1 : 0), .maximum) == 1
  }

  private static func contents(_ path: String) throws -> [UInt8] {
    try InputFile.check(path)
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError(
        FileManager.default.fileExists(atPath: path)
          ? "the file '\(path)' cannot be read" : "there is no file '\(path)'")
    }
    return Array(data)
  }
}
