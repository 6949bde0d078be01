import MDCore
import MDEngine

extension FixCommand {
  /// `fix ID group langevin Tstart Tstop damp seed [zero yes|no] [tally yes|no] [scale type ratio]`
  static func parseLangevin(_ arguments: inout Arguments) throws -> Builder {
    let ramp = try temperatureRamp(&arguments, damping: true)
    let seed = try arguments.integer("the seed", atLeast: 1)
    var settings = LangevinSettings(temperature: ramp, seed: seed)
    while !arguments.isAtEnd {
      let keywords = ["zero", "tally", "scale", "gjf", "angmom", "omega"]
      let keyword = try arguments.choice("keyword", among: keywords)
      switch keyword {
      case "zero": settings.zerosTotalForce = try arguments.flag("zero")
      case "tally": settings.tallies = try arguments.flag("tally")
      case "scale":
        let type = try arguments.integer("the atom type of scale", atLeast: 1)
        guard let index = Int32(exactly: type) else {
          throw arguments.error("scale: there is no atom type \(type)")
        }
        settings.scales[index] = try arguments.positiveNumber("the ratio of scale")
      default:
        let value = try arguments.word("the value of \(keyword)")
        guard value == "no" else {
          throw arguments.error("\(keyword) \(value) is not supported, only \(keyword) no")
        }
      }
    }
    let parsed = settings
    return { id, mask, state in
      if let type = parsed.scales.keys.first(where: { Int($0) >= state.masses.count }) {
        throw InputError("fix langevin: scale names atom type \(type), which there is not")
      }
      return try FixLangevin(id: id, mask: mask, settings: parsed)
    }
  }

  /// Start and stop temperature and, if wanted, the damping time; the ramp's damping is 1 otherwise.
  static func temperatureRamp(_ arguments: inout Arguments, damping: Bool) throws -> Ramp {
    let start = try arguments.number("the temperature at the start (K)")
    let stop = try arguments.number("the temperature at the end (K)")
    let time = damping ? try arguments.number("the damping time (ps)") : 1
    return Ramp(start: start, stop: stop, damping: time)
  }
}
