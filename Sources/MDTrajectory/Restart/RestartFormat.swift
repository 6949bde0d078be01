import Foundation
import MDCore

/// The layout of a restart file, all numbers little-endian.
///
/// - 8 bytes: `swiftmdR`; 4 bytes: version of the format; 4 bytes: zero.
/// - Blocks: 4 bytes kind (`HEAD`, `ATOM`, `END `), 8 bytes length of the content, the content, 4 bytes
///   CRC-32C of kind, length and content.
/// - `HEAD` comes first, then `ATOM` blocks of at most 65,536 rows, then `END `, whose content is the
///   length of the whole file.
/// - A row of 80 bytes: id, x, y, z, vx, vy, vz (8 bytes each), type, three image counts, groups
///   (4 bytes each), 4 bytes zero.
enum RestartFormat {
  static let magic: [UInt8] = Array("swiftmdR".utf8)
  static let version: UInt32 = 1
  static let leadBytes = 16
  static let rowBytes = 80

  enum Kind: String {
    case head = "HEAD"
    case atoms = "ATOM"
    case end = "END "
  }

  /// The bytes of a block around its content.
  static func frame(_ kind: Kind, _ content: UnsafeRawBufferPointer) -> (
    before: [UInt8], after: [UInt8]
  ) {
    var before = RestartEncoder()
    for byte in kind.rawValue.utf8 { before.write(byte) }
    before.write(UInt64(content.count))
    var crc = CRC32C()
    before.bytes.withUnsafeBytes { crc.update($0) }
    crc.update(content)
    var after = RestartEncoder()
    after.write(crc.value)
    return (before.bytes, after.bytes)
  }

  /// Writes an atom into its row.
  static func pack(_ i: Int, _ view: AtomView, into row: UnsafeMutableRawPointer) {
    func store(_ value: some FixedWidthInteger & BitwiseCopyable, _ offset: Int) {
      row.storeBytes(of: value.littleEndian, toByteOffset: offset, as: type(of: value))
    }
    store(view.id[i], 0)
    store(view.x[i].bitPattern, 8)
    store(view.y[i].bitPattern, 16)
    store(view.z[i].bitPattern, 24)
    store(view.vx[i].bitPattern, 32)
    store(view.vy[i].bitPattern, 40)
    store(view.vz[i].bitPattern, 48)
    store(view.type[i], 56)
    store(view.imageX[i], 60)
    store(view.imageY[i], 64)
    store(view.imageZ[i], 68)
    store(view.groups[i], 72)
    store(UInt32(0), 76)
  }

  /// The atom of a row.
  static func atom(_ row: UnsafeRawPointer) -> Atom {
    func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, _ offset: Int) -> T {
      T(littleEndian: row.loadUnaligned(fromByteOffset: offset, as: type))
    }
    func number(_ offset: Int) -> Double { Double(bitPattern: load(UInt64.self, offset)) }
    return Atom(
      id: load(Int64.self, 0), type: load(Int32.self, 56),
      position: Vector3(number(8), number(16), number(24)),
      velocity: Vector3(number(32), number(40), number(48)),
      image: SIMD3(load(Int32.self, 60), load(Int32.self, 64), load(Int32.self, 68)),
      groups: load(UInt32.self, 72))
  }
}
