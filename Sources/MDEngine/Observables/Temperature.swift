import MDCore

/// What is meant by the temperature: of which atoms, and with how many degrees of freedom taken off.
///
/// T = Σ m v² / (f k_B) with f = 3N − extra, as LAMMPS's `compute temp`; extra is 3 unless
/// `compute_modify ID extra/dof` says otherwise, whatever the group. N is counted anew each time, so
/// that `dynamic/dof` is always on.
public struct TemperatureDefinition: Equatable, Sendable {
  /// The bit of the group.
  public var mask: UInt32
  /// Degrees of freedom that do not count.
  public var extraDegreesOfFreedom: Double

  /// The temperature of a group, by default of all atoms.
  public init(mask: UInt32 = 1, extraDegreesOfFreedom: Double = 3) {
    self.mask = mask
    self.extraDegreesOfFreedom = extraDegreesOfFreedom
  }

  /// The temperature that follows from sums over its group.
  public func measured(_ sums: ThermalSums) -> Temperature {
    let freedom = 3 * Double(sums.atoms) - extraDegreesOfFreedom
    return Temperature(kinetic: sums.kinetic, degreesOfFreedom: freedom)
  }
}

/// A measured temperature.
public struct Temperature: Equatable, Sendable {
  /// K; 0 without degrees of freedom.
  public var kelvin: Double
  /// f in T = Σ m v² / (f k_B).
  public var degreesOfFreedom: Double
  /// Σ m v⊗v, eV.
  public var kinetic: SymmetricTensor

  init(kinetic: SymmetricTensor, degreesOfFreedom: Double) {
    self.kinetic = kinetic
    self.degreesOfFreedom = degreesOfFreedom
    kelvin =
      degreesOfFreedom > 0
      ? kinetic.trace / (degreesOfFreedom * MetalUnits.boltzmann) : 0
  }

  /// f k_B T, eV: twice the kinetic energy.
  public var thermalEnergy: Double { degreesOfFreedom * MetalUnits.boltzmann * kelvin }
}

extension SystemState {
  /// The temperature by a definition. Collective.
  public func temperature(_ definition: TemperatureDefinition = .init()) -> Temperature {
    definition.measured(thermalSums(of: definition.mask))
  }
}
