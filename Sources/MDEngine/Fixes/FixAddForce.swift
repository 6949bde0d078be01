import MDCore

/// Adds a constant force to every atom of a group: `fix addforce`.
///
/// The energy of the force is −Σ F·r over the unwrapped positions; it jumps when an atom enters or leaves
/// the region.
public struct FixAddForce: Fix {
  public let id: String
  public var style: String { "addforce" }
  let selection: FixSelection
  let force: Vector3
  let interval: Int64
  /// This rank's share of the energy, eV, and of the forces that were there, eV/Å, when the force was added
  /// last.
  private var energy = 0.0
  private var original = Vector3.zero

  /// - Parameters:
  ///   - force: eV/Å, on each atom.
  ///   - interval: the force is added in every so many steps.
  /// - Throws: ``InputError`` for an interval below 1.
  public init(
    id: String, mask: UInt32 = 1, force: Vector3, interval: Int64 = 1, region: Region? = nil
  ) throws {
    guard interval > 0 else { throw InputError("fix addforce: every must be 1 or more") }
    self.id = id
    selection = FixSelection(mask: mask, region: region)
    self.force = force
    self.interval = interval
  }

  public var actsInMinimization: Bool { true }
  public var potentialEnergyShare: Double? { energy }

  public mutating func setup(_ state: inout SystemState) throws { try postForce(&state) }

  public mutating func postForce(_ state: inout SystemState) throws {
    guard state.step % interval == 0 else { return }
    let atoms = state.atoms.view
    energy = 0
    original = .zero
    for i in 0..<atoms.owned where selection.contains(atoms, i, in: state.box) {
      energy -= force.dot(state.unwrapped(atoms, i))
      original += Vector3(atoms.fx[i], atoms.fy[i], atoms.fz[i])
      atoms.fx[i] += force.x
      atoms.fy[i] += force.y
      atoms.fz[i] += force.z
    }
  }

  /// The potential energy of the force, eV. Collective.
  public func scalar(_ state: borrowing SystemState) -> Double? {
    state.communicator.reduce(energy, .sum)
  }

  /// The total force on the atoms before it was added, eV/Å. Collective.
  public func vector(_ state: borrowing SystemState) -> [Double] {
    state.communicator.reduce([original.x, original.y, original.z], .sum)
  }

  public func isExtensive(isElement: Bool) -> Bool { true }

  public var memoryShares: [Double] {
    get { [energy, original.x, original.y, original.z] }
    set {
      guard newValue.count == 4 else { return }
      energy = newValue[0]
      original = Vector3(newValue[1], newValue[2], newValue[3])
    }
  }
}
