import MDCore

/// Chooses the time step anew every so many steps, so that no atom of a group moves farther than a given
/// distance in it: `fix dt/reset`.
///
/// For each atom Δt is the least of x/v, √(2 x m/F) and, if wanted, E/(F v), and is shortened once more if
/// v Δt + ½ F/m Δt² is longer than x.
public struct FixTimestepReset: Fix {
  public let id: String
  public var style: String { "dt/reset" }
  let mask: UInt32
  let interval: Int64
  let shortest: Double?
  let longest: Double?
  let longestMove: Double
  let largestEnergy: Double?
  /// The step in which the time step was changed last.
  private var lastChange: Int64 = 0

  /// - Parameters:
  ///   - interval: the time step is looked at every so many steps.
  ///   - shortest: ps; nil (`NULL`) for no bound.
  ///   - longest: ps; nil for no bound.
  ///   - longestMove: x, Å.
  ///   - largestEnergy: E, the most that the force may change an atom's kinetic energy by, eV.
  /// - Throws: ``InputError`` for numbers that make no sense.
  public init(
    id: String, mask: UInt32 = 1, interval: Int64, shortest: Double?, longest: Double?,
    longestMove: Double, largestEnergy: Double? = nil
  ) throws {
    guard interval > 0, longestMove > 0 else {
      throw InputError("fix dt/reset: N and Xmax must be above zero")
    }
    guard (shortest ?? 0) >= 0, (longest ?? 0) >= 0, largestEnergy.map({ $0 > 0 }) ?? true else {
      throw InputError("fix dt/reset: Tmin and Tmax must not be negative, emax above zero")
    }
    if let shortest, let longest, shortest >= longest {
      throw InputError("fix dt/reset: Tmin must be below Tmax")
    }
    self.id = id
    self.mask = mask
    self.interval = interval
    self.shortest = shortest
    self.longest = longest
    self.longestMove = longestMove
    self.largestEnergy = largestEnergy
  }

  /// Atoms may get faster, by a longer step, than a rank foresees that tells others of a build.
  public var displacesAtoms: Bool { true }

  public mutating func begin(_ state: inout SystemState) throws { lastChange = state.step }

  public mutating func setup(_ state: inout SystemState) throws { choose(&state) }

  public mutating func endOfStep(_ state: inout SystemState) throws {
    if state.step % interval == 0 { choose(&state) }
  }

  private mutating func choose(_ state: inout SystemState) {
    let atoms = state.atoms.view
    var time = Double.infinity
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      let unit = MetalUnits.forceToAcceleration / state.masses[Int(atoms.type[i])]
      let v = Vector3(atoms.vx[i], atoms.vy[i], atoms.vz[i])
      let a = unit * Vector3(atoms.fx[i], atoms.fy[i], atoms.fz[i])
      var own = Double.infinity
      if v.length > 0 { own = longestMove / v.length }
      if a.length > 0 { own = min(own, (2 * longestMove / a.length).squareRoot()) }
      if let largestEnergy, a.length > 0, v.length > 0 {
        own = min(own, largestEnergy / (a.length / unit * v.length))
      }
      guard own < .infinity else { continue }
      let way = (own * v + 0.5 * own * own * a).length
      if way > longestMove { own *= longestMove / way }
      time = min(time, own)
    }
    time = state.communicator.reduce(time, .minimum)
    if let shortest { time = max(time, shortest) }
    if let longest { time = min(time, longest) }
    guard time != state.timestep, time < .infinity else { return }
    lastChange = state.step
    state.setTimestep(time)
  }

  /// The step in which the time step was changed last.
  public func scalar(_ state: borrowing SystemState) -> Double? { Double(lastChange) }

  public var memory: [Double] {
    get { [Double(lastChange)] }
    set { lastChange = Int64(clamped: newValue.first ?? 0) }
  }
}
