import MDCore

/// The other styles of the `velocity` command. All are collective; velocities are in Å/ps, and factors
/// of the lattice are the caller's.
extension SystemState {
  /// Sets, or with `adding` adds to, the components that are given (`velocity group set`).
  public mutating func setVelocities(
    of mask: UInt32, x: AtomNumbers? = nil, y: AtomNumbers? = nil, z: AtomNumbers? = nil,
    adding: Bool = false
  ) {
    let atoms = self.atoms.view
    for (velocity, value) in [(atoms.vx, x), (atoms.vy, y), (atoms.vz, z)] {
      guard let value else { continue }
      for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
        velocity[i] = adding ? velocity[i] + value[i] : value[i]
      }
    }
  }

  /// Scales the velocities of a group to a temperature (`velocity group scale`).
  public mutating func scaleVelocities(
    of mask: UInt32, toTemperature kelvin: Double,
    measuredBy definition: TemperatureDefinition? = nil
  ) throws {
    guard kelvin >= 0 else {
      throw InputError("velocity scale: the temperature must not be negative")
    }
    try rescale(mask, to: kelvin, measuredBy: definition ?? TemperatureDefinition(mask: mask))
  }

  /// A velocity component that grows linearly with a coordinate and stays constant outside its range
  /// (`velocity group ramp`). Dimensions are 0, 1, 2; coordinates in Å, of the wrapped positions.
  public mutating func rampVelocities(
    of mask: UInt32, component: Int, from low: Double, to high: Double,
    along dimension: Int, between start: Double, and end: Double, adding: Bool = false
  ) {
    let atoms = self.atoms.view
    let velocity = [atoms.vx, atoms.vy, atoms.vz][component]
    let coordinate = [atoms.x, atoms.y, atoms.z][dimension]
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      let fraction = min(max((coordinate[i] - start) / (end - start), 0), 1)
      let value = low + fraction * (high - low)
      velocity[i] = adding ? velocity[i] + value : value
    }
  }

  /// Takes the group's momentum out (`velocity group zero linear`).
  public mutating func zeroMomentum(of mask: UInt32) throws {
    let motion = groupMotion(of: mask)
    guard motion.count > 0 else { throw InputError("Cannot zero momentum of no atoms") }
    subtract(motion.velocity, mask)
  }

  /// Takes the group's angular momentum about its centre of mass out (`velocity group zero angular`).
  public mutating func zeroRotation(of mask: UInt32) throws {
    let motion = groupMotion(of: mask)
    guard motion.count > 0 else { throw InputError("Cannot zero momentum of no atoms") }
    subtractRotation(angularVelocity(of: mask, about: motion.center), about: motion.center, mask)
  }

  /// v −= u for the owned atoms of a group.
  mutating func subtract(_ u: Vector3, _ mask: UInt32) {
    let atoms = self.atoms.view
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      atoms.vx[i] -= u.x
      atoms.vy[i] -= u.y
      atoms.vz[i] -= u.z
    }
  }

  /// v −= ω × (r − c) for the owned atoms of a group, r being unwrapped.
  mutating func subtractRotation(_ omega: Vector3, about center: Vector3, _ mask: UInt32) {
    let atoms = self.atoms.view
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      let u = omega.cross(unwrapped(atoms, i) - center)
      atoms.vx[i] -= u.x
      atoms.vy[i] -= u.y
      atoms.vz[i] -= u.z
    }
  }

  /// Scales a group's velocities so that a temperature becomes what it should be.
  mutating func rescale(
    _ mask: UInt32, to kelvin: Double, measuredBy definition: TemperatureDefinition
  ) throws {
    let measured = temperature(definition).kelvin
    guard measured > 0 else {
      throw InputError(
        "Attempting to rescale a 0.0 temperature: the group has no degrees of freedom or is at rest"
      )
    }
    scaleVelocities(mask, by: (kelvin / measured).squareRoot())
  }
}
