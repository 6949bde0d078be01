import MDCore

/// The crystal lattices that are known by name: their basis and primitive vectors in units of the
/// lattice constant.
public enum LatticeStyle: String, CaseIterable, Sendable {
  /// Simple cubic.
  case sc
  /// Body-centred cubic.
  case bcc
  /// Face-centred cubic.
  case fcc
  /// Hexagonal close-packed with the ideal ratio c/a = √(8/3), in its orthorhombic cell of four atoms.
  case hcp
  /// Diamond, in its cubic cell of eight atoms.
  case diamond
  /// Whatever primitive vectors and basis the user gives.
  case custom

  /// The primitive vectors a1, a2, a3.
  var primitive: (Vector3, Vector3, Vector3) {
    let a2 = self == .hcp ? Vector3(0, 3.0.squareRoot(), 0) : Vector3(0, 1, 0)
    let a3 = self == .hcp ? Vector3(0, 0, (8.0 / 3.0).squareRoot()) : Vector3(0, 0, 1)
    return (Vector3(1, 0, 0), a2, a3)
  }

  /// The basis atoms in fractions of the primitive vectors, in LAMMPS's order, which numbers them.
  var basis: [Vector3] {
    switch self {
    case .sc:
      return [.zero]
    case .bcc:
      return [.zero, Vector3(0.5, 0.5, 0.5)]
    case .fcc:
      return [.zero, Vector3(0.5, 0.5, 0), Vector3(0.5, 0, 0.5), Vector3(0, 0.5, 0.5)]
    case .hcp:
      return [
        .zero, Vector3(0.5, 0.5, 0), Vector3(0.5, 5.0 / 6.0, 0.5), Vector3(0, 1.0 / 3.0, 0.5),
      ]
    case .diamond:
      return [
        .zero, Vector3(0, 0.5, 0.5), Vector3(0.5, 0, 0.5), Vector3(0.5, 0.5, 0),
        Vector3(0.25, 0.25, 0.25), Vector3(0.25, 0.75, 0.75),
        Vector3(0.75, 0.25, 0.75), Vector3(0.75, 0.75, 0.25),
      ]
    case .custom:
      return []
    }
  }
}
