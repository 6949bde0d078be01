import MDCore

/// A value of each atom that words of a deck name.
public enum AtomValue {
  /// `x`, `y`, `z`: the position as it is stored, Å; dimensions 0 to 2.
  case position(Int)
  /// `vx`, `vy`, `vz`, Å/ps.
  case velocity(Int)
  /// `fx`, `fy`, `fz`, eV/Å.
  case force(Int)
  /// A column, from 0, of a compute or formula.
  case column(Int, of: any AtomSource)

  /// The words of those that are no compute.
  public static let words = ["x", "y", "z", "vx", "vy", "vz", "fx", "fy", "fz"]

  /// The value of a word, nil if it is none of `words`.
  public init?(word: String) {
    guard Self.words.contains(word),
      let dimension = ["x", "y", "z"].firstIndex(of: String(word.suffix(1)))
    else { return nil }
    switch word.first {
    case "v": self = .velocity(dimension)
    case "f": self = .force(dimension)
    default: self = .position(dimension)
    }
  }

  /// Where it comes from if not from the atoms themselves.
  public var source: (any AtomSource)? {
    if case .column(_, let source) = self { source } else { nil }
  }

  /// The IDs of computes that it asks.
  public var inputs: [String] {
    guard let source else { return [] }
    return (source as? any Compute).map { [$0.id] } ?? source.inputs
  }

  /// The values of the owned atoms in storage order. All ranks call it together.
  public func values(_ state: borrowing SystemState) -> [Double] {
    let atoms = state.atoms.view
    let array: UnsafeMutablePointer<Double>
    switch self {
    case .position(let d): array = [atoms.x, atoms.y, atoms.z][d]
    case .velocity(let d): array = [atoms.vx, atoms.vy, atoms.vz][d]
    case .force(let d): array = [atoms.fx, atoms.fy, atoms.fz][d]
    case .column(let column, let source): return source.perAtom(state, column: column)
    }
    return Array(UnsafeBufferPointer(start: array, count: atoms.owned))
  }
}
