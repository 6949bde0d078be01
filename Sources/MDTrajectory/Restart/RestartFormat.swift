import Foundation
import MDCore
import MDEngine

/// The layout of a restart file, all numbers little-endian.
///
/// - 8 bytes: `swiftmdR`; 4 bytes: version of the format; 4 bytes: zero.
/// - Blocks: 4 bytes kind (`HEAD`, `ATOM`, `END `), 8 bytes length of the content, the content, 4 bytes
///   CRC-32C of kind, length and content.
/// - `HEAD` comes first, then `ATOM` blocks of at most 65,536 rows, then `END `, whose content is the
///   length of the whole file.
/// - A row of 128 bytes: id, position, velocity, force, position at the last build of the neighbour list
///   (8 bytes a number), type, three image counts, groups (4 bytes each), 4 bytes zero. In the middle of
///   a minimisation along lines, 24 more: the search direction. If the atoms have a charge or a molecule, 16 more: both.
enum RestartFormat {
  static let magic: [UInt8] = Array("swiftmdR".utf8)
  /// The last version is that of files with charges or molecules; others are still of the one before.
  static let versions: ClosedRange<UInt32> = 3...4
  static let leadBytes = 16

  /// What rows have at their end.
  struct RowLayout {
    let hasDirection, hasProperties: Bool

    /// The length of a row.
    var bytes: Int { properties + (hasProperties ? 16 : 0) }
    /// Where charge and molecule begin.
    var properties: Int { hasDirection ? 152 : 128 }
  }

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
  static func pack(
    _ i: Int, _ view: AtomView, builtAt: Vector3, direction: Vector3?, _ layout: RowLayout,
    into row: UnsafeMutableRawPointer
  ) {
    func store(_ value: some FixedWidthInteger & BitwiseCopyable, _ offset: Int) {
      row.storeBytes(of: value.littleEndian, toByteOffset: offset, as: type(of: value))
    }
    func store(_ x: Double, _ y: Double, _ z: Double, _ offset: Int) {
      store(x.bitPattern, offset)
      store(y.bitPattern, offset + 8)
      store(z.bitPattern, offset + 16)
    }
    store(view.id[i], 0)
    store(view.x[i], view.y[i], view.z[i], 8)
    store(view.vx[i], view.vy[i], view.vz[i], 32)
    store(view.fx[i], view.fy[i], view.fz[i], 56)
    store(builtAt.x, builtAt.y, builtAt.z, 80)
    store(view.type[i], 104)
    store(view.imageX[i], 108)
    store(view.imageY[i], 112)
    store(view.imageZ[i], 116)
    store(view.groups[i], 120)
    store(UInt32(0), 124)
    if let direction { store(direction.x, direction.y, direction.z, 128) }
    if layout.hasProperties {
      store(view.value(.charge, of: i).bitPattern, layout.properties)
      store(view.value(.molecule, of: i).bitPattern, layout.properties + 8)
    }
  }

  /// The atom of a row.
  static func atom(_ row: UnsafeRawPointer, _ layout: RowLayout) -> SavedAtom {
    func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, _ offset: Int) -> T {
      T(littleEndian: row.loadUnaligned(fromByteOffset: offset, as: type))
    }
    func number(_ offset: Int) -> Double { Double(bitPattern: load(UInt64.self, offset)) }
    func vector(_ offset: Int) -> Vector3 {
      Vector3(number(offset), number(offset + 8), number(offset + 16))
    }
    let atom = Atom(
      id: load(Int64.self, 0), type: load(Int32.self, 104), position: vector(8),
      velocity: vector(32),
      image: SIMD3(load(Int32.self, 108), load(Int32.self, 112), load(Int32.self, 116)),
      groups: load(UInt32.self, 120),
      charge: layout.hasProperties ? number(layout.properties) : 0,
      molecule: layout.hasProperties ? number(layout.properties + 8) : 0)
    return SavedAtom(
      atom: atom, force: vector(56), buildPosition: vector(80),
      direction: layout.hasDirection ? vector(128) : nil)
  }
}
