import MDCore

/// What `fix langevin` is told.
public struct LangevinSettings: Equatable, Sendable {
  /// Target temperature, K, and relaxation time, ps.
  public var temperature: Ramp
  /// The seed of the noise.
  public var seed: Int
  /// `zero`: the noise does not push the group as a whole.
  public var zerosTotalForce = false
  /// `tally`: the energy that goes to the heat bath is counted.
  public var tallies = false
  /// `scale`: by atom type, the factor on the relaxation time.
  public var scales: [Int32: Double] = [:]

  /// A heat bath.
  public init(temperature: Ramp, seed: Int) {
    self.temperature = temperature
    self.seed = seed
  }
}

/// Friction and noise on the atoms of a group, beside an integrator: `fix langevin`.
///
/// F += −(m/τ) v + √(24 k_B T m / (τ Δt)) (u − ½) with u uniform in [0, 1), for each component (Dünweg
/// and Paul, Int. J. Mod. Phys. C 2, 817 (1991); the formula of LAMMPS). The noise of an atom depends
/// on seed, id and step alone, so that a run is the same on any number of ranks; LAMMPS draws other
/// numbers on each rank.
public struct FixLangevin: Fix {
  public let id: String
  public var style: String { "langevin" }
  let mask: UInt32
  let settings: LangevinSettings

  /// The force of bath and friction on each owned atom in this step, for the tally.
  private var bathForces: [Vector3] = []
  /// This rank's share of the energy given to the atoms until the middle of the last step, eV.
  private var energy = 0.0
  /// This rank's share of the power of the last step, eV/ps.
  private var power = 0.0

  /// Other users of a seed draw other numbers.
  private static let stream: UInt32 = 0x4c61_6e67

  /// A heat bath for a group.
  ///
  /// - Throws: ``InputError`` for a relaxation time or scale that is not positive, a negative
  ///   temperature or a seed below 1.
  public init(id: String, mask: UInt32 = 1, settings: LangevinSettings) throws {
    let ramp = settings.temperature
    guard ramp.damping > 0 else { throw InputError("Fix langevin period must be > 0.0") }
    guard ramp.start >= 0, ramp.stop >= 0 else {
      throw InputError("fix langevin: temperatures must not be negative")
    }
    guard settings.seed > 0, settings.seed <= Int(Int32.max) else {
      throw InputError("fix langevin: the seed must be 1 or more, not \(settings.seed)")
    }
    guard settings.scales.values.allSatisfy({ $0 > 0 }) else {
      throw InputError("fix langevin: scale factors must be positive")
    }
    self.id = id
    self.mask = mask
    self.settings = settings
  }

  public var changesForces: Bool { true }
  public var couplesEnergy: Bool { true }
  public func isExtensive(isElement: Bool) -> Bool { true }

  public mutating func setup(_ state: inout SystemState) throws {
    try postForce(&state)
    guard settings.tallies else { return }
    power = bathPower(state)
    energy = 0.5 * power * state.timestep
  }

  public mutating func postForce(_ state: inout SystemState) throws {
    let target = settings.temperature.target(at: state.rampFraction)
    let (friction, noise) = coefficients(state, kelvin: target)
    let atoms = state.atoms.view
    if settings.tallies { bathForces = Array(repeating: .zero, count: atoms.owned) }
    let drift = settings.zerosTotalForce ? try meanNoise(state, noise) : .zero
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      let type = Int(atoms.type[i])
      let v = Vector3(atoms.vx[i], atoms.vy[i], atoms.vz[i])
      let random = draw(atoms.id[i], state.step)
      let force = v * friction[type] + random * noise[type] - drift
      atoms.fx[i] += force.x
      atoms.fy[i] += force.y
      atoms.fz[i] += force.z
      if settings.tallies { bathForces[i] = force }
    }
  }

  public mutating func endOfStep(_ state: inout SystemState) throws {
    guard settings.tallies else { return }
    power = bathPower(state)
    energy += power * state.timestep
  }

  public var memoryShares: [Double] {
    get { settings.tallies ? [energy, power] : [] }
    set {
      guard settings.tallies, newValue.count == 2 else { return }
      (energy, power) = (newValue[0], newValue[1])
    }
  }

  /// The energy taken out of the atoms since the run began, eV; 0 without `tally`. Collective.
  public func scalar(_ state: borrowing SystemState) -> Double? {
    guard settings.tallies else { return 0 }
    return -state.communicator.reduce(energy - 0.5 * power * state.timestep, .sum)
  }

  /// Three numbers in [−½, ½).
  private func draw(_ id: Int64, _ step: Int64) -> Vector3 {
    var random = CounterRandom(
      seed: UInt32(settings.seed), id: id, step: step, stream: Self.stream)
    let x = random.uniform() - 0.5
    let y = random.uniform() - 0.5
    return Vector3(x, y, random.uniform() - 0.5)
  }

  /// Factors on velocity and noise by atom type.
  private func coefficients(
    _ state: borrowing SystemState, kelvin: Double
  ) -> (friction: [Double], noise: [Double]) {
    let unit = MetalUnits.massVelocitySquaredToEnergy
    let damping = settings.temperature.damping
    var friction: [Double] = []
    var noise: [Double] = []
    for (type, mass) in state.masses.enumerated() {
      let time = damping * (settings.scales[Int32(type)] ?? 1)
      friction.append(-mass / time * unit)
      let variance = 24 * MetalUnits.boltzmann * kelvin * mass * unit / (time * state.timestep)
      noise.append(variance.squareRoot())
    }
    return (friction, noise)
  }

  private func meanNoise(_ state: borrowing SystemState, _ noise: [Double]) throws -> Vector3 {
    let atoms = state.atoms.view
    var sum = Vector3.zero
    var count = 0.0
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      sum += draw(atoms.id[i], state.step) * noise[Int(atoms.type[i])]
      count += 1
    }
    let sums = state.communicator.reduce([sum.x, sum.y, sum.z, count], .sum)
    guard sums[3] > 0 else { throw InputError("Cannot zero Langevin force of 0 atoms") }
    return Vector3(sums[0], sums[1], sums[2]) / sums[3]
  }

  private func bathPower(_ state: borrowing SystemState) -> Double {
    let atoms = state.atoms.view
    var sum = 0.0
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      sum += bathForces[i].dot(Vector3(atoms.vx[i], atoms.vy[i], atoms.vz[i]))
    }
    return sum
  }
}
