import MDCore

/// A spring that pulls a group as a whole to a point, or two groups to each other: `fix spring`.
///
/// With d the way from the point (or the first group's centre of mass and an offset) to the centre of mass,
/// along the dimensions that count, E = ½ K (|d| − R₀)². Each atom gets its share of the force by mass.
public struct FixSpring: Fix {
  /// What is at the other end.
  public enum Anchor: Equatable, Sendable {
    /// `tether`: a point that stays.
    case point
    /// `couple`: the centre of mass of another group.
    case group(UInt32)
  }

  public let id: String
  public var style: String { "spring" }
  let mask: UInt32
  let anchor: Anchor
  let stiffness: Double
  let place: [Double?]
  let length: Double
  /// The same on all ranks: energy, eV; total force on the group (on the anchor, with `couple`), eV/Å, and
  /// its magnitude, negative if the spring pushes.
  private var (energy, force, magnitude) = (0.0, Vector3.zero, 0.0)
  /// 1 on the root, 0 on other ranks.
  private var rootShare = 1.0

  /// - Parameters:
  ///   - stiffness: K, eV/Å².
  ///   - place: of the anchor, Å; with `couple` what it is beyond the first group's centre; nil for dimensions
  ///     that do not count.
  ///   - length: R₀, Å.
  /// - Throws: ``InputError`` for a negative R₀, or a group that is coupled to itself.
  public init(
    id: String, mask: UInt32 = 1, to anchor: Anchor, stiffness: Double, place: [Double?],
    length: Double
  ) throws {
    guard length >= 0 else { throw InputError("fix spring: R0 must not be negative") }
    guard anchor != .group(mask) else {
      throw InputError("Two groups cannot be the same in fix spring couple")
    }
    self.id = id
    self.mask = mask
    self.anchor = anchor
    self.stiffness = stiffness
    self.place = place
    self.length = length
  }

  public var actsInMinimization: Bool { true }
  /// All ranks know it: the root counts it.
  public var potentialEnergyShare: Double? { energy * rootShare }

  public mutating func setup(_ state: inout SystemState) throws { try postForce(&state) }

  public mutating func postForce(_ state: inout SystemState) throws {
    rootShare = state.communicator.isRoot ? 1 : 0
    let group = state.groupMotion(of: mask)
    var (way, others) = (group.center, GroupMotion())
    if case .group(let other) = anchor {
      others = state.groupMotion(of: other)
      way = others.center - group.center
    }
    for d in 0..<3 { way[d] = place[d].map { way[d] - $0 } ?? 0 }
    let distance = max(way.length, 1e-10)
    let stretch = distance - length
    let pull = way * (stiffness * stretch / distance)
    energy = 0.5 * stiffness * stretch * stretch
    force = anchor == .point ? -pull : pull
    magnitude = stretch < 0 ? -pull.length : pull.length
    if group.mass > 0 {
      push(&state, mask, by: (anchor == .point ? -pull : pull) / group.mass)
    }
    if case .group(let other) = anchor, others.mass > 0 {
      push(&state, other, by: -pull / others.mass)
    }
  }

  /// Adds a force that is given for a unit of mass.
  private func push(_ state: inout SystemState, _ mask: UInt32, by force: Vector3) {
    let atoms = state.atoms.view
    for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
      let mass = state.masses[Int(atoms.type[i])]
      atoms.fx[i] += force.x * mass
      atoms.fy[i] += force.y * mass
      atoms.fz[i] += force.z * mass
    }
  }

  /// The energy of the spring, eV.
  public func scalar(_ state: borrowing SystemState) -> Double? { energy }

  /// The total force on the group, eV/Å, and its magnitude, which is negative if the spring is shorter than R₀.
  public func vector(_ state: borrowing SystemState) -> [Double] {
    [force.x, force.y, force.z, magnitude]
  }

  public func isExtensive(isElement: Bool) -> Bool { true }

  public var memory: [Double] {
    get { [energy, force.x, force.y, force.z, magnitude] }
    set {
      guard newValue.count == 5 else { return }
      (energy, magnitude) = (newValue[0], newValue[4])
      force = Vector3(newValue[1], newValue[2], newValue[3])
    }
  }
}
