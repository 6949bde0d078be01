import Foundation

/// The first bytes of an HDF5 file (superblock, version 3): where the file ends, and whether somebody
/// has it open for writing.
///
/// A trajectory is written in HDF5's single-writer mode, whose order of writes keeps the file whole at
/// every moment. But the mark stays behind when the writer is killed, and then readers refuse the file
/// until `h5clear` has been run. So the mark is taken off after every flush; HDF5 puts it back itself
/// when it next writes the superblock, as the last thing of a flush, so that the mark stands for some
/// microseconds a frame. A kill in just those leaves a whole file that `h5clear -s` unmarks.
/// Layout: HDF5 File Format Specification 3.0, section II.A.
final class HDF5Superblock {
  private let file: Int32

  /// The superblock of a file that exists.
  init(path: String) {
    file = open(path, O_RDWR | O_CLOEXEC)
  }

  deinit {
    if file >= 0 { _ = close(file) }
  }

  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
  private static let length = 48
  private static let flagOffset = 11

  /// Clears the mark and returns the superblock as it is then; leaves a file with another kind of
  /// superblock alone and returns nothing.
  @discardableResult
  func clearMark() -> [UInt8] {
    var block = [UInt8](repeating: 0, count: Self.length)
    guard pread(file, &block, Self.length, 0) == Self.length, Array(block[..<8]) == Self.signature,
      block[8] == 3, block[9] == 8, block[10] == 8,
      Self.stored(block) == Self.checksum(block[..<44])
    else { return [] }
    guard block[Self.flagOffset] != 0 else { return block }
    block[Self.flagOffset] = 0
    let sum = Self.checksum(block[..<44])
    for i in 0..<4 { block[44 + i] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * i)) }
    _ = pwrite(file, block, Self.length, 0)
    return block
  }

  /// Puts back a superblock that was seen before, after a flush that failed: the new one may tell of an
  /// end of the file that was never reached.
  func restore(_ block: [UInt8]) {
    guard block.count == Self.length else { return }
    _ = pwrite(file, block, Self.length, 0)
  }

  /// Gives back what was reserved behind an end.
  func trim(to end: Int) {
    _ = ftruncate(file, off_t(end))
  }

  /// Takes disk space for `bytes` behind what the file has, so that a full disk is met before
  /// anything of a frame is written.
  ///
  /// - Throws: ``HDF5Error`` with the system's reason when there is not enough.
  func reserve(_ bytes: Int, behind end: Int) throws {
    let before = lseek(file, 0, SEEK_END)
    let status = posix_fallocate(file, off_t(end), off_t(bytes))
    // File systems that cannot reserve say so, and are written to as they are.
    guard status != 0, ![EINVAL, ENODEV, EOPNOTSUPP, ESPIPE].contains(status) else { return }
    _ = ftruncate(file, before)
    throw HDF5Error(description: "no room for another frame: \(String(cString: strerror(status)))")
  }

  private static func stored(_ block: [UInt8]) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(block[44 + $1]) << UInt32(8 * $1) }
  }

  /// Bob Jenkins's lookup3 hash (public domain), which HDF5 uses for metadata, seed 0.
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    let bytes = Array(bytes)
    var a: UInt32 = 0xdead_beef &+ UInt32(bytes.count)
    var b = a
    var c = a
    func word(_ i: Int) -> UInt32 {
      (0..<4).reduce(0) { i + $1 < bytes.count ? $0 | UInt32(bytes[i + $1]) << UInt32(8 * $1) : $0 }
    }
    func rotated(_ x: UInt32, _ k: UInt32) -> UInt32 { x << k | x >> (32 - k) }
    var i = 0
    while bytes.count - i > 12 {
      a &+= word(i)
      b &+= word(i + 4)
      c &+= word(i + 8)
      a &-= c; a ^= rotated(c, 4); c &+= b
      b &-= a; b ^= rotated(a, 6); a &+= c
      c &-= b; c ^= rotated(b, 8); b &+= a
      a &-= c; a ^= rotated(c, 16); c &+= b
      b &-= a; b ^= rotated(a, 19); a &+= c
      c &-= b; c ^= rotated(b, 4); b &+= a
      i += 12
    }
    guard i < bytes.count else { return c }
    a &+= word(i)
    b &+= word(i + 4)
    c &+= word(i + 8)
    c ^= b; c &-= rotated(b, 14)
    a ^= c; a &-= rotated(c, 11)
    b ^= a; b &-= rotated(a, 25)
    c ^= b; c &-= rotated(b, 16)
    a ^= c; a &-= rotated(c, 4)
    b ^= a; b &-= rotated(a, 14)
    c ^= b; c &-= rotated(b, 24)
    return c
  }
}
