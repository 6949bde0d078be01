import Foundation
import MDCore

/// A file that appears under its name only when it is whole: it is written beside, brought to the
/// disk, and renamed. If it is let go before that, nothing is left of it, and what was there stays.
final class AtomicFile {
  let path: String
  private let temporary: String
  private var file: TextFile?

  /// Begins to write.
  init(path: String) throws {
    self.path = path
    temporary = path + ".tmp"
    do {
      file = try TextFile(path: temporary)
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
    guard rename(temporary, path) == 0 else {
      let reason = systemError()
      _ = unlink(temporary)
      throw WriteError(description: "cannot write '\(path)': \(reason)")
    }
  }

  deinit {
    if file != nil { _ = unlink(temporary) }
  }
}
