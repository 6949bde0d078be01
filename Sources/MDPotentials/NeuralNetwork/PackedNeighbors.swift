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
  /// Gathers the neighbours of a centre that a group looks at; their factors are still to be evaluated.
  mutating func gather(
    _ group: FunctionGroup, from center: CenterNeighbors, atomicNumbers: [Double]
  ) {
    count = 0
    if group.key.isWeighted {
      append(element: nil, of: center, within: group.reach, atomicNumbers)
      firstCount = count
      return
    }
    append(
      element: Int32(group.key.neighbors[0]), of: center, within: group.reach, atomicNumbers)
    firstCount = count
    if group.key.isAngular && !group.isSameElement {
      append(
        element: Int32(group.key.neighbors[1]), of: center, within: group.reach, atomicNumbers)
    }
  }

  private mutating func append(
    element: Int32?, of center: CenterNeighbors, within reach: Double, _ atomicNumbers: [Double]
  ) {
    var n = count
    for slot in 0..<center.count {
      let distance = center.r[slot]
      let own = center.element[slot]
      if distance >= reach { continue }
      if let element, own != element { continue }
      x[n] = center.dx[slot]
      y[n] = center.dy[slot]
      z[n] = center.dz[slot]
      r[n] = distance
      inverse[n] = 1 / distance
      weight[n] = element == nil ? atomicNumbers[Int(own)] : 1
      gx[n] = 0
      gy[n] = 0
      gz[n] = 0
      slots[n] = Int32(slot)
      n += 1
    }
    count = n
  }

  /// Adds the gradients to those of the centre's neighbours.
  func addGradients(to center: CenterNeighbors) {
    for n in 0..<count {
      let slot = Int(slots[n])
      center.gx[slot] += gx[n]
      center.gy[slot] += gy[n]
      center.gz[slot] += gz[n]
    }
  }

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
