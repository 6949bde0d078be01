import MDCore
import MDDomain

extension SystemState {
  /// Takes every owned atom back into the box along its periodic dimensions and drops the ghosts.
  /// Atoms may belong to other ranks afterwards; the next build of the neighbour list takes them
  /// there.
  public mutating func wrapAtoms() {
    atoms.setCounts(owned: atoms.owned, ghosts: 0)
    let view = atoms.view
    for i in 0..<view.owned {
      var r = view.position(i)
      var image = view.image(i)
      box.wrap(&r, image: &image)
      view.setPosition(r, of: i)
      view.setImage(image, of: i)
    }
    needsRebuild = true
  }

  /// Moves the shrink-wrapped faces of the box to the outermost atoms and `shrinkWrapMargins` beyond
  /// them; other faces stay. Does nothing without atoms. All ranks call it together.
  public mutating func shrinkWrap() {
    let wrapped = shrinkWrappedDimensions
    guard !wrapped.isEmpty && totalAtoms > 0 else { return }
    let view = atoms.view
    var extremes = [Double](repeating: -.infinity, count: 6)
    for i in 0..<view.owned {
      let s = box.fractional(view.position(i))
      for d in wrapped {
        extremes[d] = max(extremes[d], -s[d])
        extremes[d + 3] = max(extremes[d + 3], s[d])
      }
    }
    extremes = communicator.reduce(extremes, .maximum)
    var lower = box.lower
    var upper = box.upper
    for d in wrapped {
      lower[d] = box.lower[d] - extremes[d] * box.lengths[d] - shrinkWrapMargins[d]
      upper[d] = box.lower[d] + extremes[d + 3] * box.lengths[d] + shrinkWrapMargins[d]
    }
    box.lower = lower
    box.lengths = upper - lower
  }

  /// Leaves room at the shrink-wrapped faces of a box that has just been defined: a ten-thousandth of
  /// its length, which from then on is the margin, as in LAMMPS.
  public mutating func freeShrinkWrappedFaces() {
    shrinkWrapMargins = box.lengths * 1e-4
    for d in shrinkWrappedDimensions {
      box.lower[d] -= shrinkWrapMargins[d]
      box.lengths[d] += 2 * shrinkWrapMargins[d]
    }
  }

  private var shrinkWrappedDimensions: [Int] {
    (0..<3).filter { box.boundaries[$0] == .shrinkWrapped }
  }
}

extension AtomView {
  /// Overwrites the position of an atom.
  @inline(__always)
  func setPosition(_ r: Vector3, of i: Int) {
    x[i] = r.x
    y[i] = r.y
    z[i] = r.z
  }

  /// Overwrites the image counts of an atom.
  @inline(__always)
  func setImage(_ image: SIMD3<Int32>, of i: Int) {
    imageX[i] = image.x
    imageY[i] = image.y
    imageZ[i] = image.z
  }
}
