import MDCore

/// Newton's equations as by `fix nve`, but no atom is so fast that it moves more than a given distance in a
/// step: `fix nve/limit`, for atoms that start too close to each other.
public struct FixNVELimit: Fix {
  public let id: String
  public var style: String { "nve/limit" }
  let mask: UInt32
  let longestMove: Double
  /// How often this rank has slowed an atom since the run began.
  private var slowed = 0.0

  /// - Parameter longestMove: Å.
  public init(id: String, mask: UInt32 = 1, longestMove: Double) {
    self.id = id
    self.mask = mask
    self.longestMove = longestMove
  }

  public var integrates: Bool { true }

  public mutating func beginRun(_ state: inout SystemState) throws { slowed = 0 }

  public mutating func initialIntegrate(_ state: inout SystemState) throws {
    state.kick(mask, by: 0.5 * state.timestep)
    slowDown(&state)
    state.drift(mask, by: state.timestep)
  }

  public mutating func finalIntegrate(_ state: inout SystemState) throws {
    state.kick(mask, by: 0.5 * state.timestep)
    slowDown(&state)
  }

  private mutating func slowDown(_ state: inout SystemState) {
    let limit = longestMove / state.timestep
    let atoms = state.atoms.view
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      let v = Vector3(atoms.vx[i], atoms.vy[i], atoms.vz[i])
      let square = v.dot(v)
      guard square > limit * limit else { continue }
      let factor = (limit * limit / square).squareRoot()
      atoms.vx[i] *= factor
      atoms.vy[i] *= factor
      atoms.vz[i] *= factor
      slowed += 1
    }
  }

  /// How often atoms were slowed in this run. Collective.
  public func scalar(_ state: borrowing SystemState) -> Double? {
    state.communicator.reduce(slowed, .sum)
  }

  public func isExtensive(isElement: Bool) -> Bool { true }

  public var memoryShares: [Double] {
    get { [slowed] }
    set { slowed = newValue.first ?? 0 }
  }
}
