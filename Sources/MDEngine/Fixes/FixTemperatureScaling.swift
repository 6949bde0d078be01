import MDCore

/// Thermostats that scale the velocities of a group after the step, beside an integrator: `fix
/// temp/rescale` and `fix temp/berendsen` (Berendsen et al., J. Chem. Phys. 81, 3684 (1984)).
public struct FixTemperatureScaling: TemperatureMeasuring {
  /// How velocities are scaled.
  public enum Method: Equatable, Sendable {
    /// Every `interval` steps, if T is off by more than `window` kelvin, by `fraction` of the error.
    case rescale(interval: Int64, window: Double, fraction: Double)
    /// λ² = 1 + Δt/τ (T₀/T − 1) in every step.
    case berendsen
  }

  public let id: String
  public var style: String { method == .berendsen ? "temp/berendsen" : "temp/rescale" }
  let mask: UInt32
  let ramp: Ramp
  let method: Method
  /// What is meant by the temperature: that of the group, unless `fix_modify temp` says otherwise.
  public var temperatureDefinition: TemperatureDefinition
  /// The energy taken out of the atoms, eV.
  private var energy = 0.0

  /// A thermostat for a group; the ramp's damping is used by Berendsen's alone.
  ///
  /// - Throws: ``InputError`` for numbers that make no sense.
  public init(id: String, mask: UInt32 = 1, ramp: Ramp, method: Method) throws {
    guard ramp.start >= 0, ramp.stop >= 0 else {
      throw InputError("a thermostat's temperatures must not be negative")
    }
    switch method {
    case .berendsen:
      guard ramp.damping > 0 else {
        throw InputError("Fix temp/berendsen Tdamp period must be > 0.0")
      }
    case .rescale(let interval, let window, let fraction):
      guard interval > 0, window >= 0, (0...1).contains(fraction) else {
        throw InputError(
          "fix temp/rescale: N must be positive, the window not negative, the fraction 0 to 1")
      }
    }
    self.id = id
    self.mask = mask
    self.ramp = ramp
    self.method = method
    temperatureDefinition = TemperatureDefinition(mask: mask)
  }

  public var couplesEnergy: Bool { true }
  public func isExtensive(isElement: Bool) -> Bool { true }

  public mutating func endOfStep(_ state: inout SystemState) throws {
    if case .rescale(let interval, _, _) = method, state.step % interval != 0 { return }
    let now = state.temperature(temperatureDefinition)
    guard now.degreesOfFreedom >= 1 else { return }
    guard now.kelvin > 0 else {
      throw InputError("Computed temperature for fix \(style) cannot be 0.0")
    }
    let target = ramp.target(at: state.rampFraction)
    let ratio: Double
    switch method {
    case .berendsen: ratio = 1 + state.timestep / ramp.damping * (target / now.kelvin - 1)
    case .rescale(_, let window, let fraction):
      guard abs(now.kelvin - target) > window else { return }
      ratio = 1 - fraction * (now.kelvin - target) / now.kelvin
    }
    guard ratio >= 0 else {
      throw InputError("fix \(style): Tdamp must not be shorter than the time step")
    }
    energy += 0.5 * now.thermalEnergy * (1 - ratio)
    state.scaleVelocities(mask, by: ratio.squareRoot())
  }

  public func scalar(_ state: borrowing SystemState) -> Double? { energy }

  public var memory: [Double] {
    get { [energy] }
    set { energy = newValue.first ?? 0 }
  }
}
