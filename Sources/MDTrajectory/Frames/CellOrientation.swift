import MDCore

/// Three edge vectors of any orientation as a box in LAMMPS's, and the rotation that leads there.
struct CellOrientation {
  let box: Box
  /// Rows of the rotation; nil where the cell has LAMMPS's orientation already.
  private let rotation: (Vector3, Vector3, Vector3)?

  /// - Throws: ``InputError`` for edges in one plane or in left-handed order.
  init(edges a: Vector3, _ b: Vector3, _ c: Vector3, origin: Vector3, boundaries: Boundaries)
    throws(InputError)
  {
    guard a.cross(b).dot(c) > 1e-12 * a.length * b.length * c.length else {
      throw InputError("the edges of the cell lie in one plane or are left-handed")
    }
    if a.y == 0, a.z == 0, b.z == 0, a.x > 0, b.y > 0 {
      rotation = nil
      box = Box(
        lower: origin, lengths: Vector3(a.x, b.y, c.z), tilts: Vector3(b.x, c.x, c.y),
        boundaries: boundaries)
      return
    }
    // a along x, b in the plane of x and y: the Gram–Schmidt frame of the edges.
    let ex = a / a.length
    let along = b - ex * ex.dot(b)
    let ey = along / along.length
    let ez = ex.cross(ey)
    rotation = (ex, ey, ez)
    box = Box(
      lower: Vector3(ex.dot(origin), ey.dot(origin), ez.dot(origin)),
      lengths: Vector3(a.length, ey.dot(b), ez.dot(c)),
      tilts: Vector3(ex.dot(b), ex.dot(c), ey.dot(c)), boundaries: boundaries)
  }

  /// A vector in LAMMPS's orientation.
  func turned(_ v: Vector3) -> Vector3 {
    guard let (x, y, z) = rotation else { return v }
    return Vector3(x.dot(v), y.dot(v), z.dot(v))
  }
}
