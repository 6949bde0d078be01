import Foundation
import MDCore

/// Berendsen's barostat, beside an integrator: `fix press/berendsen`. After each step the box and the
/// positions are scaled about the centre by (1 − Δt/τ (P₀ − P)/K)^⅓ along each controlled dimension.
public struct FixPressureBerendsen: TemperatureMeasuring {
  public let id: String
  public var style: String { "press/berendsen" }
  /// The bit of the group that `dilate partial` scales; nil for all atoms.
  let dilatedMask: UInt32?
  let targets: PressureTargets
  let coupling: PressureCoupling
  let modulus: Double
  /// What the kinetic part of the pressure is taken from.
  public var temperatureDefinition = TemperatureDefinition()

  /// - Parameters:
  ///   - targets: of the diagonal components.
  ///   - coupling: components that share one pressure; `iso` is `xyz`.
  ///   - modulus: a guess of the bulk modulus, bar.
  /// - Throws: ``InputError`` for settings that contradict each other or the box.
  public init(
    id: String, targets: PressureTargets, coupling: PressureCoupling, modulus: Double = 10,
    dilatedMask: UInt32? = nil, box: Box
  ) throws {
    guard modulus > 0 else { throw InputError("fix press/berendsen: modulus must be positive") }
    guard targets.controlled.allSatisfy(\.isDiagonal) else {
      throw InputError("fix press/berendsen controls x, y and z only; use fix npt for shears")
    }
    guard !box.isTriclinic else {
      throw InputError("Cannot use fix press/berendsen with triclinic box; use fix npt")
    }
    var settings = NoseHooverSettings()
    settings.pressure = targets
    settings.coupling = coupling
    (settings.scalesXY, settings.scalesXZ, settings.scalesYZ) = (false, false, false)
    try settings.validate(for: .nph, box: box, name: "fix press/berendsen")
    self.id = id
    self.targets = targets
    self.coupling = coupling
    self.modulus = modulus
    self.dilatedMask = dilatedMask
  }

  public var changesBox: Bool { true }
  public var boxComponents: [PressureComponent] { targets.controlled }
  public func needsVirial(atStep step: Int64) -> Bool { true }

  public mutating func endOfStep(_ state: inout SystemState) throws {
    let pressure = coupledPressure(state)
    let old = state.box
    for component in targets.controlled {
      let d = component.rawValue
      let ramp = targets[component]!
      let excess = ramp.target(at: state.rampFraction) - pressure[d]
      let ratio = 1 - state.timestep / ramp.damping * excess / modulus
      guard ratio > 0, ratio.isFinite else {
        throw InputError(
          "fix press/berendsen would turn the box inside out: use a longer damping or a modulus "
            + "nearer to that of the material")
      }
      let factor = pow(ratio, 1.0 / 3)
      let center = old.lower[d] + 0.5 * old.lengths[d]
      state.box.lower[d] = (old.lower[d] - center) * factor + center
      state.box.lengths[d] = old.lengths[d] * factor
    }
    state.carryAtoms(dilatedMask ?? ~0, from: old)
  }

  private func coupledPressure(_ state: borrowing SystemState) -> Vector3 {
    let sums = state.thermalSums(of: temperatureDefinition.mask)
    let kinetic = temperatureDefinition.measured(sums)
    let unit = MetalUnits.pressure / state.box.volume
    if coupling == .xyz {
      let p = (kinetic.thermalEnergy + sums.virial.trace) / 3 * unit
      return Vector3(p, p, p)
    }
    let tensor = (kinetic.kinetic + sums.virial) * unit
    var result = Vector3(tensor.xx, tensor.yy, tensor.zz)
    let coupled = coupling.components.map(\.rawValue)
    let mean = coupled.map { result[$0] }.reduce(0, +) / Double(max(1, coupled.count))
    for d in coupled { result[d] = mean }
    return result
  }
}
