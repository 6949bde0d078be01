import MDCore

/// Adds a constant flux of energy to a group by scaling its velocities about that of its centre of mass: `fix heat`
/// (Ikeshoji and Hafskjold, Mol. Phys. 81, 251 (1994)).
public struct FixHeat: Fix {
  public let id: String
  public var style: String { "heat" }
  let selection: FixSelection
  let interval: Int64
  let flux: Double
  /// The factor on the velocities when they were scaled last.
  private var scale = 1.0

  /// - Parameters:
  ///   - interval: velocities are scaled in every so many steps.
  ///   - flux: eV/ps, into the atoms; negative takes it out.
  ///   - region: the atoms of the group that are in it at the moment; all if there is none.
  /// - Throws: ``InputError`` for an interval below 1.
  public init(
    id: String, mask: UInt32 = 1, interval: Int64, flux: Double, region: Region? = nil
  ) throws {
    guard interval > 0 else { throw InputError("fix heat: N must be 1 or more") }
    self.id = id
    self.interval = interval
    self.flux = flux
    selection = FixSelection(mask: mask, region: region)
  }

  public mutating func endOfStep(_ state: inout SystemState) throws {
    guard state.step % interval == 0 else { return }
    let motion = state.groupMotion(of: selection)
    guard motion.mass > 0 else { throw InputError("Fix heat group has no atoms") }
    let center = motion.velocity
    let kinetic =
      0.5 * MetalUnits.massVelocitySquaredToEnergy
      * (motion.massVelocitySquared - motion.mass * center.dot(center))
    guard kinetic > 0 else {
      throw InputError("fix heat: the atoms of fix \(id) do not move against each other")
    }
    let square = (kinetic + flux * Double(interval) * state.timestep) / kinetic
    guard square >= 0 else {
      throw InputError(
        "Fix heat kinetic energy went negative: step \(state.step) takes more out of the atoms of fix \(id) than "
          + "\(kinetic) eV")
    }
    scale = square.squareRoot()
    let atoms = state.atoms.view
    for i in 0..<atoms.owned where selection.contains(atoms, i, in: state.box) {
      atoms.vx[i] = center.x + scale * (atoms.vx[i] - center.x)
      atoms.vy[i] = center.y + scale * (atoms.vy[i] - center.y)
      atoms.vz[i] = center.z + scale * (atoms.vz[i] - center.z)
    }
  }

  /// The factor on the velocities when they were scaled last.
  public func scalar(_ state: borrowing SystemState) -> Double? { scale }

  public var memory: [Double] {
    get { [scale] }
    set { if newValue.count == 1 { scale = newValue[0] } }
  }
}
