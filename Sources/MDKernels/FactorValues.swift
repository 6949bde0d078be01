/// A value for each of up to three radial factors.
///
/// How many there are is part of the type, so that loops over them are compiled for each number.
struct FactorValues<Vector: RegisterVector, let factors: Int> {
  var v0 = Vector.zero
  var v1 = Vector.zero
  var v2 = Vector.zero

  @inline(__always)
  init() {}

  /// Reads the values from memory, from one of which to the next it is a vector of centres: as many centres as a
  /// register holds.
  @inline(__always)
  init<Real: LaneScalar>(registers source: UnsafePointer<Real>) where Real.Register == Vector {
    v0 = source.register(0)
    if factors > 1 { v1 = source.register(Real.Lanes.width) }
    if factors > 2 { v2 = source.register(2 * Real.Lanes.width) }
  }

  /// Writes them to memory.
  @inline(__always)
  func store<Real: LaneScalar>(registers target: UnsafeMutablePointer<Real>)
  where Real.Register == Vector {
    target.store(v0, register: 0)
    if factors > 1 { target.store(v1, register: Real.Lanes.width) }
    if factors > 2 { target.store(v2, register: 2 * Real.Lanes.width) }
  }

  @inline(__always)
  mutating func add(_ other: Self) {
    v0 += other.v0
    if factors > 1 { v1 += other.v1 }
    if factors > 2 { v2 += other.v2 }
  }

  /// Adds a·other.
  @inline(__always)
  mutating func addProduct(_ a: Vector, _ other: Self) {
    v0.addProduct(a, other.v0)
    if factors > 1 { v1.addProduct(a, other.v1) }
    if factors > 2 { v2.addProduct(a, other.v2) }
  }

  /// Horner's rule: multiplies by z and adds.
  @inline(__always)
  mutating func step(_ z: Vector, _ other: Self) {
    v0 = other.v0.addingProduct(v0, z)
    if factors > 1 { v1 = other.v1.addingProduct(v1, z) }
    if factors > 2 { v2 = other.v2.addingProduct(v2, z) }
  }

  @inline(__always)
  static func * (a: Vector, b: Self) -> Self {
    var result = b
    result.v0 *= a
    if factors > 1 { result.v1 *= a }
    if factors > 2 { result.v2 *= a }
    return result
  }

  /// Σ a·b over the factors.
  @inline(__always)
  func dot(_ other: Self) -> Vector {
    var sum = v0 * other.v0
    if factors > 1 { sum.addProduct(v1, other.v1) }
    if factors > 2 { sum.addProduct(v2, other.v2) }
    return sum
  }

  @inline(__always)
  static func * (a: Self, b: Self) -> Self {
    var result = a
    result.v0 *= b.v0
    if factors > 1 { result.v1 *= b.v1 }
    if factors > 2 { result.v2 *= b.v2 }
    return result
  }
}

/// Eight centres of a vector in double precision.
extension FactorValues where Vector == DoubleLanes {
  /// Reads the values from memory, a vector each.
  @inline(__always)
  init(at source: UnsafePointer<Double>) {
    self.init()
    v0 = source.lanes(0)
    if factors > 1 { v1 = source.lanes(8) }
    if factors > 2 { v2 = source.lanes(16) }
  }

  /// Writes them to memory.
  @inline(__always)
  func store(to target: UnsafeMutablePointer<Double>) {
    target.store(v0, 0)
    if factors > 1 { target.store(v1, 8) }
    if factors > 2 { target.store(v2, 16) }
  }

  /// Reads eight centres of values that are a vector of another type each.
  @inline(__always)
  init<Real: LaneScalar>(eight source: UnsafePointer<Real>) {
    self.init()
    v0 = Real.eight(at: source)
    if factors > 1 { v1 = Real.eight(at: source + Real.Lanes.width) }
    if factors > 2 { v2 = Real.eight(at: source + 2 * Real.Lanes.width) }
  }

  /// Writes them.
  @inline(__always)
  func store<Real: LaneScalar>(rounded target: UnsafeMutablePointer<Real>) {
    Real.store(v0, to: target)
    if factors > 1 { Real.store(v1, to: target + Real.Lanes.width) }
    if factors > 2 { Real.store(v2, to: target + 2 * Real.Lanes.width) }
  }
}
