import MDCore
import MDEngine

/// Fixes that move atoms in their own way, or choose the time step.
extension FixCommand {
  /// `fix ID group nve/limit xmax`
  static func parseNVELimit(_ arguments: inout Arguments) throws -> Builder {
    let longest = try arguments.positiveNumber("xmax (Angstrom)")
    return { id, mask, _ in FixNVELimit(id: id, mask: mask, longestMove: longest) }
  }

  /// `fix ID group move linear Vx Vy Vz [units box|lattice]`
  static func parseMove(_ arguments: inout Arguments) throws -> Builder {
    _ = try arguments.choice("style", among: ["linear"])
    var velocity: [Double?] = []
    for name in ["Vx", "Vy", "Vz"] {
      velocity.append(try arguments.constantOrNull("\(name) (a length over ps)"))
    }
    var units = LengthUnits.lattice
    while !arguments.isAtEnd {
      _ = try arguments.choice("keyword", among: ["units"])
      units = try arguments.lengthUnits()
    }
    let (speeds, unit) = (velocity, units)
    return { id, mask, context in
      let scale = unit.scale(context.lattice)
      return FixMove(
        id: id, mask: mask,
        velocity: speeds.enumerated().map { d, speed in speed.map { $0 * scale[d] } })
    }
  }

  /// `fix ID group dt/reset N Tmin Tmax Xmax [emax E] [units box|lattice]`
  static func parseTimestepReset(_ arguments: inout Arguments) throws -> Builder {
    let interval = try arguments.integer("the steps between looks", atLeast: 1)
    let shortest = try arguments.constantOrNull("Tmin (ps)")
    let longest = try arguments.constantOrNull("Tmax (ps)")
    let move = try arguments.positiveNumber("Xmax")
    var (units, energy): (LengthUnits, Double?) = (.lattice, nil)
    while !arguments.isAtEnd {
      if try arguments.choice("keyword", among: ["emax", "units"]) == "emax" {
        energy = try arguments.positiveNumber("emax (eV)")
      } else {
        units = try arguments.lengthUnits()
      }
    }
    let (unit, most) = (units, energy)
    return { id, mask, context in
      try FixTimestepReset(
        id: id, mask: mask, interval: Int64(interval), shortest: shortest, longest: longest,
        longestMove: move * unit.scale(context.lattice).x, largestEnergy: most)
    }
  }
}
