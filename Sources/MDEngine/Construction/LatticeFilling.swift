import MDCore
import MDDomain

/// Atoms on the points of a lattice, in the whole box or a region: `create_atoms N box` and `region`.
///
/// Atoms are numbered as LAMMPS numbers them on one rank: cells along z, then y, then x, then the
/// basis. No rank walks the whole lattice: rows of cells along the first lattice vector are counted
/// in equal shares, the counts are added up over the ranks, and every rank then walks only the rows
/// that touch its part of the box.
public struct LatticeFilling {
  /// Where the points are.
  public let lattice: Lattice
  /// The atom type of each basis atom.
  public let types: [Int32]
  /// The region to fill; nil for the whole box.
  public let region: Region?

  /// A filling with one type for each basis atom of the lattice.
  public init(lattice: Lattice, types: [Int32], region: Region? = nil) throws(InputError) {
    guard !lattice.basis.isEmpty else {
      throw InputError(
        "atoms can be created on a lattice only after a lattice with points is defined")
    }
    precondition(types.count == lattice.basis.count, "one type for each basis atom")
    self.lattice = lattice
    self.types = types
    self.region = region
  }

  /// LAMMPS shifts the box that takes atoms down by this fraction of its length where it is periodic,
  /// and shortens it by as much, so that of two images on opposite faces exactly one is made.
  static let faceTolerance = 1e-6

  /// Creates the atoms that this rank owns.
  ///
  /// - Parameter decomposition: who owns which part of the box.
  /// - Returns: how many atoms all ranks have created together.
  @discardableResult
  public func fill(
    _ state: inout SystemState, _ decomposition: borrowing Decomposition
  ) throws(InputError) -> Int64 {
    let sites = Sites(self, box: state.box)
    guard let rows = try sites.findRows() else { return 0 }
    // Before they are counted one by one, which would take hours where there are far too many.
    try state.requireRoom(for: sites.estimate)
    try sites.checkRows(rows, ranks: state.communicator.size)
    let counts = sites.countRows(rows, communicator: state.communicator)
    try state.requireRoom(for: counts.reduce(0, +))
    let before = state.atoms.owned
    state.atoms.setCounts(owned: before, ghosts: 0)
    var nextID = state.largestID + 1
    let margin = Vector3(repeating: 10 * Self.faceTolerance)
    let (lower, upper) = decomposition.subdomain
    for (index, count) in counts.enumerated() where count > 0 {
      let (j, k) = rows[index]
      if sites.row(j, k).cells(within: lower - margin, upper + margin) != nil {
        var id = nextID
        sites.walk(j, k) { r, basis in
          if decomposition.owns(sites.owningPoint(r), in: state.box) {
            state.atoms.append(Atom(id: id, type: types[basis], position: r))
          }
          id += 1
        }
      }
      nextID += count
    }
    return try state.countCreated(ownedBefore: before, expected: counts.reduce(0, +))
  }
}

extension LatticeFilling {
  /// The sites of the lattice that lie in a box.
  struct Sites {
    let lattice: Lattice
    let region: Region?
    let box: Box
    /// Bounds in which a point is taken: Å for an orthogonal box, fractions for a tilted one.
    let lower, upper: Vector3

    init(_ filling: LatticeFilling, box: Box) {
      lattice = filling.lattice
      region = filling.region
      self.box = box
      var lower = box.isTriclinic ? Vector3.zero : box.lower
      var upper = box.isTriclinic ? Vector3(repeating: 1) : box.upper
      for d in 0..<3 where box.isPeriodic(d) {
        let tolerance = LatticeFilling.faceTolerance * (box.isTriclinic ? 1 : box.lengths[d])
        lower[d] -= tolerance
        upper[d] -= 2 * tolerance
      }
      self.lower = lower
      self.upper = upper
    }

    /// The part of the box where sites may be: all of it without a region; nil if there is none.
    private var bounds: (low: Vector3, high: Vector3)? {
      var (low, high) = box.boundingBox
      guard let around = region?.boundingBox else { return (low, high) }
      low = pointwiseMax(low, around.lower)
      high = pointwiseMin(high, around.upper)
      return all(low .<= high) ? (low, high) : nil
    }

    /// About how many sites the volume to be filled has.
    var estimate: Int64 {
      let origin = lattice.boxPoint(.zero)
      let (a, b, c) = (
        lattice.boxPoint(Vector3(1, 0, 0)) - origin, lattice.boxPoint(Vector3(0, 1, 0)) - origin,
        lattice.boxPoint(Vector3(0, 0, 1)) - origin
      )
      let cell = abs(a.cross(b).dot(c))
      let sites = filledVolume / cell * Double(lattice.basis.count)
      return Int64(min(sites.rounded(), 1e18))
    }

