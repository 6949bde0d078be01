import Foundation

/// The byte in a superblock of HDF5 (version 3) that says that somebody has the file open for
/// writing.
///
/// A trajectory is written in HDF5's single-writer mode, whose order of writes keeps the file whole at
/// every moment. But the mark stays behind when the writer is killed, and then readers refuse the file
/// until `h5clear` has been run. So the mark is taken off after every flush; HDF5 puts it back itself
/// when it next writes the superblock. Layout: HDF5 File Format Specification 3.0, section II.A.
enum HDF5StatusFlags {
  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
  private static let length = 48
  private static let flagOffset = 11

  /// Clears the mark; does nothing to a file with another kind of superblock.
  static func clear(path: String) {
    let file = open(path, O_RDWR | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { _ = close(file) }
    var block = [UInt8](repeating: 0, count: length)
    guard pread(file, &block, length, 0) == length, Array(block[..<8]) == signature,
      block[8] == 3, block[9] == 8, block[10] == 8, block[flagOffset] != 0,
      stored(block) == checksum(block[..<44])
    else { return }
    block[flagOffset] = 0
    let sum = checksum(block[..<44])
    for i in 0..<4 { block[44 + i] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * i)) }
    _ = pwrite(file, block, length, 0)
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
