import MDCore

/// What `dump` and `dump_modify` say of a text dump.
public struct DumpSettings {
  /// The order of the atoms of a snapshot.
  public enum Sort: Equatable, Sendable {
    /// As they lie in memory, rank after rank.
    case off
    /// By id: the same file on any number of ranks.
    case id
    /// By a column from 1; equal values by id.
    case column(Int, descending: Bool)
  }

  /// The layout.
  public var style: DumpStyle
  /// The columns, in order.
  public var columns: [DumpColumn]
  /// `sort`.
  public var sort = Sort.id
  /// `format`.
  public var format = DumpFormat()
  /// `element`: names of the atom types from 1 on.
  public var elementNames: [String] = []
  /// `append`: after what the file holds already.
  public var append = false
  /// `pad`: the least digits of the step in a file name with `*`.
  public var pad = 0
  /// `first`: a snapshot at the first step of the first run, whatever its number.
  public var first = false
  /// `pbc`: atoms that stand outside a periodic box are written inside it. By default they are (in
  /// LAMMPS they are not), since the step in which atoms are wrapped depends on the number of ranks.
  public var wraps = true
  /// `time`: `ITEM: TIME` before each snapshot.
  public var showsTime = false
  /// `units`: `ITEM: UNITS` before the first snapshot of a file.
  public var showsUnits = false

  /// `compression_level`: how hard files that end with `.gz` are packed, from 0 to 9; nil for gzip's default.
  public var compressionLevel: Int?

  /// A dump of columns with LAMMPS's defaults, but sorted by id.
  public init(style: DumpStyle = .lammps, columns: [DumpColumn]) {
    self.style = style
    self.columns = columns
  }

  /// `dump atom`: id, type and position, scaled unless told otherwise; image counts if asked for.
  public static func atom(scaled: Bool = true, image: Bool = false) -> DumpSettings {
    let position = DumpColumn.vector { scaled ? .scaled($0) : .position($0) }
    let images = image ? DumpColumn.vector { .image($0) } : []
    return DumpSettings(columns: [.id, .type] + position + images)
  }

  /// Extended XYZ: element and position, then more columns, vectors with all three of theirs.
  public static func extendedXYZ(_ more: [DumpColumn] = [], unwrap: Bool = false) -> DumpSettings {
    let position = DumpColumn.vector { unwrap ? .unwrapped($0) : .position($0) }
    return DumpSettings(style: .extendedXYZ, columns: [.element] + position + more)
  }

  /// What is written for an atom type in the column `element`: its name; where none is given, `C` as
  /// LAMMPS does in a custom dump, the number in an XYZ file.
  func elementName(type: Int) -> String {
    if type >= 1 && type <= elementNames.count { return elementNames[type - 1] }
    return style == .lammps ? "C" : "\(type)"
  }

  /// Extended XYZ is read back by programs, so it has more digits than a dump.
  var standardReal: String { style == .extendedXYZ ? "%.10g" : "%g" }
}
