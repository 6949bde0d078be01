import MDCore
import MDEngine

/// Fixes that change forces.
extension FixCommand {
  /// `fix ID group setforce fx fy fz [region ID]`
  static func parseSetForce(_ arguments: inout Arguments) throws -> Builder {
    let forces = try forceComponents(&arguments)
    let region = try regionName(&arguments)
    return { id, mask, context in
      FixSetForce(
        id: id, mask: mask, x: forces[0], y: forces[1], z: forces[2],
        region: try context.region(region))
    }
  }

  /// `fix ID group aveforce fx fy fz [region ID]`
  static func parseAverageForce(_ arguments: inout Arguments) throws -> Builder {
    let forces = try forceComponents(&arguments)
    let region = try regionName(&arguments)
    return { id, mask, context in
      FixAverageForce(
        id: id, mask: mask, x: forces[0], y: forces[1], z: forces[2],
        region: try context.region(region))
    }
  }

  /// `fix ID group addforce fx fy fz [every N] [region ID]`
  static func parseAddForce(_ arguments: inout Arguments) throws -> Builder {
    let x = try arguments.constant("fx (eV/Angstrom)")
    let y = try arguments.constant("fy (eV/Angstrom)")
    let force = Vector3(x, y, try arguments.constant("fz (eV/Angstrom)"))
    var (interval, region): (Int, String?) = (1, nil)
    while !arguments.isAtEnd {
      switch try arguments.choice("keyword", among: ["every", "region", "energy"]) {
      case "every": interval = try arguments.integer("the steps of every", atLeast: 1)
      case "region": region = try arguments.word("the region")
      default:
        throw arguments.error(
          "energy names the energy of a force that is a variable; that of a constant force is known, "
            + "and variables are not supported")
      }
    }
    let (every, place) = (Int64(interval), region)
    return { id, mask, context in
      try FixAddForce(
        id: id, mask: mask, force: force, interval: every, region: try context.region(place))
    }
  }

  /// `fix ID group viscous gamma [scale type ratio] …`
  static func parseViscous(_ arguments: inout Arguments) throws -> Builder {
    let gamma = try arguments.number("gamma (eV ps/Angstrom^2)")
    var scales: [Int32: Double] = [:]
    while !arguments.isAtEnd {
      _ = try arguments.choice("keyword", among: ["scale"])
      let type = try arguments.integer("the atom type of scale", atLeast: 1)
      guard let index = Int32(exactly: type) else {
        throw arguments.error("scale: there is no atom type \(type)")
      }
      scales[index] = try arguments.number("the ratio of scale")
    }
    let ratios = scales
    return { id, mask, context in
      if let type = ratios.keys.first(where: { Int($0) >= context.masses.count }) {
        throw InputError("fix viscous: scale names atom type \(type), which there is not")
      }
      return FixViscous(id: id, mask: mask, gamma: gamma, scales: ratios)
    }
  }

  /// Three forces, or `NULL`.
  private static func forceComponents(_ arguments: inout Arguments) throws -> [Double?] {
    var components: [Double?] = []
    for name in ["fx", "fy", "fz"] {
      components.append(try arguments.constantOrNull("\(name) (eV/Angstrom)"))
    }
    return components
  }

  /// `[region ID]`
  static func regionName(_ arguments: inout Arguments) throws -> String? {
    guard !arguments.isAtEnd else { return nil }
    _ = try arguments.choice("keyword", among: ["region"])
    return try arguments.word("the region")
  }
}
