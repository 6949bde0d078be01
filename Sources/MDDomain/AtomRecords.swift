import MDCore

/// An atom that changes its owner, as it travels.
struct MigrationRecord: BitwiseCopyable {
  var id: Int64
  var type: Int32
  var groups: UInt32
  var x, y, z, vx, vy, vz: Double
  var imageX, imageY, imageZ: Int32

  init(_ a: AtomView, _ i: Int) {
    id = a.id[i]
    type = a.type[i]
    groups = a.groups[i]
    (x, y, z) = (a.x[i], a.y[i], a.z[i])
    (vx, vy, vz) = (a.vx[i], a.vy[i], a.vz[i])
    (imageX, imageY, imageZ) = (a.imageX[i], a.imageY[i], a.imageZ[i])
  }

  func store(in a: AtomView, at i: Int) {
    a.id[i] = id
    a.type[i] = type
    a.groups[i] = groups
    (a.x[i], a.y[i], a.z[i]) = (x, y, z)
    (a.vx[i], a.vy[i], a.vz[i]) = (vx, vy, vz)
    (a.fx[i], a.fy[i], a.fz[i]) = (0, 0, 0)
    (a.imageX[i], a.imageY[i], a.imageZ[i]) = (imageX, imageY, imageZ)
  }
}

/// A ghost as it travels: already shifted into the frame of the receiver.
struct GhostRecord: BitwiseCopyable {
  var id: Int64
  var type: Int32
  var groups: UInt32
  var x, y, z: Double
  var imageX, imageY, imageZ: Int32

  /// Atom i, moved by `shift` boxes, which are `offset` in Å. The image count changes against it, so
  /// that the unwrapped point of the ghost is that of its owner's atom.
  init(_ a: AtomView, _ i: Int, shift: SIMD3<Int32>, offset: Vector3) {
    id = a.id[i]
    type = a.type[i]
    groups = a.groups[i]
    (x, y, z) = (a.x[i] + offset.x, a.y[i] + offset.y, a.z[i] + offset.z)
    imageX = a.imageX[i] &- shift.x
    imageY = a.imageY[i] &- shift.y
    imageZ = a.imageZ[i] &- shift.z
  }

  func store(in a: AtomView, at i: Int) {
    a.id[i] = id
    a.type[i] = type
    a.groups[i] = groups
    (a.x[i], a.y[i], a.z[i]) = (x, y, z)
    (a.vx[i], a.vy[i], a.vz[i]) = (0, 0, 0)
    (a.fx[i], a.fy[i], a.fz[i]) = (0, 0, 0)
    (a.imageX[i], a.imageY[i], a.imageZ[i]) = (imageX, imageY, imageZ)
  }
}
