import CZlib

/// Packs pieces of text into members of a gzip file (RFC 1952), one after the other.
///
/// Members that stand behind each other are one file to all who read it, so that a file can be cut off between
/// two, and more written behind.
final class GzipPacker {
  /// zlib keeps a pointer to it, so that it must stay where it is.
  private let stream: UnsafeMutablePointer<z_stream>
  private var packed = [UInt8](repeating: 0, count: 1 << 16)

  /// How hard it tries: from 0, not at all, to 9. The default is gzip's own.
  static let standardLevel = 6

  /// A packer of a level.
  init(level: Int) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 16 more than the window of 15 bits: with the head and tail of a gzip member.
    let status = deflateInit2_(
      stream, Int32(level), Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib cannot begin (status \(status))")
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Packs bytes and hands over what is ready.
  func pack(_ bytes: UnsafeRawBufferPointer, to sink: (UnsafeRawBufferPointer) throws -> Void)
    throws
  {
    let (most, base) = (1 << 30, bytes.baseAddress)
    for start in stride(from: 0, to: bytes.count, by: most) {
      // zlib reads only, though its type does not say so.
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: (base! + start).assumingMemoryBound(to: UInt8.self))
      stream.pointee.avail_in = UInt32(min(most, bytes.count - start))
      try run(Z_NO_FLUSH, sink)
    }
  }

  /// Ends the member; the next bytes begin another.
  func endMember(to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
    stream.pointee.avail_in = 0
    try run(Z_FINISH, sink)
    forgetMember()
  }

  /// Begins a member anew, and leaves what was begun unfinished.
  func forgetMember() { deflateReset(stream) }

  private func run(_ flush: Int32, _ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
    try packed.withUnsafeMutableBytes { room in
      repeat {
        stream.pointee.next_out = room.baseAddress!.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room.count)
        let status = deflate(stream, flush)
        precondition(
          status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR,
          "zlib fails (status \(status))")
        try sink(
          UnsafeRawBufferPointer(rebasing: room[..<(room.count - Int(stream.pointee.avail_out))]))
      } while stream.pointee.avail_out == 0
    }
  }
}
