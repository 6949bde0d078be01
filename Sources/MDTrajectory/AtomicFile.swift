import Foundation
import MDCore

/// A file that appears under its name only when it is whole: it is written beside, brought to the
/// disk, and renamed. If it is let go before that, nothing is left of it, and what was there stays.
///
/// A device or a pipe of that name is written to as it is: a file must not take its place.
final class AtomicFile {
  let path: String
  /// Nil where the file is written under its own name.
  private let temporary: String?
  private var file: TextFile?

  /// Begins to write.
  init(path: String) throws {
    self.path = path
    temporary = Self.isDevice(path) ? nil : path + ".tmp"
    do {
      file = try TextFile(path: temporary ?? path)
    } catch {
      throw WriteError(description: "cannot write '\(path)': \(systemError())")
    }
  }

  /// Adds bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    do {
      try file?.write(bytes)
    } catch {
      throw WriteError(description: "cannot write '\(path)': \(systemError())")
    }
  }

  /// Gives the file its name.
  func commit() throws {
    try file?.synchronize()
    file = nil
    guard let temporary else { return }
    guard rename(temporary, path) == 0 else {
      let reason = systemError()
      _ = unlink(temporary)
      throw WriteError(description: "cannot write '\(path)': \(reason)")
    }
  }

  deinit {
    if file != nil, let temporary { _ = unlink(temporary) }
  }

  private static func isDevice(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }
}

/// Small files that are replaced as a whole.
public enum WholeFile {
  /// Writes a text under a name at once: a reader, and a run that goes on after a crash, sees the old
  /// text or the new one.
  public static func write(_ text: String, to path: String) throws {
    let file = try AtomicFile(path: path)
    try Array(text.utf8).withUnsafeBytes { try file.write($0) }
    try file.commit()
  }
}
