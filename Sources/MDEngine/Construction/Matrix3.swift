import MDCore

/// A 3×3 matrix by its rows.
struct Matrix3: Equatable, Sendable {
  var a, b, c: Vector3

  init(_ a: Vector3, _ b: Vector3, _ c: Vector3) {
    self.a = a
    self.b = b
    self.c = c
  }

  static let identity = Matrix3(Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1))

  @inline(__always)
  func times(_ v: Vector3) -> Vector3 { Vector3(a.dot(v), b.dot(v), c.dot(v)) }

  var transposed: Matrix3 {
    Matrix3(Vector3(a.x, b.x, c.x), Vector3(a.y, b.y, c.y), Vector3(a.z, b.z, c.z))
  }

  /// nil if the rows lie in one plane.
  var inverse: Matrix3? {
    let determinant = a.dot(b.cross(c))
    guard determinant != 0 else { return nil }
    return Matrix3(b.cross(c) / determinant, c.cross(a) / determinant, a.cross(b) / determinant)
      .transposed
  }
}
