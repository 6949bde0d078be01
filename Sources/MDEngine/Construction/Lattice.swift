import MDCore

/// A set of points that repeats in space: where `create_atoms` puts atoms, and the unit of length of
/// commands with `units lattice`.
///
/// A point with lattice coordinates u lies at R·(scale·P·u) + spacing·origin, where the columns of P
/// are the primitive vectors and the rows of R the directions that become x, y and z.
public struct Lattice: Equatable, Sendable {
  /// Atoms of the unit cell in fractions of the primitive vectors; none for `lattice none`.
  public let basis: [Vector3]
  /// LAMMPS's xlattice, ylattice, zlattice: the extent of the unit cell in the box, or what the user
  /// has said instead, Å.
  public let spacing: Vector3
  private let scale: Double
  /// Rows of P and of its inverse.
  private let primitiveRows, inverseRows: Matrix3
  /// Rows of R, unit vectors.
  private let rotation: Matrix3
  private let shift: Vector3

  /// What `lattice STYLE SCALE` may say beyond style and scale.
  public struct Options: Equatable, Sendable {
    /// A shift of the lattice in fractions of the spacing, from 0 to below 1.
    public var origin = Vector3.zero
    /// The lattice directions that become x, y and z of the box.
    public var orientation = [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)]
    /// Spacings in units of the scale that replace the extent of the unit cell.
    public var spacing: Vector3?
    /// a1, a2, a3 of a custom lattice.
    public var primitive = [Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)]
    /// The basis of a custom lattice.
    public var basis: [Vector3] = []

    /// LAMMPS's defaults.
    public init() {}
  }

  /// `lattice none SPACING`: no points, only a unit of length, Å. LAMMPS starts with one of 1 Å.
  public init(spacing: Double = 1) {
    basis = []
    self.spacing = Vector3(repeating: spacing)
    scale = spacing
    primitiveRows = .identity
    inverseRows = .identity
    rotation = .identity
    shift = .zero
  }

  /// A lattice of some style with its lattice constant in Å.
  public init(_ style: LatticeStyle, scale: Double, options: Options = Options()) throws(InputError)
  {
    guard scale > 0 else { throw InputError("the lattice constant must be above zero") }
    try options.check(isCustom: style == .custom)
    let vectors =
      style == .custom
      ? (options.primitive[0], options.primitive[1], options.primitive[2]) : style.primitive
    let columns = Matrix3(vectors.0, vectors.1, vectors.2)
    let rows = columns.transposed
    guard let inverse = rows.inverse else {
      throw InputError("the lattice vectors a1, a2, a3 lie in one plane")
    }
    let directions = options.orientation.map { Vector3(Double($0.x), Double($0.y), Double($0.z)) }
    let rotation = Matrix3(
      directions[0] / directions[0].length, directions[1] / directions[1].length,
      directions[2] / directions[2].length)
    let spacing: Vector3
    if let asked = options.spacing {
      spacing = asked * scale
    } else {
      spacing = Self.extent(of: columns, scale: scale, rotation: rotation)
    }
    self.basis = style == .custom ? options.basis : style.basis
    self.scale = scale
    self.primitiveRows = rows
    self.inverseRows = inverse
    self.rotation = rotation
    self.spacing = spacing
    self.shift = spacing * options.origin
  }

  /// The sides of the smallest box along x, y, z around the rotated unit cell.
  private static func extent(of columns: Matrix3, scale: Double, rotation: Matrix3) -> Vector3 {
    var lowest = Vector3(repeating: .infinity)
    var highest = Vector3(repeating: -.infinity)
    for corner in 0..<8 {
      let u = Vector3(Double(corner & 1), Double(corner >> 1 & 1), Double(corner >> 2 & 1))
      let point = rotation.times(columns.transposed.times(u) * scale)
      lowest = pointwiseMin(lowest, point)
      highest = pointwiseMax(highest, point)
    }
    return highest - lowest
  }

  /// The place in the box of a point in lattice coordinates, Å.
  @inline(__always)
  public func boxPoint(_ u: Vector3) -> Vector3 {
    rotation.times(primitiveRows.times(u) * scale) + shift
  }

  /// The lattice coordinates of a place in the box.
  public func latticePoint(_ r: Vector3) -> Vector3 {
    inverseRows.times(rotation.transposed.times(r - shift) / scale)
  }
}

extension Lattice.Options {
  /// Throws what LAMMPS would object to.
  func check(isCustom: Bool) throws(InputError) {
    guard origin.min() >= 0 && origin.max() < 1 else {
      throw InputError("the lattice origin must lie between 0 and 1, 1 excluded")
    }
    if let spacing, spacing.min() <= 0 {
      throw InputError("lattice spacings must be above zero")
    }
    if isCustom && basis.isEmpty { throw InputError("a custom lattice needs at least one 'basis'") }
    guard basis.allSatisfy({ $0.min() >= 0 && $0.max() < 1 }) else {
      throw InputError("basis coordinates must lie between 0 and 1, 1 excluded")
    }
    let (x, y, z) = (orientation[0], orientation[1], orientation[2])
    func dot(_ a: SIMD3<Int>, _ b: SIMD3<Int>) -> Int { (a &* b).wrappedSum() }
    guard dot(x, y) == 0 && dot(y, z) == 0 && dot(x, z) == 0 else {
      throw InputError("the lattice directions 'orient' are not perpendicular to each other")
    }
    let determinant = dot(
      SIMD3(x.y * y.z - x.z * y.y, x.z * y.x - x.x * y.z, x.x * y.y - x.y * y.x), z)
    guard determinant > 0 else {
      throw InputError("the lattice directions 'orient' are not a right-handed set")
    }
  }
}
