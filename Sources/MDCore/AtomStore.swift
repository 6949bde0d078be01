/// The atoms of one rank as a structure of arrays: first the owned ones, sorted by cell, then the
/// ghosts, which are copies of atoms that another rank (or another image) owns.
///
/// Every array has the same length. Velocities, images and groups of ghosts are not kept up to date.
public struct AtomStore: ~Copyable {
  /// How many atoms this rank owns; they come first.
  public private(set) var owned = 0
  /// How many ghosts follow.
  public private(set) var ghosts = 0

  var x = AlignedBuffer<Double>()
  var y = AlignedBuffer<Double>()
  var z = AlignedBuffer<Double>()
  var vx = AlignedBuffer<Double>()
  var vy = AlignedBuffer<Double>()
  var vz = AlignedBuffer<Double>()
  var fx = AlignedBuffer<Double>()
  var fy = AlignedBuffer<Double>()
  var fz = AlignedBuffer<Double>()
  var id = AlignedBuffer<Int64>()
  var type = AlignedBuffer<Int32>()
  var imageX = AlignedBuffer<Int32>()
  var imageY = AlignedBuffer<Int32>()
  var imageZ = AlignedBuffer<Int32>()
  var groups = AlignedBuffer<UInt32>()
  var extra = AlignedBuffer<Double>()
  /// The names and places of what else each atom carries along.
  public internal(set) var columns = AtomColumns()

  /// No atoms.
  public init() {}

  /// Owned atoms and ghosts together.
  public var total: Int { owned + ghosts }

  /// Makes room for `count` atoms in all; what is there stays.
  public mutating func reserve(_ count: Int) {
    let kept = total
    x.reserve(count, keeping: kept)
    y.reserve(count, keeping: kept)
    z.reserve(count, keeping: kept)
    vx.reserve(count, keeping: kept)
    vy.reserve(count, keeping: kept)
    vz.reserve(count, keeping: kept)
    fx.reserve(count, keeping: kept)
    fy.reserve(count, keeping: kept)
    fz.reserve(count, keeping: kept)
    id.reserve(count, keeping: kept)
    type.reserve(count, keeping: kept)
    imageX.reserve(count, keeping: kept)
    imageY.reserve(count, keeping: kept)
    imageZ.reserve(count, keeping: kept)
    groups.reserve(count, keeping: kept)
    extra.reserve(count * columns.count, keeping: kept * columns.count)
  }

  /// Sets the number of owned atoms and of ghosts. New places hold whatever was there before.
  public mutating func setCounts(owned: Int, ghosts: Int) {
    precondition(owned >= 0 && ghosts >= 0, "counts are not negative")
    reserve(owned + ghosts)
    self.owned = owned
    self.ghosts = ghosts
  }

  /// Adds one owned atom with zero force. There must be no ghosts.
  public mutating func append(_ atom: Atom) {
    precondition(ghosts == 0, "atoms are added before ghosts are exchanged")
    setCounts(owned: owned + 1, ghosts: 0)
    write(atom, at: owned - 1)
  }

  /// The atom at an index, gathered from all arrays. For setting up, not for loops over neighbours.
  public func read(_ i: Int) -> Atom {
    precondition(i >= 0 && i < total, "atom index out of range")
    return Atom(
      id: id[i], type: type[i], position: Vector3(x[i], y[i], z[i]),
      velocity: Vector3(vx[i], vy[i], vz[i]),
      image: SIMD3(imageX[i], imageY[i], imageZ[i]), groups: groups[i],
      charge: view.value(.charge, of: i), molecule: view.value(.molecule, of: i))
  }

