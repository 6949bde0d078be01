import MDCore

/// By how many edges a tilted box was re-described: b ↦ b + xy·a, then c ↦ c + xz·a + yz·b.
struct BoxFlip: Equatable {
  var xy: Int32 = 0
  var xz: Int32 = 0
  var yz: Int32 = 0

  /// A box is flipped when a tilt exceeds half an edge by this fraction of it, so that a tilt that
  /// oscillates about one half does not flip at every turn.
  static let margin = 0.1

  /// Describes the same lattice of images with smaller tilts, if some tilt is large; nil if none is.
  static func reduce(_ box: inout Box, margin: Double = Self.margin) -> BoxFlip? {
    let limitX = (0.5 + margin) * box.lengths.x
    let limitY = (0.5 + margin) * box.lengths.y
    var flip = BoxFlip()
    if box.isPeriodic(1) {
      flip.yz = direction(box.tilts.z, limitY, margin > 0)
      box.tilts.z += Double(flip.yz) * box.lengths.y
      box.tilts.y += Double(flip.yz) * box.tilts.x
    }
    if box.isPeriodic(0) {
      flip.xz = direction(box.tilts.y, limitX, margin > 0)
      box.tilts.y += Double(flip.xz) * box.lengths.x
      flip.xy = direction(box.tilts.x, limitX, margin > 0)
      box.tilts.x += Double(flip.xy) * box.lengths.x
    }
    return flip == BoxFlip() ? nil : flip
  }

  /// A barostat flips at its limit, `fix deform`, without a margin, only beyond one half, as in LAMMPS.
  private static func direction(_ tilt: Double, _ limit: Double, _ includesLimit: Bool) -> Int32 {
    tilt < -limit ? 1 : tilt > limit || (includesLimit && tilt == limit) ? -1 : 0
  }

  /// The image counts of an atom in the new description, its unwrapped position being the same.
  func converted(_ image: SIMD3<Int32>) -> SIMD3<Int32> {
    let y = image.y - yz * image.z
    return SIMD3(image.x - xy * y - xz * image.z, y, image.z)
  }
}

extension SystemState {
  /// Flips the box if a tilt is large and takes the atoms into the new one.
  mutating func flipBoxIfNeeded(margin: Double = BoxFlip.margin) {
    guard let flip = BoxFlip.reduce(&box, margin: margin) else { return }
    let atoms = self.atoms.view
    for i in 0..<atoms.owned {
      var r = atoms.position(i)
      var image = flip.converted(atoms.image(i))
      box.wrap(&r, image: &image)
      (atoms.x[i], atoms.y[i], atoms.z[i]) = (r.x, r.y, r.z)
      (atoms.imageX[i], atoms.imageY[i], atoms.imageZ[i]) = (image.x, image.y, image.z)
    }
  }
}
