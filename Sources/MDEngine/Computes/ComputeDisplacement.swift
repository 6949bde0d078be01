import MDCore
import MDDomain

/// `compute ID group msd [com yes|no] [average yes|no]`: the mean-square displacement of a group from
/// where it was when the compute was defined, Å²: along x, y and z, and their sum.
public struct ComputeMeanSquareDisplacement: Compute {
  public let id: String
  public var style: String { "msd" }
  public var vectorLength: Int { 4 }
  let mask: UInt32
  let subtractsDrift: Bool
  let averages: Bool
  private let reference: AtomReference

  /// - Parameters:
  ///   - subtractsDrift: whether positions are relative to the group's centre of mass.
  ///   - averages: whether the reference is the mean position of all evaluations so far.
  public init(id: String, mask: UInt32 = 1, subtractsDrift: Bool = false, averages: Bool = false) {
    self.id = id
    self.mask = mask
    self.subtractsDrift = subtractsDrift
    self.averages = averages
    reference = AtomReference(computeID: id)
  }

  public var store: (any Fix)? { reference }

  public mutating func begin(_ state: inout SystemState) throws {
    reference.addColumn(&state)
    if subtractsDrift && state.masses.dropFirst().contains(where: { $0 <= 0 }) {
      throw InputError("compute msd com yes needs the masses of all atom types")
    }
    _ = place(state) { position, row in
      (row[0], row[1], row[2]) = (position.x, position.y, position.z)
    }
  }

  public func end(_ state: inout SystemState) { reference.removeColumn(&state) }

  /// The first step of a run is counted again, as in LAMMPS.
  public mutating func prepare(cutoff: Double?) throws { reference.last = nil }

  public func vector(_ state: borrowing SystemState) -> [Double] {
    if averages, let last = reference.last, last.step == state.step { return last.values }
    if averages { reference.averages += 1 }
    let count = reference.averages
    var sums = [0.0, 0.0, 0.0, 0.0]
    let atoms = place(state) { position, row in
      // Atoms that were made since are measured from where they are seen first.
      if row[0].isNaN { (row[0], row[1], row[2]) = (position.x, position.y, position.z) }
      for d in 0..<3 {
        if averages { row[d] = (row[d] * count + position[d]) / (count + 1) }
        let way = position[d] - row[d]
        sums[d] += way * way
      }
    }
    sums[3] = Double(atoms)
    sums = state.communicator.reduce(sums, .sum)
    let number = max(1, sums[3])
    var values = sums[0..<3].map { $0 / number }
    values.append((sums[0] + sums[1] + sums[2]) / number)
    if averages { reference.last = (state.step, values) }
    return values
  }

  /// Calls a function with the unwrapped position and the reference of each atom of the group; returns
  /// their number on this rank. Collective.
  private func place(
    _ state: borrowing SystemState, _ body: (Vector3, UnsafeMutablePointer<Double>) -> Void
  ) -> Int {
    let center = subtractsDrift ? state.groupMotion(of: mask).center : .zero
    let view = state.atoms.view
    let offset = reference.offset(state)
    var count = 0
    for i in 0..<view.owned where view.groups[i] & mask != 0 {
      body(state.unwrapped(view, i) - center, view.extra + i * view.extraCount + offset)
      count += 1
    }
    return count
  }
}

/// `compute ID group vacf`: the mean of v·v₀ over a group, Å²/ps², v₀ being the velocities when the
/// compute was defined: along x, y and z, and their sum.
public struct ComputeVelocityAutocorrelation: Compute {
  public let id: String
  public var style: String { "vacf" }
  public var vectorLength: Int { 4 }
  let mask: UInt32
  private let reference: AtomReference

  /// The autocorrelation of the velocities of a group.
  public init(id: String, mask: UInt32 = 1) {
    self.id = id
    self.mask = mask
    reference = AtomReference(computeID: id)
  }

  public var store: (any Fix)? { reference }

  public mutating func begin(_ state: inout SystemState) throws {
    reference.addColumn(&state)
    let view = state.atoms.view
    let offset = reference.offset(state)
    for i in 0..<view.owned where view.groups[i] & mask != 0 {
      let row = view.extra + i * view.extraCount + offset
      (row[0], row[1], row[2]) = (view.vx[i], view.vy[i], view.vz[i])
    }
  }

  public func end(_ state: inout SystemState) { reference.removeColumn(&state) }

  public func vector(_ state: borrowing SystemState) -> [Double] {
    let view = state.atoms.view
    let offset = reference.offset(state)
    var sums = [0.0, 0.0, 0.0, 0.0]
    for i in 0..<view.owned where view.groups[i] & mask != 0 {
      let row = view.extra + i * view.extraCount + offset
      if row[0].isNaN { (row[0], row[1], row[2]) = (view.vx[i], view.vy[i], view.vz[i]) }
      sums[0] += view.vx[i] * row[0]
      sums[1] += view.vy[i] * row[1]
      sums[2] += view.vz[i] * row[2]
      sums[3] += 1
    }
    sums = state.communicator.reduce(sums, .sum)
    let number = max(1, sums[3])
    return sums[0..<3].map { $0 / number } + [(sums[0] + sums[1] + sums[2]) / number]
  }
}

/// `compute ID group displace/atom`: how far each atom of a group is from where it was when the compute was
/// defined, Å: along x, y and z, and the distance; images count.
public struct ComputeDisplacementPerAtom: Compute {
  public let id: String
  public var style: String { "displace/atom" }
  public var perAtomColumns: Int { 4 }
  let mask: UInt32
  private let reference: AtomReference

  /// The displacements of the atoms of a group.
  public init(id: String, mask: UInt32 = 1) {
    self.id = id
    self.mask = mask
    reference = AtomReference(computeID: id)
  }

  public var store: (any Fix)? { reference }

  public mutating func begin(_ state: inout SystemState) throws {
    reference.addColumn(&state)
    _ = perAtom(state, column: 0)
  }

  public func end(_ state: inout SystemState) { reference.removeColumn(&state) }

  public func perAtom(_ state: borrowing SystemState, column: Int) -> [Double] {
    let view = state.atoms.view
    let offset = reference.offset(state)
    return (0..<view.owned).map { i in
      guard view.groups[i] & mask != 0 else { return 0 }
      let row = view.extra + i * view.extraCount + offset
      let position = state.unwrapped(view, i)
      // Atoms that were made since are measured from where they are seen first.
      if row[0].isNaN { (row[0], row[1], row[2]) = (position.x, position.y, position.z) }
      let way = position - Vector3(row[0], row[1], row[2])
      return column < 3 ? way[column] : way.length
    }
  }
}
