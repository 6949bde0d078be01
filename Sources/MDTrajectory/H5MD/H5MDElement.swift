import CHDF5
import MDCore
import MDEngine

/// What an H5MD file tells of each atom.
public enum H5MDElement {
  /// Å, inside the box unless unwrapped coordinates are asked for.
  case position
  /// Å/ps.
  case velocity
  /// Stored in kJ/(mol Å), the only unit of force that MDAnalysis takes; see
  /// ``H5MDElement/forceFactor``.
  case force
  /// How often the atom crossed the periodic faces.
  case image
  /// The potential energy of the atom, eV.
  case energy
  /// The element as an enumeration with the names of the elements, the value being the first atom
  /// type of that name; the type alone if names are not given. The same in all frames.
  case species
  /// The atom id. The same in all frames.
  case id
  /// g/mol. The same in all frames.
  case mass
  /// A value an atom of a compute or variable, stored under the deck's word for it, as `c_ID[2]`.
  ///
  /// `column` counts from 0.
  case values(name: String, any AtomSource, column: Int)

  /// kJ/(mol Å) of one eV/Å: the elementary charge times Avogadro's number (2019 SI, exact).
  public static let forceFactor = 96.48533212331002

  /// The deck's words for the elements without computes and variables.
  public static let words = [
    "position", "velocity", "force", "image", "energy", "species", "id", "mass",
  ]

  /// The element of a word, nil if it is none of `words`.
  public init?(word: String) {
    switch word {
    case "position": self = .position
    case "velocity": self = .velocity
    case "force": self = .force
    case "image": self = .image
    case "energy": self = .energy
    case "species": self = .species
    case "id": self = .id
    case "mass": self = .mass
    default: return nil
    }
  }

  /// The name of its group or dataset.
  var name: String {
    switch self {
    case .position: "position"
    case .velocity: "velocity"
    case .force: "force"
    case .image: "image"
    case .energy: "potential_energy"
    case .species: "species"
    case .id: "id"
    case .mass: "mass"
    case .values(let name, _, _): name
    }
  }

  /// Values of an atom.
  var components: Int {
    switch self {
    case .position, .velocity, .force, .image: 3
    default: 1
    }
  }

  /// Whether it is written for every frame.
  var isTimeDependent: Bool {
    switch self {
    case .species, .id, .mass: false
    default: true
    }
  }

  /// The H5MD unit (module `units`), nil for numbers without one and where it is not known.
  var unit: String? {
    switch self {
    case .position: "Angstrom"
    case .velocity: "Angstrom ps-1"
    case .force: "kJ mol-1 Angstrom-1"
    case .energy: "eV"
    case .mass: "u"
    case .image, .species, .id, .values: nil
    }
  }

  /// How a value lies in a row and in the file.
  enum Number {
    case double, float, int32, int64

    var type: hid_t {
      switch self {
      case .double: H5T_NATIVE_DOUBLE
      case .float: H5T_NATIVE_FLOAT
      case .int32: H5T_NATIVE_INT32
      case .int64: H5T_NATIVE_INT64
      }
    }

    var size: Int {
      switch self {
      case .double, .int64: 8
      case .float, .int32: 4
      }
    }
  }

  /// The number type in a file of single or double precision.
  func number(singlePrecision: Bool) -> Number {
    switch self {
    case .image, .species: .int32
    case .id: .int64
    case .mass: .double
    default: singlePrecision ? .float : .double
    }
  }
}
