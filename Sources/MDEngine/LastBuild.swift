import MDCore

/// What the last build of the neighbour list saw: positions, box and step.
struct LastBuild: ~Copyable {
  private var x = AlignedBuffer<Double>()
  private var y = AlignedBuffer<Double>()
  private var z = AlignedBuffer<Double>()
  private(set) var box: Box?
  var step: Int64 = 0

  /// Remembers where the owned atoms are.
  mutating func remember(_ atoms: AtomView, box: Box, step: Int64) {
    x.reserve(atoms.owned, keeping: 0)
    y.reserve(atoms.owned, keeping: 0)
    z.reserve(atoms.owned, keeping: 0)
    x.pointer.update(from: atoms.x, count: atoms.owned)
    y.pointer.update(from: atoms.y, count: atoms.owned)
    z.pointer.update(from: atoms.z, count: atoms.owned)
    self.box = box
    self.step = step
  }

  /// Where owned atom i was, Å.
  func position(_ i: Int) -> Vector3 { Vector3(x[i], y[i], z[i]) }

  /// How far the owned atom has gone since that has gone farthest, Å. Infinite if a coordinate is not
  /// a number, so that the next migration finds the atom.
  func largestDisplacement(_ atoms: AtomView) -> Double {
    let (x, y, z) = (x.pointer, y.pointer, z.pointer)
    let whole = wholeLanes(atoms.owned)
    var most = SIMD8<Double>.zero
    // What is not a number compares false, and spreads through the sum.
    var check = SIMD8<Double>.zero
    for i in stride(from: 0, to: whole, by: 8) {
      let dx = atoms.x[lanes: i] - x[lanes: i]
      let dy = atoms.y[lanes: i] - y[lanes: i]
      let dz = atoms.z[lanes: i] - z[lanes: i]
      let square = dx * dx + dy * dy + dz * dz
      most.replace(with: square, where: square .> most)
      check += square
    }
    var largest = most.max()
    var sum = check.sum()
    for i in whole..<atoms.owned {
      let d = Vector3(atoms.x[i] - x[i], atoms.y[i] - y[i], atoms.z[i] - z[i])
      largest = max(largest, d.dot(d))
      sum += d.dot(d)
    }
    return sum.isFinite ? largest.squareRoot() : .infinity
  }

  /// The speed of the fastest owned atom, Å/ps.
  static func largestSpeed(_ atoms: AtomView) -> Double {
    let whole = wholeLanes(atoms.owned)
    var most = SIMD8<Double>.zero
    for i in stride(from: 0, to: whole, by: 8) {
      let (vx, vy, vz) = (atoms.vx[lanes: i], atoms.vy[lanes: i], atoms.vz[lanes: i])
      let square = vx * vx + vy * vy + vz * vz
      most.replace(with: square, where: square .> most)
    }
    var largest = most.max()
    for i in whole..<atoms.owned {
      let v = Vector3(atoms.vx[i], atoms.vy[i], atoms.vz[i])
      largest = max(largest, v.dot(v))
    }
    return largest.squareRoot()
  }
}

extension Box {
  /// By how much an atom and an image of another in a neighbouring cell may have approached each other
  /// because of another box alone, Å: the ways of the lower and the upper corner, or in a triclinic
  /// box those of the two corners that moved most.
  ///
  /// This is LAMMPS's measure, so that lists are built in the same steps, but for triclinic boxes,
  /// where LAMMPS may overlook the second corner when it comes before the first.
  func largestApproach(from other: Box) -> Double {
    guard self != other else { return 0 }
    guard isTriclinic else {
      return (lower - other.lower).length + (upper - other.upper).length
    }
    var (first, second) = (0.0, 0.0)
    for corner in 0..<8 {
      let s = Vector3(Double(corner & 1), Double(corner >> 1 & 1), Double(corner >> 2 & 1))
      let way = (cartesian(s) - other.cartesian(s)).length
      second = max(second, min(first, way))
      first = max(first, way)
    }
    return first + second
  }
}
