import MDCore

/// Ties every atom of a group to where it was when the fix was defined: `fix spring/self`.
///
/// F = −K (r − r₀) along the chosen dimensions, E = Σ ½ K (r − r₀)², with unwrapped positions.
public struct FixSpringSelf: Fix {
  public let id: String
  public var style: String { "spring/self" }
  let mask: UInt32
  let stiffness: Double
  /// 1 for each dimension in which it pulls, else 0.
  let dimensions: Vector3
  private let anchor: AtomReference
  /// This rank's share of the energy, eV.
  private var energy = 0.0

  /// - Parameters:
  ///   - stiffness: K, eV/Å².
  ///   - pulls: whether it pulls along x, y and z.
  /// - Throws: ``InputError`` for a K that is not positive.
  public init(
    id: String, mask: UInt32 = 1, stiffness: Double, pulls: (x: Bool, y: Bool, z: Bool)
  ) throws {
    guard stiffness > 0 else { throw InputError("fix spring/self: K must be above zero") }
    self.id = id
    self.mask = mask
    self.stiffness = stiffness
    dimensions = Vector3(pulls.x ? 1 : 0, pulls.y ? 1 : 0, pulls.z ? 1 : 0)
    anchor = AtomReference(fixID: id)
  }

  public var actsInMinimization: Bool { true }
  public var potentialEnergyShare: Double? { energy }

  public mutating func begin(_ state: inout SystemState) throws {
    anchor.addColumn(&state)
    anchor.takePositions(of: mask, state)
  }

  public func end(_ state: inout SystemState) { anchor.removeColumn(&state) }

  public mutating func setup(_ state: inout SystemState) throws { try postForce(&state) }

  public mutating func postForce(_ state: inout SystemState) throws {
    anchor.takePositions(of: mask, state)
    let offset = anchor.offset(state)
    let atoms = state.atoms.view
    var squares = 0.0
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      let row = atoms.extra + i * atoms.extraCount + offset
      let way = (state.unwrapped(atoms, i) - Vector3(row[0], row[1], row[2])) * dimensions
      atoms.fx[i] -= stiffness * way.x
      atoms.fy[i] -= stiffness * way.y
      atoms.fz[i] -= stiffness * way.z
      squares += way.dot(way)
    }
    energy = 0.5 * stiffness * squares
  }

  /// The energy of the springs, eV. Collective.
  public func scalar(_ state: borrowing SystemState) -> Double? {
    state.communicator.reduce(energy, .sum)
  }

  public func isExtensive(isElement: Bool) -> Bool { true }

  public func memory(of state: borrowing SystemState) -> [Double] { anchor.memory(of: state) }
  public var memory: [Double] {
    get { [] }
    set { anchor.memory = newValue }
  }

  public var memoryShares: [Double] {
    get { [energy] }
    set { energy = newValue.first ?? 0 }
  }
}
