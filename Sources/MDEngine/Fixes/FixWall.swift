import MDCore

/// Flat walls that pull and push atoms: `fix wall/harmonic`, `lj93`, `lj126`, `lj1043`.
public struct FixWall: Fix {
  /// One of the walls.
  public struct Wall: Equatable, Sendable {
    /// Which way it looks.
    public var face: WallFace
    /// Where it stands, Å.
    public var position: Double
    /// eV; eV/Å² for the harmonic one.
    public var epsilon: Double
    /// Å.
    public var sigma: Double
    /// Atoms farther away do not feel it, Å.
    public var cutoff: Double

    /// A wall with its numbers.
    public init(
      face: WallFace, position: Double, epsilon: Double, sigma: Double, cutoff: Double
    ) {
      self.face = face
      self.position = position
      self.epsilon = epsilon
      self.sigma = sigma
      self.cutoff = cutoff
    }
  }

  public let id: String
  public var style: String { "wall/\(potential.rawValue)" }
  let mask: UInt32
  let potential: WallPotential
  let walls: [Wall]
  /// This rank's share of the energy, eV, and of the force on each wall along its axis, eV/Å.
  private var energy = 0.0
  private var forces: [Double]

  /// - Parameter allowsPeriodic: whether walls may stand in periodic dimensions (`pbc yes`).
  /// - Throws: ``InputError`` for cutoffs that are not positive, a face named twice, a periodic one.
  public init(
    id: String, mask: UInt32 = 1, potential: WallPotential, walls: [Wall], box: Box,
    allowsPeriodic: Bool = false
  ) throws {
    self.id = id
    self.mask = mask
    self.potential = potential
    self.walls = walls
    forces = walls.map { _ in 0 }
    guard walls.allSatisfy({ $0.cutoff > 0 }) else { throw InputError("Fix wall cutoff <= 0.0") }
    try WallFace.check(
      walls.map(\.face), in: box, style: style, allowsPeriodic: allowsPeriodic)
  }

  public var actsInMinimization: Bool { true }
  public var potentialEnergyShare: Double? { energy }

  public mutating func setup(_ state: inout SystemState) throws { try postForce(&state) }

  public mutating func postForce(_ state: inout SystemState) throws {
    let atoms = state.atoms.view
    var behind: (atom: Int64, wall: Int)?
    energy = 0
    for (n, wall) in walls.enumerated() {
      let d = wall.face.dimension
      let (x, f) = d == 0 ? (atoms.x, atoms.fx) : d == 1 ? (atoms.y, atoms.fy) : (atoms.z, atoms.fz)
      let inward = wall.face.isUpper ? -1.0 : 1.0
      let offset = potential.values(
        at: wall.cutoff, epsilon: wall.epsilon, sigma: wall.sigma, cutoff: wall.cutoff
      ).energy
      forces[n] = 0
      for i in 0..<atoms.owned where atoms.groups[i] & mask != 0 {
        let r = inward * (x[i] - wall.position)
        guard r < wall.cutoff else { continue }
        guard r > 0 else {
          behind = (atoms.id[i], n)
          continue
        }
        let (e, push) = potential.values(
          at: r, epsilon: wall.epsilon, sigma: wall.sigma, cutoff: wall.cutoff)
        f[i] += inward * push
        energy += e - offset
        forces[n] -= inward * push
      }
    }
    try complain(of: behind, state)
  }

  /// Throws on all ranks if one has an atom on the wrong side. Collective.
  private func complain(of atom: (atom: Int64, wall: Int)?, _ state: borrowing SystemState) throws {
    let isBehind = state.communicator.reduce(atom == nil ? 0 : Int64(1), .maximum) != 0
    guard isBehind else { return }
    let own = atom.map { ["atom \($0.atom) at \(walls[$0.wall].face.rawValue)"] } ?? []
    throw Instability(
      "Particle on or inside fix wall surface (fix \(id), \(style)): "
        + state.communicator.gatheredText(own) + ", step \(state.step)")
  }

  /// The energy of the atoms with the walls, eV. Collective.
  public func scalar(_ state: borrowing SystemState) -> Double? {
    state.communicator.reduce(energy, .sum)
  }

  /// The force of the atoms on each wall along its axis, eV/Å. Collective.
  public func vector(_ state: borrowing SystemState) -> [Double] {
    state.communicator.reduce(forces, .sum)
  }

  public func isExtensive(isElement: Bool) -> Bool { true }
}
