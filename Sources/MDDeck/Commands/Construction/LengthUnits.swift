import MDCore
import MDEngine

/// In what the lengths of a command are given: `units box` or `units lattice`.
enum LengthUnits: String {
  case box
  case lattice

  /// Å for one unit along x, y and z.
  func scale(_ lattice: Lattice) -> Vector3 {
    self == .lattice ? lattice.spacing : Vector3(repeating: 1)
  }
}

extension Arguments {
  /// The next word as a unit of length.
  mutating func lengthUnits() throws(InputError) -> LengthUnits {
    try choice("units", among: ["box", "lattice"]) == "box" ? .box : .lattice
  }

  /// The next three words as a vector.
  mutating func vector(_ meaning: String) throws(InputError) -> Vector3 {
    let x = try number("x of \(meaning)")
    let y = try number("y of \(meaning)")
    let z = try number("z of \(meaning)")
    return Vector3(x, y, z)
  }

  /// The next word as a dimension: x, y, z stand for 0, 1, 2.
  mutating func dimension(_ meaning: String) throws(InputError) -> Int {
    switch try choice(meaning, among: ["x", "y", "z"]) {
    case "x": 0
    case "y": 1
    default: 2
    }
  }
}
