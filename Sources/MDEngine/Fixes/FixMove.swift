import MDCore

/// Moves the atoms of a group at constant velocity, whatever the forces: `fix move linear`.
///
/// r(t) = r₀ + V t, with r₀ and t counted from where and when the fix was defined. Components without a
/// velocity are integrated as by `fix nve`.
public struct FixMove: Fix {
  public let id: String
  public var style: String { "move" }
  let mask: UInt32
  let velocity: [Double?]
  private let start: AtomReference
  private var firstStep: Int64 = 0

  /// - Parameter velocity: Å/ps; nil (`NULL`) for components that are integrated.
  public init(id: String, mask: UInt32 = 1, velocity: [Double?]) {
    self.id = id
    self.mask = mask
    self.velocity = velocity
    start = AtomReference(fixID: id)
  }

  public var integrates: Bool { true }

  public mutating func begin(_ state: inout SystemState) throws {
    start.addColumn(&state)
    start.takePositions(of: mask, state)
    firstStep = state.step
  }

  public func end(_ state: inout SystemState) { start.removeColumn(&state) }

  public mutating func initialIntegrate(_ state: inout SystemState) throws {
    // An atom that was made since would start from where it is now; the steps before are not its own.
    takeLatePositions(state)
    let time = Double(state.step - firstStep) * state.timestep
    let offset = start.offset(state)
    let atoms = state.atoms.view
    integrate(&state, drifts: true)
    let (x, v) = ([atoms.x, atoms.y, atoms.z], [atoms.vx, atoms.vy, atoms.vz])
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      let origin = atoms.extra + i * atoms.extraCount + offset
      let shift = state.box.shift(atoms.image(i))
      for d in 0..<3 {
        guard let speed = velocity[d] else { continue }
        v[d][i] = speed
        x[d][i] = origin[d] + speed * time - shift[d]
      }
    }
  }

  public mutating func finalIntegrate(_ state: inout SystemState) throws {
    integrate(&state, drifts: false)
  }

  /// Half a kick of the components without a velocity, and the drift behind it.
  private func integrate(_ state: inout SystemState, drifts: Bool) {
    let half = 0.5 * state.timestep * MetalUnits.forceToAcceleration
    let atoms = state.atoms.view
    let columns = [
      (atoms.x, atoms.vx, atoms.fx), (atoms.y, atoms.vy, atoms.fy), (atoms.z, atoms.vz, atoms.fz),
    ]
    for (d, (x, v, f)) in columns.enumerated() where velocity[d] == nil {
      for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
        v[i] += half / state.masses[Int(atoms.type[i])] * f[i]
        if drifts { x[i] += state.timestep * v[i] }
      }
    }
  }

  private func takeLatePositions(_ state: borrowing SystemState) {
    let time = Double(state.step - 1 - firstStep) * state.timestep
    let offset = start.offset(state)
    let atoms = state.atoms.view
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      let origin = atoms.extra + i * atoms.extraCount + offset
      guard origin[0].isNaN else { continue }
      let r = state.unwrapped(atoms, i)
      for d in 0..<3 { origin[d] = r[d] - (velocity[d] ?? 0) * time }
    }
  }

  /// The step in which it began, then what the atoms remember.
  public func memory(of state: borrowing SystemState) -> [Double] {
    [Double(firstStep)] + start.memory(of: state)
  }

  public var memory: [Double] {
    get { [] }
    set {
      guard let first = newValue.first else { return }
      firstStep = Int64(clamped: first)
      start.memory = Array(newValue.dropFirst())
    }
  }
}
