import MDCore

/// The thermodynamic quantities of one step, the same on all ranks; computed once and shared by
/// thermo output, computes and variables.
public struct Thermodynamics: Equatable, Sendable {
  /// The step that they belong to.
  public var step: Int64
  /// Temperature and the kinetic sums behind it.
  public var temperature: Temperature
  /// That of fixes included (`fix_modify energy`), eV.
  public var potentialEnergy: Double
  /// What the potential alone has of it, eV.
  public var pairEnergy: Double
  /// The potential part of the virial, eV.
  public var virial: SymmetricTensor
  /// Å³.
  public var volume: Double
  /// All atoms.
  public var atoms: Int64
  /// The mass of all atoms, g/mol.
  public var mass: Double

  /// Measures a state. Collective: one reduction if the temperature is that of all atoms, else two.
  public init(_ state: borrowing SystemState, temperature: TemperatureDefinition = .init()) {
    let all = state.thermalSums()
    let ofGroup = temperature.mask == 1 ? all : state.thermalSums(of: temperature.mask)
    step = state.step
    self.temperature = temperature.measured(ofGroup)
    potentialEnergy = all.potentialEnergy
    pairEnergy = all.pairEnergy
    virial = all.virial
    volume = state.box.volume
    atoms = all.atoms
    mass = all.mass
  }

  /// ½ f k_B T, eV.
  public var kineticEnergy: Double { 0.5 * temperature.thermalEnergy }

  /// Kinetic and potential energy, eV.
  public var totalEnergy: Double { kineticEnergy + potentialEnergy }

  /// (f k_B T + tr W) / 3V, bar.
  public var pressure: Double {
    (temperature.thermalEnergy + virial.trace) / 3 / volume * MetalUnits.pressure
  }

  /// (Σ m v⊗v + W) / V, bar.
  public var pressureTensor: SymmetricTensor {
    (temperature.kinetic + virial) * (MetalUnits.pressure / volume)
  }

  /// Total energy and PV, eV.
  public var enthalpy: Double { totalEnergy + pressure * volume / MetalUnits.pressure }

  /// g/cm³.
  public var density: Double { MetalUnits.density * mass / volume }
}
