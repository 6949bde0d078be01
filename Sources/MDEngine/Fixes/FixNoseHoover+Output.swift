import MDCore

/// What `f_ID` and `f_ID[i]` show, and what a restart needs.
extension FixNoseHoover {
  /// The energy in thermostats and barostat, eV: with kinetic and potential energy it is conserved.
  ///
  /// As LAMMPS counts it: with `iso` the first thermostat of the barostat enters with 3 k_B T although
  /// one strain rate is thermostatted, so that the sum drifts by 2 k_B T times its position.
  public func scalar(_ state: borrowing SystemState) -> Double? {
    var energy = 0.0
    if let thermostat {
      energy += sum(thermostat.potentialEnergies(target: targetThermalEnergy, kT: kT))
      energy += sum(thermostat.kineticEnergies)
    }
    if let barostat {
      let components = barostat.controlled
      energy += sum(components.map { barostat.kineticEnergy($0) })
      if barostat.dimensions > 0 { energy += barostat.pressureWork(volume: state.box.volume) }
      let target = Double(components.count) * kT
      energy += sum(barostat.chain.potentialEnergies(target: target, kT: kT))
      energy += sum(barostat.chain.kineticEnergies)
      energy += barostat.strainEnergy(of: state.box)
    }
    return energy
  }

  /// LAMMPS's list: η, dη/dt, Ω, dΩ/dt, then η and dη/dt of the barostat's chain, then potential and
  /// kinetic energies of the thermostat, the barostat and its chain, then the strain energy. What
  /// does not exist is left out; the box has 1, 3 or 6 entries.
  public func vector(_ state: borrowing SystemState) -> [Double] {
    var result: [Double] = []
    let degrees = barostat.map { 0..<$0.style.rawValue } ?? 0..<0
    if let thermostat { result += thermostat.positions + thermostat.velocities }
    if let barostat {
      result += degrees.map { barostat.strain[$0] } + degrees.map { barostat.rates[$0] }
      result += barostat.chain.positions + barostat.chain.velocities
    }
    if let thermostat {
      result += thermostat.potentialEnergies(target: targetThermalEnergy, kT: kT)
      result += thermostat.kineticEnergies
    }
    if let barostat {
      result += barostatEnergies(barostat, degrees, volume: state.box.volume)
      result += barostat.chain.potentialEnergies(target: kT, kT: kT)
      result += barostat.chain.kineticEnergies
      if settings.isDeviatoric { result.append(barostat.strainEnergy(of: state.box)) }
    }
    return result
  }

  private func barostatEnergies(
    _ barostat: Barostat, _ degrees: Range<Int>, volume: Double
  ) -> [Double] {
    let work = barostat.pressureWork(volume: volume)
    if barostat.style == .isotropic {
      return [work, Double(barostat.dimensions) * barostat.kineticEnergy(0)]
    }
    let share = barostat.dimensions > 0 ? work / Double(barostat.dimensions) : 0
    return degrees.map { $0 < 3 && barostat.isControlled($0) ? share : 0 }
      + degrees.map { barostat.kineticEnergy($0) }
  }

  private func sum(_ values: [Double]) -> Double { values.reduce(0, +) }

  /// What is between two steps; then chains, strains, reference cell and mass temperature. Each part is
  /// led by its length.
  public var memory: [Double] {
    get {
      let between = betweenSteps
      var result = [Double(between.count)] + between + [Double(thermostat?.count ?? 0)]
      if let thermostat { result += thermostat.positions + thermostat.velocities }
      result.append(barostat == nil ? 0 : 1)
      guard let barostat else { return result }
      result += barostat.strain + barostat.rates + [massTemperature]
      result.append(Double(barostat.chain.count))
      result += barostat.chain.positions + barostat.chain.velocities
      result.append(barostat.reference == nil ? 0 : 1)
      if let reference = barostat.reference {
        let h = reference.inverse
        result += [reference.volume, h.xx, h.yy, h.zz, h.xy, h.xz, h.yz]
      }
      return result
    }
    set { restore(from: newValue) }
  }

  /// Takes over what fits: a chain of another length starts anew, as in LAMMPS.
  private mutating func restore(from values: [Double]) {
    var rest = values[...]
    func take(_ count: Int) -> [Double]? {
      guard count >= 0, rest.count >= count else { return nil }
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    func takeChain() -> (positions: [Double], velocities: [Double])? {
      guard let length = take(1), let positions = take(Int(Int64(clamped: length[0]))),
        let velocities = take(Int(Int64(clamped: length[0])))
      else { return nil }
      return (positions, velocities)
    }
    guard let length = take(1), let between = take(Int(Int64(clamped: length[0]))) else { return }
    if between.count == betweenSteps.count { betweenSteps = between }
    guard let chain = takeChain() else { return }
    if thermostat?.count == chain.positions.count {
      thermostat?.positions = chain.positions
      thermostat?.velocities = chain.velocities
    }
    guard take(1) == [1], let strain = take(6), let rates = take(6), let mass = take(1),
      let chain = takeChain()
    else { return }
    barostat?.strain = strain
    barostat?.rates = rates
    massTemperature = mass[0]
    if barostat?.chain.count == chain.positions.count {
      barostat?.chain.positions = chain.positions
      barostat?.chain.velocities = chain.velocities
    }
    guard take(1) == [1], let v = take(7) else { return }
    let inverse = UpperTriangular(xx: v[1], yy: v[2], zz: v[3], xy: v[4], xz: v[5], yz: v[6])
    barostat?.reference = (v[0], inverse)
  }
}

extension FixNoseHoover {
  /// What the next step takes over from the one before and `setup` would make anew, or otherwise: masses
  /// that follow the temperature at which the run began, and measurements that have been scaled since.
  fileprivate var betweenSteps: [Double] {
    get {
      var result = [temperature.kelvin, temperature.degreesOfFreedom]
      result += temperature.kinetic.components + virial.components
      result += [targetTemperature, targetThermalEnergy, massTemperature]
      if let thermostat { result += thermostat.betweenSteps }
      if let barostat { result += barostat.betweenSteps + barostat.chain.betweenSteps }
      return result
    }
    set {
      var rest = newValue[...]
      func take(_ count: Int) -> [Double] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
      let measured = take(2)
      (temperature.kelvin, temperature.degreesOfFreedom) = (measured[0], measured[1])
      temperature.kinetic.components = take(6)
      virial.components = take(6)
      let targets = take(3)
      (targetTemperature, targetThermalEnergy) = (targets[0], targets[1])
      massTemperature = targets[2]
      if let chain = thermostat { thermostat?.betweenSteps = take(2 * chain.count) }
      if let moving = barostat {
        barostat?.betweenSteps = take(moving.betweenSteps.count)
        barostat?.chain.betweenSteps = take(2 * moving.chain.count)
      }
    }
  }
}

extension Barostat {
  /// Masses, targets, pressures, σ and the MTK rate of now.
  fileprivate var betweenSteps: [Double] {
    get { masses + targets + current + sigma.components + [hydrostatic, mtkRate] }
    set {
      masses = Array(newValue[0..<6])
      targets = Array(newValue[6..<12])
      current = Array(newValue[12..<18])
      sigma.components = Array(newValue[18..<24])
      (hydrostatic, mtkRate) = (newValue[24], newValue[25])
    }
  }

  /// ½ W ω² of one component, eV.
  func kineticEnergy(_ i: Int) -> Double { 0.5 * masses[i] * rates[i] * rates[i] }
}
