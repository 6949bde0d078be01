import MDCore
import MDEngine

extension FixCommand {
  /// `fix ID group setforce fx fy fz`
  static func parseSetForce(_ arguments: inout Arguments) throws -> Builder {
    var components: [Double?] = []
    for name in ["fx", "fy", "fz"] {
      components.append(
        arguments.take("NULL") ? nil : try arguments.number("\(name) (eV/Angstrom, or NULL)"))
    }
    let forces = components
    return { id, mask, _ in
      FixSetForce(id: id, mask: mask, x: forces[0], y: forces[1], z: forces[2])
    }
  }
}
