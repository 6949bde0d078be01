import MDCore
import MDEngine

/// What the thermo output shows and how: `thermo`, `thermo_style`, `thermo_modify`.
public struct ThermoSettings {
  /// Steps between lines; 0 for the first and last step of a run only.
  var interval: Int64 = 0
  /// What each line shows.
  var columns = ThermoColumn.one
  /// `thermo_modify lost`: what is done when atoms have been lost.
  var lost = LostPolicy.error
  /// `thermo_modify norm`: whether extensive quantities are an atom's share.
  var isNormalized = false
  /// Formats of single columns, by their place from 0.
  var columnFormats: [Int: FormatSpecification] = [:]
  /// The format of whole numbers.
  var integerFormat: FormatSpecification?
  /// The format of other numbers.
  var realFormat: FormatSpecification?
  /// `thermo_modify temp`: the compute behind `temp`, `ke` and the pressure's kinetic part.
  var temperatureID = "thermo_temp"
  /// Whether the columns were chosen one by one (`thermo_style custom`); other styles show the volume
  /// as well where it changes.
  var isCustom = false
  /// `thermo_modify line multi`.
  var isMultiLine = false

  /// What to do about lost atoms.
  enum LostPolicy: String, CaseIterable { case error, warn, ignore }

  /// LAMMPS's defaults.
  public init() {}
}

/// One column of the thermo output.
enum ThermoColumn: Equatable {
  case quantity(ThermoQuantity)
  case compute(id: String, index: [Int])
  case fix(id: String, index: [Int])
  case variable(String)

  /// `thermo_style one`.
  static let one: [ThermoColumn] = ["step", "temp", "epair", "emol", "etotal", "press"].map {
    .quantity(ThermoQuantity(keyword: $0)!)
  }

  /// The column of a word of `thermo_style custom`; nil if there is none of that name.
  init?(word: String) {
    if let quantity = ThermoQuantity(keyword: word) {
      self = .quantity(quantity)
      return
    }
    guard let reference = Reference(word) else { return nil }
    switch reference.kind {
    case .compute: self = .compute(id: reference.id, index: reference.indices)
    case .fix: self = .fix(id: reference.id, index: reference.indices)
    case .variable: self = .variable(reference.id)
    }
  }

  /// The word at the head of the column.
  var header: String {
    switch self {
    case .quantity(let quantity): quantity.header
    case .compute(let id, let index): "c_\(id)" + Reference.suffix(index)
    case .fix(let id, let index): "f_\(id)" + Reference.suffix(index)
    case .variable(let name): "v_\(name)"
    }
  }

  /// Whether it is printed as a whole number.
  var isInteger: Bool {
    if case .quantity(let quantity) = self { quantity.isInteger } else { false }
  }
}

/// `c_ID`, `c_ID[2]`, `f_ID[1]`, `v_name`.
struct Reference {
  enum Kind: Character { case compute = "c", fix = "f", variable = "v" }

  var kind: Kind
  var id: String
  var indices: [Int]

  /// Takes a word apart; nil if it is no reference.
  init?(_ word: String) {
    guard word.count > 2, let first = word.first, let kind = Kind(rawValue: first),
      word[word.index(after: word.startIndex)] == "_"
    else { return nil }
    let parts = word.dropFirst(2).split(separator: "[", omittingEmptySubsequences: false)
    guard let name = parts.first, !name.isEmpty else { return nil }
    var indices: [Int] = []
    for part in parts.dropFirst() {
      guard part.hasSuffix("]"), let index = Int(part.dropLast()), index > 0 else { return nil }
      indices.append(index)
    }
    self.kind = kind
    id = String(name)
    self.indices = indices
  }

  /// Takes a word apart that may end in `[*]`, which stands for all columns.
  init?(withoutWildcard word: String) {
    self.init(word.hasSuffix("[*]") ? String(word.dropLast(3)) : word)
  }

  /// `[1][2]`.
  static func suffix(_ indices: [Int]) -> String { indices.map { "[\($0)]" }.joined() }
}
