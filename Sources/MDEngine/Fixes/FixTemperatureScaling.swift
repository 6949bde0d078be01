import Foundation
import MDCore

/// Thermostats that scale the velocities of a group after the step, beside an integrator: `fix
/// temp/rescale`, `fix temp/berendsen` (Berendsen et al., J. Chem. Phys. 81, 3684 (1984)) and `fix temp/csvr` (Bussi,
/// Donadio and Parrinello, J. Chem. Phys. 126, 014101 (2007)).
public struct FixTemperatureScaling: TemperatureMeasuring {
  /// How velocities are scaled.
  public enum Method: Equatable, Sendable {
    /// Every `interval` steps, if T is off by more than `window` kelvin, by `fraction` of the error.
    case rescale(interval: Int64, window: Double, fraction: Double)
    /// λ² = 1 + Δt/τ (T₀/T − 1) in every step.
    case berendsen
    /// λ² so that kinetic energies become those of the canonical ensemble: their equation A7.
    case stochastic(seed: UInt32)
  }

  public let id: String
  public var style: String {
    switch method {
    case .rescale: "temp/rescale"
    case .berendsen: "temp/berendsen"
    case .stochastic: "temp/csvr"
    }
  }
  let mask: UInt32
  let ramp: Ramp
  let method: Method
  /// What is meant by the temperature: that of the group, unless `fix_modify temp` says otherwise.
  public var temperatureDefinition: TemperatureDefinition
  /// The energy taken out of the atoms, eV.
  private var energy = 0.0

  /// A thermostat for a group; rescaling does not use the ramp's damping.
  ///
  /// - Throws: ``InputError`` for numbers that make no sense.
  public init(id: String, mask: UInt32 = 1, ramp: Ramp, method: Method) throws {
    guard ramp.start >= 0, ramp.stop >= 0 else {
      throw InputError("a thermostat's temperatures must not be negative")
    }
    switch method {
    case .berendsen, .stochastic:
      guard ramp.damping > 0 else {
        let name = method == .berendsen ? "temp/berendsen" : "temp/csvr"
        throw InputError("Fix \(name) Tdamp period must be > 0.0")
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
    case .stochastic(let seed):
      var random = CounterRandom(
        seed: seed, id: Int64(mask), step: state.step, stream: Self.stream)
      ratio = Self.stochasticRatio(
        target / now.kelvin, now.degreesOfFreedom, state.timestep / ramp.damping, &random)
    }
    guard ratio >= 0 else {
      throw InputError("fix \(style): Tdamp must not be shorter than the time step")
    }
    energy += 0.5 * now.thermalEnergy * (1 - ratio)
    state.scaleVelocities(mask, by: ratio.squareRoot())
  }

  /// Random numbers of this fix are not those of others with the same seed.
  private static let stream: UInt32 = 0x6373_7672

  /// λ² = c + a (R₁² + Σᵢ Rᵢ²) + 2 R₁ √(c a), with c = exp(−Δt/τ), a = (1 − c) T₀/(f T), and the squares of f − 1
  /// normal numbers, whose sum is two times one of the gamma distribution.
  private static func stochasticRatio(
    _ target: Double, _ degrees: Double, _ time: Double, _ random: inout CounterRandom
  ) -> Double {
    let c = exp(-time)
    let a = (1 - c) * target / degrees
    let first = random.gaussian()
    let others = degrees > 1 ? 2 * random.gamma(shape: (degrees - 1) / 2) : 0
    // A square, but for rounding.
    return max(0, c + a * (first * first + others) + 2 * first * (c * a).squareRoot())
  }

  public func scalar(_ state: borrowing SystemState) -> Double? { energy }

  public var memory: [Double] {
    get { [energy] }
    set { energy = newValue.first ?? 0 }
  }
}
