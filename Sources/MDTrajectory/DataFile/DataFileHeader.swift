import MDCore

/// How the lines of a section `Atoms` are laid out, as `atom_style` says.
public enum DataFileAtomStyle: String, CaseIterable, Sendable {
  /// `id type x y z`
  case atomic
  /// `id type q x y z`
  case charge
  /// `id molecule type x y z`
  case molecular, bond, angle
  /// `id molecule type q x y z`
  case full

  /// Whether the lines tell the molecule, behind the id.
  var hasMolecule: Bool { self != .atomic && self != .charge }
  /// Whether the lines tell the charge, behind the type.
  var hasCharge: Bool { self == .charge || self == .full }
  /// What atoms of this style have beside their type.
  public var properties: [AtomProperty] {
    (hasCharge ? [.charge] : []) + (hasMolecule ? [.molecule] : [])
  }

  /// The style that has just some properties.
  init(properties: [AtomProperty]) {
    switch (properties.contains(.molecule), properties.contains(.charge)) {
    case (true, true): self = .full
    case (true, false): self = .molecular
    case (false, true): self = .charge
    case (false, false): self = .atomic
    }
  }

  /// Words of a line without image counts.
  var words: Int { 5 + (hasMolecule ? 1 : 0) + (hasCharge ? 1 : 0) }
}

/// What stands before the first section of a LAMMPS data file.
public struct DataFileHeader: Equatable, Sendable {
  /// The number of atoms.
  public var atoms: Int64 = 0
  /// The number of atom types.
  public var types = 0
  /// The box, with the boundaries that the reader was given.
  public var box: Box
}

/// Reads the lines of a header, one after the other.
struct DataFileHeaderParser {
  private(set) var atoms: Int64?
  private(set) var types: Int?
  private var bounds: [ClosedRange<Double>?] = [nil, nil, nil]
  private var tilts: Vector3?
  private let boundaries: Boundaries

  /// Words of headers of other atom styles, whose counts must be zero.
  private static let unused = [
    "bonds", "angles", "dihedrals", "impropers", "ellipsoids", "lines", "triangles", "bodies",
    "bond types", "angle types", "dihedral types", "improper types", "crossterms",
  ]

  init(boundaries: Boundaries) { self.boundaries = boundaries }

  /// Takes a line if it belongs to a header; false if it is something else.
  mutating func take(_ line: LineWords) throws(InputError) -> Bool {
    var line = line
    var copy = line
    let words = copy.rest()
    switch words.count {
    case 2 where words[1] == "atoms":
      atoms = try line.integer("the number of atoms")
      guard atoms! >= 0 else { throw line.error("the number of atoms must not be negative") }
      guard atoms! < 1 << 50 else { throw line.error("\(atoms!) atoms are too many") }
    case 3 where words[1...] == ["atom", "types"]:
      let value = try line.integer("the number of atom types")
      guard value > 0 else { throw line.error("the number of atom types must be above zero") }
      guard value <= 1_000_000 else { throw line.error("\(value) atom types are too many") }
      types = Int(value)
    case 4 where Self.dimension(words[2], words[3]) != nil:
      let d = Self.dimension(words[2], words[3])!
      let lower = try line.number(words[2])
      let upper = try line.number(words[3])
      guard lower < upper else {
        throw line.error("\(words[2]) must be below \(words[3]), not \(lower) and \(upper)")
      }
      bounds[d] = lower...upper
    case 6 where words[3...] == ["xy", "xz", "yz"]:
      tilts = Vector3(try line.number("xy"), try line.number("xz"), try line.number("yz"))
    case 2... where Self.unused.contains(words[1...].joined(separator: " ")):
      let what = words[1...].joined(separator: " ")
      guard try line.integer("the number of \(what)") == 0 else {
        throw line.error("\(what) are not supported: atoms interact by pair_style alone")
      }
    default:
      return false
    }
    return true
  }

  private static func dimension(_ low: String, _ high: String) -> Int? {
    ["x", "y", "z"].firstIndex { low == $0 + "lo" && high == $0 + "hi" }
  }

  /// The header, once the first section begins.
  func finish(at location: SourceLocation) throws(InputError) -> DataFileHeader {
    guard let atoms else { throw InputError("the line 'N atoms' is missing", at: location) }
    guard let types else { throw InputError("the line 'N atom types' is missing", at: location) }
    var lower = Vector3.zero
    var lengths = Vector3.zero
    for d in 0..<3 {
      // LAMMPS's default where a line is left out.
      let range = bounds[d] ?? -0.5...0.5
      lower[d] = range.lowerBound
      lengths[d] = range.upperBound - range.lowerBound
    }
    let box = Box(
      lower: lower, lengths: lengths, tilts: tilts ?? .zero, isTriclinic: tilts != nil,
      boundaries: boundaries)
    return DataFileHeader(atoms: atoms, types: types, box: box)
  }
}
