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
