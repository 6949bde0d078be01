import MDCore
import MDEngine

/// A column of a text dump, named as LAMMPS names it.
public enum DumpColumn {
  case id, type, element, mass
  /// `q` and `mol`.
  case property(AtomProperty)
  /// The rank that owns the atom, and that plus one.
  case rank, rankPlusOne
  /// `x y z` in Å, as the atom stands.
  case position(Int)
  /// `xs ys zs`: fractions of the edges.
  case scaled(Int)
  /// `xu yu zu`: Å, with the images undone.
  case unwrapped(Int)
  /// `xsu ysu zsu`.
  case scaledUnwrapped(Int)
  /// `ix iy iz`.
  case image(Int)
  /// `vx vy vz` in Å/ps.
  case velocity(Int)
  /// `fx fy fz` in eV/Å.
  case force(Int)
  /// `c_ID`, `c_ID[i]` or `v_NAME`; `column` counts from 0, `name` is the deck's word.
  case values(name: String, any AtomSource, column: Int)

  /// The words without computes and variables.
  public static let words =
    ["id", "type", "element", "mass", "q", "mol", "proc", "procp1"]
    + [["x", ""], ["x", "s"], ["x", "u"], ["x", "su"], ["ix", ""], ["vx", ""], ["fx", ""]]
    .flatMap { family in axes.map { family[0].dropLast() + $0 + family[1] } }

  private static let axes = ["x", "y", "z"]

  /// The column of a word, nil if it is none of `words`.
  public init?(word: String) {
    switch word {
    case "id": self = .id
    case "type": self = .type
    case "element": self = .element
    case "mass": self = .mass
    case "q": self = .property(.charge)
    case "mol": self = .property(.molecule)
    case "proc": self = .rank
    case "procp1": self = .rankPlusOne
    default:
      for (d, axis) in Self.axes.enumerated() {
        switch word {
        case axis: self = .position(d)
        case axis + "s": self = .scaled(d)
        case axis + "u": self = .unwrapped(d)
        case axis + "su": self = .scaledUnwrapped(d)
        case "i" + axis: self = .image(d)
        case "v" + axis: self = .velocity(d)
        case "f" + axis: self = .force(d)
        default: continue
        }
        return
      }
      return nil
    }
  }

  /// The word, as in the line `ITEM: ATOMS`.
  public var name: String {
    switch self {
    case .id: "id"
    case .type: "type"
    case .element: "element"
    case .mass: "mass"
    case .property(let property): property.rawValue
    case .rank: "proc"
    case .rankPlusOne: "procp1"
    case .position(let d): Self.axes[d]
    case .scaled(let d): Self.axes[d] + "s"
    case .unwrapped(let d): Self.axes[d] + "u"
    case .scaledUnwrapped(let d): Self.axes[d] + "su"
    case .image(let d): "i" + Self.axes[d]
    case .velocity(let d): "v" + Self.axes[d]
    case .force(let d): "f" + Self.axes[d]
    case .values(let name, _, _): name
    }
  }

  /// What it holds.
  public var kind: ColumnFormat.Kind {
    switch self {
    case .id, .type, .image, .rank, .rankPlusOne, .property(.molecule): .integer
    case .element: .text
    default: .real
    }
  }

  /// The three columns of a vector.
  static func vector(_ column: (Int) -> DumpColumn) -> [DumpColumn] { (0..<3).map(column) }
}
