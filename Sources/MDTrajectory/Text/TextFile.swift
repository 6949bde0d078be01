import Foundation
import MDCore

/// A failure to write a file, with the system's reason.
public struct WriteError: Error, CustomStringConvertible, Equatable, Sendable {
  /// The file and what went wrong.
  public var description: String
}

/// A file that is written in large pieces without a buffer of its own, so that what is written
/// survives a kill.
final class TextFile {
  let path: String
  private let descriptor: Int32

  /// Opens a file for writing: a new one, or at the end of what is there.
  init(path: String, append: Bool = false) throws {
    self.path = path
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (append ? 0 : O_TRUNC)
    descriptor = open(path, flags, 0o666)
    guard descriptor >= 0 else {
      throw WriteError(description: "cannot write '\(path)': \(systemError())")
    }
    if append { lseek(descriptor, 0, SEEK_END) }
  }

  /// Where the next byte goes.
  var position: Int { Int(lseek(descriptor, 0, SEEK_CUR)) }

  /// Writes all bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var done = 0
    while done < bytes.count {
      let count = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        throw WriteError(description: "cannot write '\(path)': \(systemError())")
      }
      done += count
    }
  }

  /// Cuts off what was written after a position.
  func truncate(at position: Int) {
    _ = ftruncate(descriptor, off_t(position))
    lseek(descriptor, off_t(position), SEEK_SET)
  }

  /// Waits until the bytes are on the disk.
  func synchronize() throws {
    // Pipes and devices cannot be synchronised, and need not.
    if fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS {
      throw WriteError(description: "cannot write '\(path)': \(systemError())")
    }
  }

  deinit {
    if descriptor >= 0 { _ = close(descriptor) }
  }
}
