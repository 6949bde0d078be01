import Foundation

/// The file of a text dump: one snapshot after the other, each packed on its own if the name ends with `.gz`.
final class SnapshotFile {
  private let file: TextFile
  private let packer: GzipPacker?

  /// Whether a file of this name is packed.
  static func isPacked(_ path: String) -> Bool { path.hasSuffix(".gz") }

  /// Opens a file for writing: a new one, or at the end of what is there.
  ///
  /// - Parameter level: how hard to pack, from 0 to 9.
  init(path: String, append: Bool, level: Int) throws {
    file = try TextFile(path: path, append: append)
    packer = Self.isPacked(path) ? GzipPacker(level: level) : nil
  }

  var path: String { file.path }

  /// How long the file is; within a snapshot that is packed, without what is still to come of it.
  var position: Int { file.position }

  /// Writes bytes of a snapshot.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard let packer else { return try file.write(bytes) }
    try packer.pack(bytes) { try file.write($0) }
  }

  /// Writes what is left of a snapshot.
  func endSnapshot() throws {
    try packer?.endMember { try file.write($0) }
  }

  /// Cuts off what was written after a snapshot that ended at a position.
  func truncate(at position: Int) {
    packer?.forgetMember()
    file.truncate(at: position)
  }
}
