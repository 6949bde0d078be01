import MDCore

/// Nosé–Hoover chains on the atoms, and a Martyna–Tobias–Klein barostat with chains of its own:
/// `fix nvt`, `fix npt`, `fix nph`.
///
/// The equations are those of Martyna, Tobias and Klein, J. Chem. Phys. 101, 4177 (1994) and Shinoda,
/// Shiga and Mikami, Phys. Rev. B 69, 134103 (2004); the order of the operations in a step is that of
/// LAMMPS (29 Sep 2021), so that trajectories agree to rounding.
public struct FixNoseHoover: TemperatureMeasuring {
  public let id: String
  public var style: String { ensemble.rawValue }
  /// Which of the three commands.
  public let ensemble: NoseHooverEnsemble
  /// The bit of the group whose atoms move and are scaled.
  public let mask: UInt32
  /// What the deck asked for.
  public let settings: NoseHooverSettings
  /// What is meant by the temperature; that of the group for `nvt`, of all atoms for the others.
  public var temperatureDefinition: TemperatureDefinition

  var thermostat: NoseHooverChain?
  var barostat: Barostat?
  /// The temperature of now, K; scaled along with the velocities.
  var temperature = Temperature(kinetic: .zero, degreesOfFreedom: 0)
  /// The virial of the last evaluation of forces, over all ranks, eV.
  var virial = SymmetricTensor.zero
  var targetTemperature = 0.0
  /// L k_B T of the target, eV.
  var targetThermalEnergy = 0.0
  /// The temperature from which the masses of `nph` come; 0 until it is known.
  var massTemperature = 0.0

  /// A fix that has not run yet.
  ///
  /// - Parameter box: the box as it is when the deck defines the fix: the default fixed point and the
  ///   tilts that scale follow from it.
  /// - Throws: ``InputError`` for settings that contradict each other or the box.
  public init(
    id: String, ensemble: NoseHooverEnsemble, mask: UInt32 = 1, settings: NoseHooverSettings,
    box: Box
  ) throws {
    try settings.validate(for: ensemble, box: box)
    self.id = id
    self.ensemble = ensemble
    self.mask = mask
    self.settings = settings
    temperatureDefinition = TemperatureDefinition(mask: ensemble == .nvt ? mask : 1)
    if settings.temperature != nil {
      thermostat = NoseHooverChain(length: settings.thermostatChain)
    }
    if ensemble != .nvt { barostat = Barostat(settings, box: box) }
  }

  public var integrates: Bool { true }
  public var changesBox: Bool { barostat != nil }
  public var boxComponents: [PressureComponent] { settings.pressure.controlled }
  public var couplesEnergy: Bool { true }
  public func isExtensive(isElement: Bool) -> Bool { !isElement }
  public func needsVirial(atStep step: Int64) -> Bool { barostat != nil }

  /// k_B T of the target, eV.
  var kT: Double { MetalUnits.boltzmann * targetTemperature }

  public mutating func setup(_ state: inout SystemState) throws {
    measure(state)
    try setTargetTemperature(state, isSetup: true)
    if barostat?.reference == nil { barostat?.takeReference(state.box) }
    barostat?.setTargets(state)
    try updatePressure(state)
    setThermostatMasses()
    let kT = self.kT
    thermostat?.resetAccelerations(kT: kT)
    barostat?.setMasses(kT: kT, atoms: state.totalAtoms)
  }

  public mutating func initialIntegrate(_ state: inout SystemState) throws {
    integrateBarostatChain(state)
    if thermostat != nil {
      try setTargetTemperature(state, isSetup: false)
      integrateThermostat(&state)
    }
    if barostat != nil {
      // The velocities have been scaled since the pressure was last found. The temperature itself
      // is not measured again: it was scaled along.
      let scaled = temperature.kelvin
      measure(state)
      try updatePressure(state)
      barostat?.setTargets(state)
      accelerateBarostat(state, kelvin: scaled)
      barostat?.scaleVelocities(&state, mask: mask)
    }
    state.kick(mask, by: 0.5 * state.timestep)
    try barostat?.remap(&state)
    state.drift(mask, by: state.timestep)
    try barostat?.remap(&state)
  }

  public mutating func preExchange(_ state: inout SystemState) throws {
    if barostat?.mayFlip == true { state.flipBoxIfNeeded() }
  }

  public mutating func finalIntegrate(_ state: inout SystemState) throws {
    state.kick(mask, by: 0.5 * state.timestep)
    barostat?.scaleVelocities(&state, mask: mask)
    measure(state)
    try updatePressure(state)
    accelerateBarostat(state, kelvin: temperature.kelvin)
    if thermostat != nil { integrateThermostat(&state) }
    integrateBarostatChain(state)
  }

  /// Measures the temperature, and the virial on the way.
  private mutating func measure(_ state: borrowing SystemState) {
    let sums = state.thermalSums(of: temperatureDefinition.mask)
    temperature = temperatureDefinition.measured(sums)
    virial = sums.virial
  }

  private mutating func updatePressure(_ state: borrowing SystemState) throws {
    let measured = temperature
    let total = virial
    try barostat?.setCurrent(temperature: measured, virial: total, volume: state.box.volume)
  }

  private mutating func accelerateBarostat(_ state: borrowing SystemState, kelvin: Double) {
    let thermalEnergy = temperature.degreesOfFreedom * MetalUnits.boltzmann * kelvin
    let kinetic = temperature.kinetic
    barostat?.accelerate(
      box: state.box, atoms: state.totalAtoms, thermalEnergy: thermalEnergy, kinetic: kinetic,
      timestep: state.timestep)
  }

  private mutating func integrateBarostatChain(_ state: borrowing SystemState) {
    let kT = self.kT
    barostat?.integrateChain(kT: kT, timestep: state.timestep)
  }

  /// The thermostat's target of this step; for `nph`, which has none, the temperature from which the
  /// masses come, found once.
  private mutating func setTargetTemperature(
    _ state: borrowing SystemState, isSetup: Bool
  ) throws {
    if let ramp = settings.temperature {
      targetTemperature = ramp.target(at: state.rampFraction)
      targetThermalEnergy = temperature.degreesOfFreedom * kT
      return
    }
    if massTemperature == 0 {
      massTemperature = settings.massTemperature ?? temperature.kelvin
      guard massTemperature >= 1e-6 else {
        throw InputError(
          "Current temperature too close to zero: fix nph takes the barostat's mass from it; "
            + "create velocities first or give ptemp")
      }
    }
    targetTemperature = massTemperature
  }

  /// Q_1 = L k_B T Tdamp², Q_k = k_B T Tdamp²: they follow the target, so that the frequency stays.
  private mutating func setThermostatMasses() {
    guard let damping = settings.temperature?.damping else { return }
    let mass = kT * damping * damping
    let freedom = temperature.degreesOfFreedom
    thermostat?.setMasses(first: freedom * mass, others: mass)
  }

  private mutating func integrateThermostat(_ state: inout SystemState) {
    guard let ramp = settings.temperature else { return }
    setThermostatMasses()
    let drag = 1 - state.timestep / ramp.damping * settings.drag / Double(settings.thermostatLoops)
    guard var chain = thermostat else { return }
    let scale = chain.integrate(
      kinetic: temperature.thermalEnergy, target: targetThermalEnergy, kT: kT,
      timestep: state.timestep, loops: settings.thermostatLoops, drag: drag)
    thermostat = chain
    state.scaleVelocities(mask, by: scale)
    temperature.kelvin *= scale * scale
  }
}
