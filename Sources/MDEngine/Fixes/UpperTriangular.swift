import MDCore

/// An upper triangular 3×3 matrix: the edge vectors of a box as columns, or the inverse of that.
struct UpperTriangular: Equatable {
  /// The diagonal.
  var xx, yy, zz: Double
  /// Above the diagonal.
  var xy, xz, yz: Double

  /// h of a box, Å.
  init(_ box: Box) {
    (xx, yy, zz) = (box.lengths.x, box.lengths.y, box.lengths.z)
    (xy, xz, yz) = (box.tilts.x, box.tilts.y, box.tilts.z)
  }

  init(xx: Double, yy: Double, zz: Double, xy: Double, xz: Double, yz: Double) {
    (self.xx, self.yy, self.zz) = (xx, yy, zz)
    (self.xy, self.xz, self.yz) = (xy, xz, yz)
  }

  var inverse: UpperTriangular {
    UpperTriangular(
      xx: 1 / xx, yy: 1 / yy, zz: 1 / zz,
      xy: -xy / (xx * yy), xz: (xy * yz - yy * xz) / (xx * yy * zz), yz: -yz / (yy * zz))
  }

  /// M S Mᵀ.
  func congruence(_ s: SymmetricTensor) -> SymmetricTensor {
    // The rows of M S; its last row needs the last column of S alone.
    let ax = xx * s.xx + xy * s.xy + xz * s.xz
    let ay = xx * s.xy + xy * s.yy + xz * s.yz
    let az = xx * s.xz + xy * s.yz + xz * s.zz
    let by = yy * s.yy + yz * s.yz
    let bz = yy * s.yz + yz * s.zz
    let cz = zz * s.zz
    return SymmetricTensor(
      xx: ax * xx + ay * xy + az * xz,
      yy: by * yy + bz * yz,
      zz: cz * zz,
      xy: ay * yy + az * yz,
      xz: az * zz,
      yz: bz * zz)
  }
}
