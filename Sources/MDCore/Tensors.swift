/// A point or direction in space, in Å unless a name says otherwise.
public typealias Vector3 = SIMD3<Double>

extension SIMD3 where Scalar == Double {
  /// The scalar product.
  @inlinable
  public func dot(_ other: Self) -> Double {
    x * other.x + y * other.y + z * other.z
  }

  /// The vector product.
  @inlinable
  public func cross(_ other: Self) -> Self {
    Self(
      y * other.z - z * other.y,
      z * other.x - x * other.z,
      x * other.y - y * other.x)
  }

  /// The Euclidean length.
  @inlinable
  public var length: Double { dot(self).squareRoot() }
}

/// A symmetric 3×3 tensor (virial, kinetic energy, pressure), its six components in LAMMPS's order.
public struct SymmetricTensor: Equatable, Sendable {
  /// The components.
  public var xx, yy, zz, xy, xz, yz: Double

  /// The tensor of the six components; all zero by default.
  @inlinable
  public init(
    xx: Double = 0, yy: Double = 0, zz: Double = 0, xy: Double = 0, xz: Double = 0, yz: Double = 0
  ) {
    self.xx = xx
    self.yy = yy
    self.zz = zz
    self.xy = xy
    self.xz = xz
    self.yz = yz
  }

  /// All zero.
  public static let zero = SymmetricTensor()

  /// The sum of the diagonal.
  @inlinable
  public var trace: Double { xx + yy + zz }

  /// The components in the order xx, yy, zz, xy, xz, yz.
  @inlinable
  public var components: [Double] {
    get { [xx, yy, zz, xy, xz, yz] }
    set {
      precondition(newValue.count == 6, "a symmetric tensor has six components")
      xx = newValue[0]
      yy = newValue[1]
      zz = newValue[2]
      xy = newValue[3]
      xz = newValue[4]
      yz = newValue[5]
    }
  }

  /// Component-wise sum.
  @inlinable
  public static func + (a: Self, b: Self) -> Self {
    Self(
      xx: a.xx + b.xx, yy: a.yy + b.yy, zz: a.zz + b.zz,
      xy: a.xy + b.xy, xz: a.xz + b.xz, yz: a.yz + b.yz)
  }

  /// Adds component by component.
  @inlinable
  public static func += (a: inout Self, b: Self) { a = a + b }

  /// Every component times a factor.
  @inlinable
  public static func * (a: Self, s: Double) -> Self {
    Self(
      xx: a.xx * s, yy: a.yy * s, zz: a.zz * s, xy: a.xy * s, xz: a.xz * s, yz: a.yz * s)
  }
}
