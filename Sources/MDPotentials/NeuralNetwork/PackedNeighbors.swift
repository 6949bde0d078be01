import MDKernels

/// The neighbours of one centre that a group looks at, as rows of an array each: displacement,
/// distance and its inverse, weight, three components of the gradient, then value and derivative of
/// each factor. Those of an element stand in the order of the group's reaches.
struct PackedNeighbors {
  let x, y, z, r, inverse, weight, gx, gy, gz: UnsafeMutablePointer<Double>
  /// Row f holds factor f.
  let values, derivatives: UnsafeMutablePointer<Double>
  /// Which of the centre's neighbours it is.
  let slots: UnsafeMutablePointer<Int32>
  /// From one row to the next.
  let stride: Int
  /// Where the neighbours of the first element end that are nearer than each of the group's reaches, then those of the
  /// second; then as many places for those who use them.
  let reachEnds: UnsafeMutablePointer<Int>
  /// How many reaches there are.
  let levels: Int
  /// Neighbours of the first element; the second element's follow.
  var firstCount = 0
  var count = 0

  static func rows(factors: Int) -> Int { 9 + 2 * factors }
  static func reachPlaces(levels: Int) -> Int { 3 * levels }

  init(
    base: UnsafeMutablePointer<Double>, slots: UnsafeMutablePointer<Int32>,
    reachEnds: UnsafeMutablePointer<Int>, stride: Int, group: FunctionGroup
  ) {
    let factors = group.factors.count
    self.reachEnds = reachEnds
    levels = group.reaches.count
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
  /// Gathers the neighbours of a centre that a group looks at, in the order of the centre's; their factors are still to be
  /// evaluated, and ``reachEnds`` means nothing.
  mutating func gather(
    _ group: FunctionGroup, from center: CenterNeighbors, atomicNumbers: [Double]
  ) {
    count = 0
    let key = group.key
    append(element: key.firstElement, of: center, within: group.reach, atomicNumbers)
    firstCount = count
    if key.isAngular && !group.isSameElement {
      append(element: Int32(key.neighbors[1]), of: center, within: group.reach, atomicNumbers)
    }
  }

  private mutating func append(
    element: Int32?, of center: CenterNeighbors, within reach: Double, _ atomicNumbers: [Double]
  ) {
    for slot in 0..<center.count where center.r[slot] < reach {
      let own = center.element[slot]
      if let element, own != element { continue }
      x[count] = center.dx[slot]
      y[count] = center.dy[slot]
      z[count] = center.dz[slot]
      r[count] = center.r[slot]
      inverse[count] = 1 / center.r[slot]
      weight[count] = element == nil ? atomicNumbers[Int(own)] : 1
      slots[count] = Int32(slot)
      count += 1
    }
  }

  /// Gathers the neighbours of a centre that a group looks at, those of an element in the order of the group's reaches;
  /// their factors are still to be evaluated.
  mutating func gatherByReach(
    _ group: FunctionGroup, from center: CenterNeighbors, atomicNumbers: [Double]
  ) {
    count = 0
    let key = group.key
    appendByReach(key.firstElement, of: center, group, ends: reachEnds, atomicNumbers)
    firstCount = count
    if key.isAngular && !group.isSameElement {
      let second = Int32(key.neighbors[1])
      appendByReach(second, of: center, group, ends: reachEnds + levels, atomicNumbers)
    }
    pad()
  }

  private mutating func appendByReach(
    _ element: Int32?, of center: CenterNeighbors, _ group: FunctionGroup,
    ends: UnsafeMutablePointer<Int>, _ atomicNumbers: [Double]
  ) {
    let start = count
    var n = start
    var nearest = DoubleLanes.zero
    let reaches = group.reaches.span
    // Sums over single neighbours need no order.
    for level in (group.key.isAngular ? 0 : levels - 1)..<levels {
      let reach = DoubleLanes(repeating: reaches[level])
      for slot in Swift.stride(from: 0, to: center.count, by: 8) {
        let distance = center.r.lanes(slot)
        var mask = distance.isLess(reach) & ~distance.isLess(nearest)
        if let element { mask &= DoubleLanes.isEqual(center.element + slot, element) }
        if mask == 0 { continue }
        center.dx.lanes(slot).store(compressed: mask, to: x + n)
        center.dy.lanes(slot).store(compressed: mask, to: y + n)
        center.dz.lanes(slot).store(compressed: mask, to: z + n)
        distance.store(compressed: mask, to: r + n)
        var rest = mask
        while rest != 0 {
          slots[n] = Int32(slot + rest.trailingZeroBitCount)
          rest &= rest - 1
          n += 1
        }
      }
      ends[level] = n
      nearest = reach
    }
    if !group.key.isAngular {
      for level in 0..<levels { ends[level] = n }
    }
    for m in Swift.stride(from: start, to: n, by: 8) {
      inverse.store(1 / r.lanes(m), m)
      weight.store(DoubleLanes(repeating: 1), m)
    }
    if element == nil {
      for m in start..<n { weight[m] = atomicNumbers[Int(center.element[Int(slots[m])])] }
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
  private func pad() {
    x.store(.zero, count)
    y.store(.zero, count)
    z.store(.zero, count)
    inverse.store(.zero, count)
    weight.store(.zero, count)
    r.store(DoubleLanes(repeating: 1), count)
  }

  /// Makes the gradients zero, behind the last neighbour too.
  func clearGradients() {
    gx.update(repeating: 0, count: count + 8)
    gy.update(repeating: 0, count: count + 8)
    gz.update(repeating: 0, count: count + 8)
  }

  /// The values of a factor; their derivatives.
  @inline(__always)
  func values(_ f: Int) -> UnsafeMutablePointer<Double> { values + f * stride }
  @inline(__always)
  func derivatives(_ f: Int) -> UnsafeMutablePointer<Double> { derivatives + f * stride }
}

/// The neighbours of one centre within the potential's cutoff: views into the scratch memory.
struct CenterNeighbors {
  let count: Int
  let dx, dy, dz, r: UnsafeMutablePointer<Double>
  let element, index: UnsafeMutablePointer<Int32>
  let gx, gy, gz: UnsafeMutablePointer<Double>
}
