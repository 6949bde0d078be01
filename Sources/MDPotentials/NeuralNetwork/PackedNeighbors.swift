import MDKernels

/// The neighbours of one centre that a group looks at, as rows of an array each: displacement,
/// distance and its inverse, weight, three components of the gradient, then value and derivative of
/// each factor.
struct PackedNeighbors {
  let x, y, z, r, inverse, weight, gx, gy, gz: UnsafeMutablePointer<Double>
  /// Row f holds factor f.
  let values, derivatives: UnsafeMutablePointer<Double>
  /// Which of the centre's neighbours it is.
  let slots: UnsafeMutablePointer<Int32>
  /// From one row to the next.
  let stride: Int
  /// Neighbours of the first element; the second element's follow.
  var firstCount = 0
  var count = 0

  static func rows(factors: Int) -> Int { 9 + 2 * factors }

  init(
    base: UnsafeMutablePointer<Double>, slots: UnsafeMutablePointer<Int32>, stride: Int,
    factors: Int
  ) {
    x = base
    y = base + stride
    z = base + 2 * stride
    r = base + 3 * stride
    inverse = base + 4 * stride
    weight = base + 5 * stride
    gx = base + 6 * stride
    gy = base + 7 * stride
    gz = base + 8 * stride
    values = base + 9 * stride
    derivatives = base + (9 + factors) * stride
    self.slots = slots
    self.stride = stride
  }
}

extension PackedNeighbors {
  /// How many places a row needs for a number of neighbours, so that a vector can be read at the last of them.
  static func places(_ neighbors: Int) -> Int { neighbors + 8 }

  /// Makes a vector of places behind the last neighbour harmless.
  func pad() {
    for row in [x, y, z, inverse, weight, gx, gy, gz] { row.store(.zero, count) }
    r.store(DoubleLanes(repeating: 1), count)
  }
}

/// The neighbours of one centre within the potential's cutoff: views into the scratch memory.
struct CenterNeighbors {
  let count: Int
  let dx, dy, dz, r: UnsafeMutablePointer<Double>
  let element, index: UnsafeMutablePointer<Int32>
  let gx, gy, gz: UnsafeMutablePointer<Double>
}
