import MDCore

/// The axes of LAMMPS's cell in the coordinates of a file: a along x, b in the xy plane, c above it.
///
/// A left-handed cell is mirrored: energies, forces and stresses follow a mirror as they follow a
/// rotation.
public struct CellOrientation: Equatable, Sendable {
  /// Unit vectors along our x, y and z, in the file's coordinates.
  public let x, y, z: Vector3

  /// The axes for three edge vectors, and the cell in them; nil if the vectors span no volume.
  static func turning(_ edges: [Vector3]) -> (orientation: CellOrientation?, cell: [Vector3])? {
    precondition(edges.count == 3, "a cell has three edges")
    let (a, b, c) = (edges[0], edges[1], edges[2])
    let size = a.length * b.length * c.length
    guard size > 0, size.isFinite, abs(a.cross(b).dot(c)) > 1e-9 * size else { return nil }
    if a.y == 0, a.z == 0, b.z == 0, a.x > 0, b.y > 0, c.z > 0 { return (nil, edges) }
    let x = a / a.length
    let alongB = b - x * b.dot(x)
    let y = alongB / alongB.length
    var z = x.cross(y)
    if z.dot(c) < 0 { z = -z }
    let axes = CellOrientation(x: x, y: y, z: z)
    var cell = edges.map(axes.turned)
    // What rounding leaves of parts that are zero by construction.
    cell[0].y = 0
    cell[0].z = 0
    cell[1].z = 0
    return (axes, cell)
  }

  /// A vector of the file in our coordinates.
  @inline(__always)
  public func turned(_ v: Vector3) -> Vector3 { Vector3(x.dot(v), y.dot(v), z.dot(v)) }

  /// One of our vectors in the file's coordinates.
  @inline(__always)
  public func turnedBack(_ v: Vector3) -> Vector3 { x * v.x + y * v.y + z * v.z }

  /// A tensor of the file in our coordinates.
  public func turned(_ t: SymmetricTensor) -> SymmetricTensor {
    Self.transformed(t, rows: (x, y, z))
  }

  /// One of our tensors in the file's coordinates.
  public func turnedBack(_ t: SymmetricTensor) -> SymmetricTensor {
    let rows = (
      Vector3(x.x, y.x, z.x), Vector3(x.y, y.y, z.y), Vector3(x.z, y.z, z.z)
    )
    return Self.transformed(t, rows: rows)
  }

  /// Q·t·Qᵀ with the rows of Q.
  private static func transformed(
    _ t: SymmetricTensor, rows: (Vector3, Vector3, Vector3)
  ) -> SymmetricTensor {
    func times(_ v: Vector3) -> Vector3 {
      Vector3(
        t.xx * v.x + t.xy * v.y + t.xz * v.z, t.xy * v.x + t.yy * v.y + t.yz * v.z,
        t.xz * v.x + t.yz * v.y + t.zz * v.z)
    }
    let (p, q, r) = rows
    return SymmetricTensor(
      xx: p.dot(times(p)), yy: q.dot(times(q)), zz: r.dot(times(r)), xy: p.dot(times(q)),
      xz: p.dot(times(r)), yz: q.dot(times(r)))
  }
}
