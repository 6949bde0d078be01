import MDCore
import MDEngine

extension FixCommand {
  /// `fix ID group deform N parameter style values … keyword value …`
  static func parseDeform(_ arguments: inout Arguments) throws -> Builder {
    var settings = DeformSettings()
    settings.interval = Int64(try arguments.integer("the steps between changes", atLeast: 1))
    var units = LengthUnits.lattice
    let dimensions = ["x", "y", "z"]
    let tilts = ["xy", "xz", "yz"]
    while !arguments.isAtEnd {
      let keyword = try arguments.choice(
        "parameter or keyword", among: dimensions + tilts + ["remap", "units", "flip"])
      switch keyword {
      case "remap":
        let names = DeformSettings.Remap.allCases.map(\.rawValue)
        settings.remap = .init(rawValue: try arguments.choice(keyword, among: names))!
      case "units": units = try arguments.lengthUnits()
      case "flip": settings.flips = try arguments.flag(keyword)
      default:
        if let d = dimensions.firstIndex(of: keyword) {
          settings.lengths[d] = try parseLength(&arguments)
        } else if let t = tilts.firstIndex(of: keyword) {
          settings.tilts[t] = try parseTilt(&arguments)
        }
      }
    }
    let (parsed, scale) = (settings, units)
    return { id, mask, context in
      try FixDeform(
        id: id, mask: mask, settings: parsed.scaled(by: scale.scale(context.lattice)),
        box: context.box)
    }
  }

  private static func parseLength(_ arguments: inout Arguments) throws -> DeformSettings.Length {
    let styles = ["final", "delta", "scale", "vel", "erate", "trate", "volume", "wiggle"]
    let style = try arguments.choice("style", among: styles)
    switch style {
    case "final":
      let lower = try arguments.number("the lower bound")
      return .final(lower: lower, upper: try arguments.number("the upper bound"))
    case "delta":
      let lower = try arguments.number("the change of the lower bound")
      return .delta(lower: lower, upper: try arguments.number("the change of the upper bound"))
    case "scale": return .scale(try arguments.positiveNumber("the factor"))
    case "vel": return .velocity(try arguments.number("the speed (Angstrom/ps)"))
    case "erate": return .engineeringRate(try arguments.number("the rate (1/ps)"))
    case "trate": return .trueRate(try arguments.number("the rate (1/ps)"))
    case "volume": return .volume
    default:
      let amplitude = try arguments.number("the amplitude")
      return .wiggle(amplitude: amplitude, period: try arguments.positiveNumber("the period (ps)"))
    }
  }

  private static func parseTilt(_ arguments: inout Arguments) throws -> DeformSettings.Tilt {
    let styles = ["final", "delta", "vel", "erate", "trate", "wiggle"]
    switch try arguments.choice("style", among: styles) {
    case "final": return .final(try arguments.number("the tilt"))
    case "delta": return .delta(try arguments.number("the change of the tilt"))
    case "vel": return .velocity(try arguments.number("the speed (Angstrom/ps)"))
    case "erate": return .engineeringRate(try arguments.number("the rate (1/ps)"))
    case "trate": return .trueRate(try arguments.number("the rate (1/ps)"))
    default:
      let amplitude = try arguments.number("the amplitude")
      return .wiggle(amplitude: amplitude, period: try arguments.positiveNumber("the period (ps)"))
    }
  }
}

extension DeformSettings {
  /// The settings with lengths in Å, from ones in other units along x, y and z. Tilts have the unit of
  /// the edge along which they lean.
  fileprivate func scaled(by unit: Vector3) -> DeformSettings {
    var result = self
    for d in 0..<3 {
      switch lengths[d] {
      case .final(let lower, let upper):
        result.lengths[d] = .final(lower: lower * unit[d], upper: upper * unit[d])
      case .delta(let lower, let upper):
        result.lengths[d] = .delta(lower: lower * unit[d], upper: upper * unit[d])
      case .velocity(let speed): result.lengths[d] = .velocity(speed * unit[d])
      case .wiggle(let amplitude, let period):
        result.lengths[d] = .wiggle(amplitude: amplitude * unit[d], period: period)
      default: break
      }
    }
    for t in 0..<3 {
      let unit = t == 2 ? unit.y : unit.x
      switch tilts[t] {
      case .final(let value): result.tilts[t] = .final(value * unit)
      case .delta(let value): result.tilts[t] = .delta(value * unit)
      case .velocity(let speed): result.tilts[t] = .velocity(speed * unit)
      case .wiggle(let amplitude, let period):
        result.tilts[t] = .wiggle(amplitude: amplitude * unit, period: period)
      default: break
      }
    }
    return result
  }
}
