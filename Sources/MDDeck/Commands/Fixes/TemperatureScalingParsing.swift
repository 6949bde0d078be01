import MDCore
import MDEngine

extension FixCommand {
  /// `fix ID group temp/rescale N Tstart Tstop window fraction`
  static func parseRescaling(_ arguments: inout Arguments) throws -> Builder {
    let interval = try arguments.integer("the steps between scalings", atLeast: 1)
    let ramp = try temperatureRamp(&arguments, damping: false)
    let window = try arguments.number("the window (K)")
    let fraction = try arguments.number("the fraction")
    return { id, mask, _ in
      try FixTemperatureScaling(
        id: id, mask: mask, ramp: ramp,
        method: .rescale(interval: Int64(interval), window: window, fraction: fraction))
    }
  }

  /// `fix ID group temp/berendsen Tstart Tstop Tdamp`
  static func parseBerendsenThermostat(_ arguments: inout Arguments) throws -> Builder {
    let ramp = try temperatureRamp(&arguments, damping: true)
    return { id, mask, _ in
      try FixTemperatureScaling(id: id, mask: mask, ramp: ramp, method: .berendsen)
    }
  }

  /// `fix ID group temp/csvr Tstart Tstop Tdamp seed`
  static func parseStochasticScaling(_ arguments: inout Arguments) throws -> Builder {
    let ramp = try temperatureRamp(&arguments, damping: true)
    let seed = UInt32(truncatingIfNeeded: try arguments.integer("the seed", atLeast: 1))
    return { id, mask, _ in
      try FixTemperatureScaling(id: id, mask: mask, ramp: ramp, method: .stochastic(seed: seed))
    }
  }

  /// `fix ID group heat N eflux [region ID]`
  static func parseHeat(_ arguments: inout Arguments) throws -> Builder {
    let interval = try arguments.integer("the steps between scalings", atLeast: 1)
    let flux = try arguments.constant("eflux (eV/ps)")
    let region = try regionName(&arguments)
    return { id, mask, context in
      try FixHeat(
        id: id, mask: mask, interval: Int64(interval), flux: flux,
        region: try context.region(region))
    }
  }
}
