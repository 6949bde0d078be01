import MDCore

/// Gives all atoms of a group the mean of their forces, and a constant besides: `fix aveforce`.
public struct FixAverageForce: Fix {
  public let id: String
  public var style: String { "aveforce" }
  let selection: FixSelection
  let components: [Double?]
  /// This rank's sum of the forces that were there, eV/Å.
  private var original = Vector3.zero

  /// - Parameters:
  ///   - x: what is added to the mean, eV/Å; nil (`NULL`) leaves the component as it is.
  ///   - y: likewise.
  ///   - z: likewise.
  public init(
    id: String, mask: UInt32 = 1, x: Double?, y: Double?, z: Double?, region: Region? = nil
  ) {
    self.id = id
    selection = FixSelection(mask: mask, region: region)
    components = [x, y, z]
  }

  public var actsInMinimization: Bool { true }

  public mutating func setup(_ state: inout SystemState) throws { try postForce(&state) }

  public mutating func postForce(_ state: inout SystemState) throws {
    let atoms = state.atoms.view
    original = .zero
    var members: [Int] = []
    for i in 0..<atoms.owned where selection.contains(atoms, i, in: state.box) {
      original += Vector3(atoms.fx[i], atoms.fy[i], atoms.fz[i])
      members.append(i)
    }
    let sums = state.communicator.reduce(
      [original.x, original.y, original.z, Double(members.count)], .sum)
    guard sums[3] > 0 else { return }
    for (d, force) in [atoms.fx, atoms.fy, atoms.fz].enumerated() {
      guard let constant = components[d] else { continue }
      let mean = sums[d] / sums[3] + constant
      for i in members { force[i] = mean }
    }
  }

  /// The total force on the atoms before it was averaged, eV/Å. Collective.
  public func vector(_ state: borrowing SystemState) -> [Double] {
    state.communicator.reduce([original.x, original.y, original.z], .sum)
  }

  public func isExtensive(isElement: Bool) -> Bool { true }
}