  /// Overwrites the atom at an index and zeroes its force.
  public mutating func write(_ atom: Atom, at i: Int) {
    precondition(i >= 0 && i < total, "atom index out of range")
    id[i] = atom.id
    type[i] = atom.type
    x[i] = atom.position.x
    y[i] = atom.position.y
    z[i] = atom.position.z
    vx[i] = atom.velocity.x
    vy[i] = atom.velocity.y
    vz[i] = atom.velocity.z
    fx[i] = 0
    fy[i] = 0
    fz[i] = 0
    imageX[i] = atom.image.x
    imageY[i] = atom.image.y
    imageZ[i] = atom.image.z
    groups[i] = atom.groups
    guard columns.count > 0 else { return }
    for k in 0..<columns.count { extra[i * columns.count + k] = .nan }
    view.set(.charge, of: i, to: atom.charge)
    view.set(.molecule, of: i, to: atom.molecule)
  }

  /// Pointers into the arrays, valid until the store next grows.
  public var view: AtomView {
    AtomView(
      owned: owned, total: total,
      x: x.pointer, y: y.pointer, z: z.pointer,
      vx: vx.pointer, vy: vy.pointer, vz: vz.pointer,
      fx: fx.pointer, fy: fy.pointer, fz: fz.pointer,
      id: id.pointer, type: type.pointer,
      imageX: imageX.pointer, imageY: imageY.pointer, imageZ: imageZ.pointer,
      groups: groups.pointer, extra: extra.pointer, extraCount: columns.count,
      chargeColumn: columns.charge, moleculeColumn: columns.molecule)
  }
}

/// One atom as a value, for creating, reading and checking atoms one at a time.
public struct Atom: Equatable, Sendable {
  /// The user's number, from 1, unique in the system.
  public var id: Int64
  /// The atom type, from 1, as in a deck.
  public var type: Int32
  /// Å.
  public var position: Vector3
  /// Å/ps.
  public var velocity: Vector3
  /// How often the atom has crossed the periodic faces.
  public var image: SIMD3<Int32>
  /// The groups that the atom is in, a bit each; bit 0 is `all`.
  public var groups: UInt32
  /// See ``AtomProperty``; kept if the store's atoms have it.
  public var charge: Double
  /// A whole number; see ``AtomProperty``.
  public var molecule: Double

  /// An atom at rest in the group `all` only, unless told otherwise.
  public init(
    id: Int64, type: Int32, position: Vector3, velocity: Vector3 = .zero,
    image: SIMD3<Int32> = .zero, groups: UInt32 = 1, charge: Double = 0, molecule: Double = 0
  ) {
    self.id = id
    self.type = type
    self.position = position
    self.velocity = velocity
    self.image = image
    self.groups = groups
    self.charge = charge
    self.molecule = molecule
  }
}

/// Pointers to the arrays of an ``AtomStore``: what kernels and integrators work on.
///
/// A view is trivial: no reference is counted and no access is checked while it is used. It is valid
/// until the store it came from grows.
public struct AtomView {
  /// Owned atoms are `0..<owned`.
  public let owned: Int
  /// Ghosts are `owned..<total`.
  public let total: Int
  /// Positions, Å.
  public let x, y, z: UnsafeMutablePointer<Double>
  /// Velocities, Å/ps.
  public let vx, vy, vz: UnsafeMutablePointer<Double>
  /// Forces, eV/Å.
  public let fx, fy, fz: UnsafeMutablePointer<Double>
  /// The user's numbers, from 1.
  public let id: UnsafeMutablePointer<Int64>
  /// Atom types, from 1.
  public let type: UnsafeMutablePointer<Int32>
  /// Periodic image counts.
  public let imageX, imageY, imageZ: UnsafeMutablePointer<Int32>
  /// Group bits.
  public let groups: UnsafeMutablePointer<UInt32>
  /// What else each owned atom carries along: `extraCount` values one after the other for each.
  public let extra: UnsafeMutablePointer<Double>
  /// See `extra`.
  public let extraCount: Int
  /// Where a property is among them; -1 if atoms do not have it.
  let chargeColumn, moleculeColumn: Int

  /// The position of atom i as a vector.
  @inlinable
  public func position(_ i: Int) -> Vector3 { Vector3(x[i], y[i], z[i]) }

  /// The image counts of atom i as a vector.
  @inlinable
  public func image(_ i: Int) -> SIMD3<Int32> { SIMD3(imageX[i], imageY[i], imageZ[i]) }
}
