import CSIMD

/// The neighbours of one centre within the cutoff as columns, in whole vectors.
///
/// Neighbours of one element stand together and each element begins at a whole vector; the places
/// that pad it have r² = ``LaneVector/farAway``, 1/r = 0 and position 0. Gradients of the centre's energy are
/// kept as α·r + g, because most terms act along the neighbour's own direction.
public struct NeighborColumns<Real: LaneScalar> {
  public typealias Lanes = Real.Lanes

  /// Displacements from the centre, their squares, lengths and inverse lengths, and −1/r².
  public var x, y, z, square, distance, inverse, bend: UnsafeMutablePointer<Real>
  /// α, and g's components.
  public var alpha, gx, gy, gz: UnsafeMutablePointer<Real>
  /// Indices into the atom store, and elements; -1 in places that pad.
  public var index, element: UnsafeMutablePointer<Int32>

  /// How many columns of numbers there are.
  public static var columnCount: Int { 11 }

  /// Columns from a place on in memory for `capacity` places each.
  public init(
    numbers: UnsafeMutablePointer<Real>, index: UnsafeMutablePointer<Int32>,
    element: UnsafeMutablePointer<Int32>, capacity: Int, offset: Int
  ) {
    let base = numbers + offset
    x = base
    y = base + capacity
    z = base + 2 * capacity
    square = base + 3 * capacity
    distance = base + 4 * capacity
    inverse = base + 5 * capacity
    bend = base + 6 * capacity
    alpha = base + 7 * capacity
    gx = base + 8 * capacity
    gy = base + 9 * capacity
    gz = base + 10 * capacity
    self.index = index + offset
    self.element = element + offset
  }
}

/// What neighbours are gathered from: all atoms as rows of x, y, z and the element as a double.
public struct AtomTable {
  let rows: UnsafePointer<Double>

  /// A table that the caller keeps alive.
  public init(rows: UnsafePointer<Double>) { self.rows = rows }

  /// Collects the atoms of a list that are nearer than a distance and have an element; packed into
  /// `x`, `y`, `z`, `distance` (for the element) and `index`, in the order of the list.
  ///
  /// Displacements are formed in double precision and rounded to that of the columns. The columns
  /// need room for a whole vector after the last neighbour; positions there become 0.
  public func gather<Real: LaneScalar>(
    around center: Int, list: UnsafeBufferPointer<Int32>, squaredReach: Double,
    into columns: NeighborColumns<Real>
  ) -> Int {
    let origin = rows + 4 * center
    let (x0, y0, z0) = (
      DoubleLanes(repeating: origin[0]), DoubleLanes(repeating: origin[1]),
      DoubleLanes(repeating: origin[2])
    )
    let reach = DoubleLanes(repeating: squaredReach)
    guard let start = list.baseAddress else { return 0 }
    var found = 0
    var k = 0
    while k < list.count {
      let indices = csimd_first_indices(
        start + k, list.count &- k, Int32(truncatingIfNeeded: center))
      let allowed = DoubleLanes.first(list.count &- k)
      let (x, y, z, element) = displacements(indices, x0, y0, z0)
      let square = (x * x).addingProduct(y, y).addingProduct(z, z)
      let mask = square.isLess(reach) & DoubleLanes(repeating: -0.5).isLess(element) & allowed
      Real.store(x, compressed: mask, to: columns.x + found)
      Real.store(y, compressed: mask, to: columns.y + found)
      Real.store(z, compressed: mask, to: columns.z + found)
      Real.store(element, compressed: mask, to: columns.distance + found)
      UnsafeMutableRawPointer(columns.index + found).storeBytes(
        of: csimd_compress_indices(mask, indices), as: SIMD8<Int32>.self)
      found &+= mask.nonzeroBitCount
      k &+= 8
    }
    // With some processors anything is left there, also what is no number.
    columns.pad(from: found)
    return found
  }
}

extension AtomTable {
  /// Has a list brought near that ``gather(around:list:squaredReach:into:)`` will soon read: all lists
  /// together are too long for the caches, and each too short for the processor to read ahead.
  @inlinable @inline(__always)
  public static func prefetch(_ list: UnsafeBufferPointer<Int32>) {
    guard let start = list.baseAddress else { return }
    var k = 0
    while k < list.count {
      csimd_prefetch(start + k)
      k &+= 64 / MemoryLayout<Int32>.stride
    }
  }