    /// Å³: that of the box, or what a grid of points tells of the region's part of it.
    private var filledVolume: Double {
      guard region != nil else { return box.volume }
      guard let (low, high) = bounds else { return 0 }
      let size = high - low
      let fineness = 50
      var hits = 0
      for place in 0..<fineness * fineness * fineness {
        let cell = Vector3(
          Double(place % fineness), Double(place / fineness % fineness),
          Double(place / (fineness * fineness)))
        if accepts(low + size * (cell + 0.5) / Double(fineness)) { hits += 1 }
      }
      return size.x * size.y * size.z * Double(hits) / Double(fineness * fineness * fineness)
    }

    /// Throws if going through the cells, which a region may leave empty, would take for ever.
    func checkRows(_ rows: LatticeRows, ranks: Int) throws(InputError) {
      let cells = Double(rows.count) * Double(rows.length)
      guard rows.count < 1 << 30, cells / Double(ranks) < 1e11 else {
        throw InputError(
          "the lattice has too many points around the region: about \(rows.length) by \(rows.j.count) by \(rows.k.count) cells"
        )
      }
    }

    /// Whether a point of the lattice becomes an atom.
    @inline(__always)
    func accepts(_ r: Vector3) -> Bool {
      if let region, !region.contains(r) { return false }
      let coordinates = box.isTriclinic ? box.fractional(r) : r
      return all(coordinates .>= lower) && all(coordinates .< upper)
    }

    /// A point that decides who owns an atom: the atom's own, or one just inside the box when the
    /// atom lies a hair below its lower faces.
    @inline(__always)
    func owningPoint(_ r: Vector3) -> Vector3 {
      let s = box.fractional(r)
      guard s.min() < 0 else { return r }
      return box.cartesian(pointwiseMax(s, Vector3(repeating: 1e-9)))
    }

    /// The pairs (j, k) of second and third lattice coordinates that can hold sites, k outermost.
    ///
    /// - Throws: ``InputError`` if they are more than a machine can count.
    func findRows() throws(InputError) -> LatticeRows? {
      guard let (low, high) = bounds else { return nil }
      var least = Vector3(repeating: .infinity)
      var most = Vector3(repeating: -.infinity)
      for corner in 0..<8 {
        let place = Vector3(
          corner & 1 == 0 ? low.x : high.x, corner & 2 == 0 ? low.y : high.y,
          corner & 4 == 0 ? low.z : high.z)
        let u = lattice.latticePoint(place)
        least = pointwiseMin(least, u)
        most = pointwiseMax(most, u)
      }
      let span = most - least
      guard span.max() < 1e9, (span.x + 2) * (span.y + 2) * (span.z + 2) < 1e14 else {
        throw InputError(
          "the lattice has too many points in the box: about \(span.x) by \(span.y) by \(span.z) cells"
        )
      }
      return LatticeRows(
        length: Int(span.x.rounded(.up)) + 1,
        j: Int(least.y.rounded(.down)) - 1...Int(most.y.rounded(.up)) + 1,
        k: Int(least.z.rounded(.down)) - 1...Int(most.z.rounded(.up)) + 1)
    }

    /// A row in fractional coordinates of the box.
    func row(_ j: Int, _ k: Int) -> LatticeRow {
      let corner = Vector3(0, Double(j), Double(k))
      let start = box.fractional(lattice.boxPoint(corner))
      let step = box.fractional(lattice.boxPoint(corner + Vector3(1, 0, 0))) - start
      let offsets = lattice.basis.map { box.fractional(lattice.boxPoint(corner + $0)) - start }
      return LatticeRow(
        start: start, step: step, basisLower: offsets.reduce(offsets[0], pointwiseMin),
        basisUpper: offsets.reduce(offsets[0], pointwiseMax))
    }

    /// Calls `body` with each site of a row that becomes an atom, and its place in the basis.
    @inline(__always)
    func walk(_ j: Int, _ k: Int, _ body: (Vector3, Int) -> Void) {
      let margin = Vector3(repeating: 10 * LatticeFilling.faceTolerance)
      guard let cells = row(j, k).cells(within: -margin, 1 + margin) else { return }
      for i in cells {
        let corner = Vector3(Double(i), Double(j), Double(k))
        for (basis, offset) in lattice.basis.enumerated() {
          let r = lattice.boxPoint(corner + offset)
          if accepts(r) { body(r, basis) }
        }
      }
    }

    /// How many atoms each row gets; every rank counts an equal share of the rows.
    func countRows(_ rows: LatticeRows, communicator: any Communicator) -> [Int64] {
      var counts = [Int64](repeating: 0, count: rows.count)
      let share =
        rows.count * communicator.rank / communicator.size..<rows.count * (communicator.rank + 1)
        / communicator.size
      for index in share {
        let (j, k) = rows[index]
        var count: Int64 = 0
        walk(j, k) { _, _ in count += 1 }
        counts[index] = count
      }
      return communicator.reduce(counts, .sum)
    }
  }
}

/// Rows of lattice cells, numbered with the second lattice coordinate running fastest.
struct LatticeRows {
  /// About how many cells a row has.
  let length: Int
  let j, k: ClosedRange<Int>

  var count: Int { j.count * k.count }

  subscript(_ index: Int) -> (j: Int, k: Int) {
    (j.lowerBound + index % j.count, k.lowerBound + index / j.count)
  }
}
