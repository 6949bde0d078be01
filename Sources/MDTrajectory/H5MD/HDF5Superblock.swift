import Foundation

/// The first bytes of an HDF5 file (superblock, version 3): where the file ends, and whether somebody
/// has it open for writing.
///
/// A trajectory is written in HDF5's single-writer mode, whose order of writes keeps the file whole at
/// every moment. But the mark would stay behind when the writer is killed, and then readers refuse the
/// file until `h5clear` has been run. ``UnmarkedDriver`` keeps the mark from the disk; files that another
/// program or driver has marked are unmarked here before they are continued.
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

  /// Clears the mark and returns the superblock as it is then; leaves a file with another kind of
  /// superblock alone and returns nothing.
  @discardableResult
  func clearMark() -> [UInt8] {
    var block = [UInt8](repeating: 0, count: Bytes.count)
    guard pread(file, &block, Bytes.count, 0) == Bytes.count,
      let stored = block.withUnsafeBytes({ Bytes($0) }), stored.isSound
    else { return [] }
    guard stored.isMarked else { return block }
    stored.unmarked.store(in: &block)
    _ = pwrite(file, block, Bytes.count, 0)
    return block
  }

  /// Puts back a superblock that was seen before, after a flush that failed: the new one may tell of an
  /// end of the file that was never reached.
  func restore(_ block: [UInt8]) {
    guard block.count == Bytes.count else { return }
    _ = pwrite(file, block, Bytes.count, 0)
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

extension HDF5Superblock {
  /// A superblock of version 3 with offsets and lengths of 8 bytes.
  struct Bytes {
    static let count = 48
    private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
    private static let flagOffset = 11
    private static let endOffset = 28
    private static let sumOffset = 44

    private var words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0)

    /// What stands at the start of a file; nil if it is none.
    init?(_ bytes: UnsafeRawBufferPointer) {
      guard bytes.count >= Self.count, bytes[..<8].elementsEqual(Self.signature), bytes[8] == 3,
        bytes[9] == 8, bytes[10] == 8
      else { return nil }
      withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes[..<Self.count]) }
    }

    private var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    /// Whether somebody has the file open for writing.
    var isMarked: Bool { bytes[Self.flagOffset] != 0 }

    /// Whether its checksum is right.
    var isSound: Bool {
      let stored = (0..<4).reduce(UInt32(0)) {
        $0 | UInt32(bytes[Self.sumOffset + $1]) << UInt32(8 * $1)
      }
      return stored == HDF5Superblock.checksum(bytes[..<Self.sumOffset])
    }

    /// Where the file ends.
    var end: UInt64 {
      get {
        withUnsafeBytes(of: words) {
          UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: Self.endOffset, as: UInt64.self))
        }
      }
      set {
        withUnsafeMutableBytes(of: &words) {
          $0.storeBytes(of: newValue.littleEndian, toByteOffset: Self.endOffset, as: UInt64.self)
        }
      }
    }

    /// The same without the mark.
    var unmarked: Bytes {
      var result = self
      withUnsafeMutableBytes(of: &result.words) { $0[Self.flagOffset] = 0 }
      return result
    }

    /// Writes it, with its checksum, over the start of a file.
    func store(in target: inout [UInt8]) {
      var own = bytes
      let sum = HDF5Superblock.checksum(own[..<Self.sumOffset])
      for i in 0..<4 { own[Self.sumOffset + i] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * i)) }
      target.replaceSubrange(..<Self.count, with: own)
    }
  }
}
