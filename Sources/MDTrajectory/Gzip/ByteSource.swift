import CZlib
import Foundation
import MDCore

/// The bytes of a file one after the other: unpacked if it is a gzip file (RFC 1952), whatever its name.
///
/// A gzip file that is cut off ends where it ends, as another file would.
final class ByteSource {
  let path: String
  /// How many bytes there are; the largest number where that is not known, for pipes and gzip files.
  let length: Int64
  private let descriptor: Int32
  /// What unpacks, and then owns the descriptor.
  private let archive: gzFile?

  /// Opens a file.
  ///
  /// - Throws: ``InputError`` for what cannot be read: a folder, a device, a file that is not there.
  init(path: String) throws(InputError) {
    self.path = path
    try InputFile.check(path)
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw InputError("cannot open '\(path)': \(systemError())") }
    var info = stat()
    let isFile = fstat(descriptor, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
    var magic: [UInt8] = [0, 0]
    let isPacked = isFile && pread(descriptor, &magic, 2, 0) == 2 && magic == [0x1f, 0x8b]
    length = isFile && !isPacked ? Int64(info.st_size) : .max
    archive = isPacked ? gzdopen(descriptor, "rb") : nil
    guard isPacked == (archive != nil) else {
      _ = close(descriptor)
      throw InputError("cannot open '\(path)': no memory to unpack it")
    }
  }

  deinit {
    if let archive { gzclose_r(archive) } else if descriptor >= 0 { _ = close(descriptor) }
  }

  /// Reads up to as many bytes as there is room for.
  ///
  /// - Returns: how many; 0 at the end.
  func read(into room: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    while true {
      if let archive {
        let got = gzread(archive, room.baseAddress, UInt32(clamping: min(room.count, 1 << 30)))
        if got >= 0 { return Int(got) }
        var code: Int32 = 0
        let reason = gzerror(archive, &code).map { String(cString: $0) } ?? "it is damaged"
        throw InputError("cannot unpack '\(path)': \(reason)")
      }
      let got = Foundation.read(descriptor, room.baseAddress, room.count)
      if got >= 0 { return got }
      if errno != EINTR { throw InputError("cannot read '\(path)': \(systemError())") }
    }
  }
}
