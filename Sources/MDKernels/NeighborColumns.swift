import CSIMD

/// The neighbours of one centre within the cutoff as columns, in whole vectors.
///
/// Neighbours of one element stand together and each element begins at a whole vector; the places
/// that pad it have r² = `farAway`, 1/r = 0 and position 0. Gradients of the centre's energy are
/// kept as α·r + g, because most terms act along the neighbour's own direction.
public struct NeighborColumns {
  /// Displacements from the centre, their squares, lengths and inverse lengths.
  public var x, y, z, square, distance, inverse: UnsafeMutablePointer<Double>
  /// α, and g's components.
  public var alpha, gx, gy, gz: UnsafeMutablePointer<Double>
  /// Indices into the atom store, and elements; -1 in places that pad.
  public var index, element: UnsafeMutablePointer<Int32>

  /// The square of the distance in places without a neighbour.
  public static let farAway = 1e300
  /// How many columns of doubles there are.
  public static let doubleColumns = 10

  /// Columns from a place on in memory for `capacity` places each.
  public init(
    doubles: UnsafeMutablePointer<Double>, index: UnsafeMutablePointer<Int32>,
    element: UnsafeMutablePointer<Int32>, capacity: Int, offset: Int
  ) {
    let base = doubles + offset
    x = base
    y = base + capacity
    z = base + 2 * capacity
    square = base + 3 * capacity
    distance = base + 4 * capacity
    inverse = base + 5 * capacity
    alpha = base + 6 * capacity
    gx = base + 7 * capacity
    gy = base + 8 * capacity
    gz = base + 9 * capacity
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
  /// The columns need room for a whole vector after the last neighbour.
  public func gather(
    around center: Int, list: UnsafeBufferPointer<Int32>, squaredReach: Double,
    into columns: NeighborColumns
  ) -> Int {
    let origin = rows + 4 * center
    let (x0, y0, z0) = (
      Lanes(repeating: origin[0]), Lanes(repeating: origin[1]), Lanes(repeating: origin[2])
    )
    let reach = Lanes(repeating: squaredReach)
    guard let start = list.baseAddress else { return 0 }
    var found = 0
    var k = 0
    while k < list.count {
      var indices = SIMD8<Int32>(repeating: Int32(truncatingIfNeeded: center))
      var allowed: UInt8 = 0xFF
      if k + 8 <= list.count {
        indices = UnsafeRawPointer(start + k).loadUnaligned(as: SIMD8<Int32>.self)
      } else {
        for lane in 0..<(list.count - k) { indices[lane] = start[k + lane] }
        allowed = 0xFF >> UInt8(truncatingIfNeeded: 8 - (list.count - k))
      }
      let x = csimd_gather_x(rows, indices) - x0
      let y = csimd_gather_y(rows, indices) - y0
      let z = csimd_gather_z(rows, indices) - z0
      let element = csimd_gather_w(rows, indices)
      let square = (x * x).addingProduct(y, y).addingProduct(z, z)
      let mask = square.isLess(reach) & Lanes(repeating: -0.5).isLess(element) & allowed
      columns.x.store(x.compressed(mask), found)
      columns.y.store(y.compressed(mask), found)
      columns.z.store(z.compressed(mask), found)
      columns.distance.store(element.compressed(mask), found)
      UnsafeMutableRawPointer(columns.index + found).storeBytes(
        of: csimd_compress_indices(mask, indices), as: SIMD8<Int32>.self)
      found &+= mask.nonzeroBitCount
      k &+= 8
    }
    return found
  }
}

extension NeighborColumns {
  /// Copies the neighbours of one element out of gathered columns, pads them to a whole vector, and
  /// returns their number.
  public func take(
    element wanted: Int32, from gathered: NeighborColumns, count: Int, at start: Int
  ) -> Int {
    var found = start
    let key = Lanes(repeating: Double(wanted))
    for v in 0..<Lanes.vectors(for: count) {
      let rest = count - 8 * v
      let allowed: UInt8 = rest >= 8 ? 0xFF : 0xFF >> UInt8(truncatingIfNeeded: 8 - rest)
      let mask = gathered.distance.lanes(8 * v).isEqual(key) & allowed
      x.store(gathered.x.lanes(8 * v).compressed(mask), found)
      y.store(gathered.y.lanes(8 * v).compressed(mask), found)
      z.store(gathered.z.lanes(8 * v).compressed(mask), found)
      let indices = UnsafeRawPointer(gathered.index + 8 * v).loadUnaligned(as: SIMD8<Int32>.self)
      UnsafeMutableRawPointer(index + found).storeBytes(
        of: csimd_compress_indices(mask, indices), as: SIMD8<Int32>.self)
      found &+= mask.nonzeroBitCount
    }
    x.store(.zero, found)
    y.store(.zero, found)
    z.store(.zero, found)
    return found - start
  }

  /// Scales the displacements of neighbours `start..<start + count`, fills in what follows from
  /// them, marks the padding and zeroes the gradients.
  public func complete(start: Int, count: Int, element kind: Int32, scale: Double) {
    let lanes = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7)
    for v in 0..<Lanes.vectors(for: count) {
      let n = start + 8 * v
      let sx = x.lanes(n) * scale
      let sy = y.lanes(n) * scale
      let sz = z.lanes(n) * scale
      let rest = count - 8 * v
      let real: UInt8 = rest >= 8 ? 0xFF : 0xFF >> UInt8(truncatingIfNeeded: 8 - rest)
      let u = (sx * sx).addingProduct(sy, sy).addingProduct(sz, sz)
        .selected(real, else: Lanes(repeating: Self.farAway))
      let r = u.squareRoot()
      x.store(sx, n)
      y.store(sy, n)
      z.store(sz, n)
      square.store(u, n)
      distance.store(r, n)
      inverse.store((1 / r).selected(real, else: .zero), n)
      let isReal = lanes .< Int32(truncatingIfNeeded: min(rest, 8))
      let kinds = SIMD8<Int32>(repeating: -1).replacing(with: kind, where: isReal)
      UnsafeMutableRawPointer(element + n).storeBytes(of: kinds, as: SIMD8<Int32>.self)
      alpha.store(.zero, n)
      gx.store(.zero, n)
      gy.store(.zero, n)
      gz.store(.zero, n)
    }
  }
}