  /// Writes those indices of a list that are nearer than a distance, in the order of the list, and
  /// returns how many there are. Up to eight more places are overwritten.
  public func select(
    around center: Int, list: UnsafeBufferPointer<Int32>, squaredReach: Double,
    into target: UnsafeMutablePointer<Int32>
  ) -> Int {
    let origin = rows + 4 * center
    let (x0, y0, z0) = (
      DoubleLanes(repeating: origin[0]), DoubleLanes(repeating: origin[1]),
      DoubleLanes(repeating: origin[2])
    )
    let reach = DoubleLanes(repeating: squaredReach)
    guard let start = list.baseAddress else { return 0 }
    var found = 0
    var k = 0
    while k < list.count {
      let indices = csimd_first_indices(
        start + k, list.count &- k, Int32(truncatingIfNeeded: center))
      let (x, y, z, _) = displacements(indices, x0, y0, z0)
      let square = (x * x).addingProduct(y, y).addingProduct(z, z)
      let mask = square.isLess(reach) & DoubleLanes.first(list.count &- k)
      UnsafeMutableRawPointer(target + found).storeBytes(
        of: csimd_compress_indices(mask, indices), as: SIMD8<Int32>.self)
      found &+= mask.nonzeroBitCount
      k &+= 8
    }
    return found
  }

  /// Displacements of eight atoms from a point, and their elements.
  @inline(__always)
  private func displacements(
    _ indices: SIMD8<Int32>, _ x0: DoubleLanes, _ y0: DoubleLanes, _ z0: DoubleLanes
  ) -> (x: DoubleLanes, y: DoubleLanes, z: DoubleLanes, element: DoubleLanes) {
    let columns = unsafeBitCast(
      csimd_gather_columns(rows, indices),
      to: (DoubleLanes, DoubleLanes, DoubleLanes, DoubleLanes).self)
    return (columns.0 - x0, columns.1 - y0, columns.2 - z0, columns.3)
  }
}

extension NeighborColumns {
  /// Copies the neighbours of one element, between two squared distances, out of gathered columns, pads
  /// them to a whole vector, and returns their number.
  ///
  /// - Parameter squares: in Å²; the lower bound belongs to it.
  public func take(
    element wanted: Int32, squares: Range<Double> = 0..<Lanes.unlimited,
    from gathered: NeighborColumns<Real>, count: Int, at start: Int
  ) -> Int {
    var found = start
    let key = Lanes(repeating: Double(wanted))
    let (least, limit) = (
      Lanes(repeating: squares.lowerBound), Lanes(repeating: squares.upperBound)
    )
    for n in stride(from: 0, to: count, by: Lanes.width) {
      let (dx, dy, dz) = (gathered.x.lanes(n), gathered.y.lanes(n), gathered.z.lanes(n))
      let square = (dx * dx).addingProduct(dy, dy).addingProduct(dz, dz)
      let mask =
        gathered.distance.lanes(n).isEqual(key) & Lanes.first(count - n)
        & ~square.isLess(least) & square.isLess(limit)
      dx.store(compressed: mask, to: x + found)
      dy.store(compressed: mask, to: y + found)
      dz.store(compressed: mask, to: z + found)
      Lanes.compress(gathered.index + n, mask, to: index + found)
      found &+= mask.nonzeroBitCount
    }
    pad(from: found)
    return found - start
  }

  /// Puts positions of 0 into a vector of places behind the last neighbour.
  public func pad(from place: Int) {
    x.store(.zero, place)
    y.store(.zero, place)
    z.store(.zero, place)
  }

  /// Scales the displacements of neighbours `start..<start + count`, fills in what follows from
  /// them, marks the padding and zeroes the gradients.
  public func complete(start: Int, count: Int, element kind: Int32, scale: Double) {
    let padded = Lanes.padded(count)
    let least = Lanes(repeating: 1 / Lanes.farAway)
    for n in stride(from: start, to: start + padded, by: Lanes.width) {
      let sx = x.lanes(n) * scale
      let sy = y.lanes(n) * scale
      let sz = z.lanes(n) * scale
      let real = Lanes.first(start + count - n)
      let u = (sx * sx).addingProduct(sy, sy).addingProduct(sz, sz)
        .selected(real, else: Lanes(repeating: Lanes.farAway))
      // Two atoms on one spot are an error elsewhere: here they must only not divide by zero.
      let (r, inverse) = u.atLeast(least).roots()
      x.store(sx, n)
      y.store(sy, n)
      z.store(sz, n)
      square.store(u, n)
      distance.store(r, n)
      let g = inverse.selected(real, else: .zero)
      self.inverse.store(g, n)
      bend.store(-(g * g), n)
      alpha.store(.zero, n)
      gx.store(.zero, n)
      gy.store(.zero, n)
      gz.store(.zero, n)
    }
    for n in 0..<padded { element[start + n] = n < count ? kind : -1 }
  }
}
