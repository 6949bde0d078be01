/// The Castagnoli checksum (CRC-32C, RFC 3720), which notices altered and missing bytes.
public struct CRC32C: Equatable, Sendable {
  private var register: UInt32 = .max

  /// The checksum of no bytes.
  public init() {}

  /// The checksum of some bytes.
  public init(_ bytes: UnsafeRawBufferPointer) {
    update(bytes)
  }

  /// The checksum so far.
  public var value: UInt32 { ~register }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0x82f6_3b78 : crc >> 1 }
  }

  /// Adds bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var crc = register
    Self.table.withUnsafeBufferPointer { table in
      for byte in bytes { crc = crc >> 8 ^ table[Int((crc ^ UInt32(byte)) & 0xff)] }
    }
    register = crc
  }
}
