import Foundation
import MDCore

/// Text files that appear when they are whole.
public enum TextOutput {
  /// Writes a file in place of what is there; folders on the way are made.
  ///
  /// - Throws: ``InputError`` with the path and what the file system says.
  public static func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: path)
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url, options: .atomic)
    } catch {
      throw InputError("cannot write '\(path)': \(error.systemReason)")
    }
  }
}
