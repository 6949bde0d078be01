import CSIMD

/// What neighbours are gathered from: all atoms as rows of x, y, z and the element as a double.
public struct AtomTable {
  let rows: UnsafePointer<Double>

  /// A table that the caller keeps alive.
  public init(rows: UnsafePointer<Double>) { self.rows = rows }

  /// Collects the atoms of a list that are nearer than a distance and have an element; packed into
  /// `x`, `y`, `z`, `index` and, unless there is only one, `distance` (for the element), in the order of the
  /// list.
  ///
  /// Displacements are formed in double precision and rounded to that of the columns. The columns
  /// need room for a whole vector after the last neighbour; positions there become 0.
  ///
  /// Sixteen at once, also where a vector has eight: most lists take the same number of turns then, and the
  /// processor foresees the last one.
  public func gather<Real: LaneScalar>(
    around center: Int, list: UnsafeBufferPointer<Int32>, squaredReach: Double,
    into columns: NeighborColumns<Real>, isOneElement: Bool = false
  ) -> Int {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 16) { last in
      let origin = Origin(rows, center)
      var found = 0
      var rest = ListRest(list, own: center, last)
      while rest.count > 0 {
        let indices = rest.sixteen()
        let a = displacements(indices, origin)
        let b = displacements(indices + 8, origin)
        let mask =
          (UInt16(a.mask(within: squaredReach)) | UInt16(b.mask(within: squaredReach)) &<< 8)
          & rest.mask
        Real.store(a.x, b.x, compressed: mask, to: columns.x + found)
        Real.store(a.y, b.y, compressed: mask, to: columns.y + found)
        Real.store(a.z, b.z, compressed: mask, to: columns.z + found)
        if !isOneElement {
          Real.store(a.element, b.element, compressed: mask, to: columns.distance + found)
        }
        Real.compress(indices, mask, to: columns.index + found)
        found &+= mask.nonzeroBitCount
        rest.advance()
      }
      // With some processors anything is left there, also what is no number.
      columns.pad(from: found)
      return found
    }
  }

  /// Has a list brought near that ``gather(around:list:squaredReach:into:isOneElement:)`` will soon read: all lists
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
  /// returns how many there are. Up to sixteen more places are overwritten.
  public func select(
    around center: Int, list: UnsafeBufferPointer<Int32>, squaredReach: Double,
    into target: UnsafeMutablePointer<Int32>
  ) -> Int {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 16) { last in
      let origin = Origin(rows, center)
      let reach = DoubleLanes(repeating: squaredReach)
      var found = 0
      var rest = ListRest(list, own: center, last)
      while rest.count > 0 {
        let indices = rest.sixteen()
        let a = displacements(indices, origin).square.isLess(reach)
        let b = displacements(indices + 8, origin).square.isLess(reach)
        let mask = (UInt16(a) | UInt16(b) &<< 8) & rest.mask
        FloatLanes.compress(indices, mask, to: target + found)
        found &+= mask.nonzeroBitCount
        rest.advance()
      }
      return found
    }
  }

  /// The displacements of eight atoms.
  @inline(__always)
  private func displacements(
    _ indices: UnsafePointer<Int32>, _ origin: Origin
  ) -> Displacements {
    let columns = unsafeBitCast(
      csimd_gather_columns(rows, indices),
      to: (DoubleLanes, DoubleLanes, DoubleLanes, DoubleLanes).self)
    return Displacements(
      x: columns.0 - origin.x, y: columns.1 - origin.y, z: columns.2 - origin.z,
      element: columns.3)
  }
}

/// Displacements of eight atoms from a point, and their elements.
private struct Displacements {
  let x, y, z, element: DoubleLanes

  @inline(__always)
  var square: DoubleLanes { (x * x).addingProduct(y, y).addingProduct(z, z) }

  /// Those nearer than a distance that have an element.
  @inline(__always)
  func mask(within squaredReach: Double) -> UInt8 {
    square.isLess(DoubleLanes(repeating: squaredReach))
      & DoubleLanes(repeating: -0.5).isLess(element)
  }
}

/// A centre's position in all lanes.
private struct Origin {
  let x, y, z: DoubleLanes

  @inline(__always)
  init(_ rows: UnsafePointer<Double>, _ center: Int) {
    x = DoubleLanes(repeating: rows[4 &* center])
    y = DoubleLanes(repeating: rows[4 &* center &+ 1])
    z = DoubleLanes(repeating: rows[4 &* center &+ 2])
  }
}

/// What is still to be read of a list of neighbours, sixteen entries at a time.
private struct ListRest {
  private var next: UnsafePointer<Int32>
  /// How many entries are left.
  private(set) var count: Int
  private let own: Int32
  private let last: UnsafeMutablePointer<Int32>

  /// - Parameter last: memory for the last entries, which are filled up with the centre's own number.
  @inline(__always)
  init(_ list: UnsafeBufferPointer<Int32>, own: Int, _ last: UnsafeMutableBufferPointer<Int32>) {
    self.last = last.baseAddress!
    // An empty list may have no address; then nothing is read.
    next = list.baseAddress ?? UnsafePointer(self.last)
    count = list.count
    self.own = Int32(truncatingIfNeeded: own)
  }

  /// The next sixteen.
  @inline(__always)
  func sixteen() -> UnsafePointer<Int32> { csimd_sixteen_indices(next, count, own, last) }

  /// Which of them are entries.
  @inline(__always)
  var mask: UInt16 { FloatLanes.first(count) }

  @inline(__always)
  mutating func advance() {
    next += 16
    count &-= 16
  }
}
