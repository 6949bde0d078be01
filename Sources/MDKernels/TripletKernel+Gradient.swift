import CSIMD

extension TripletKernel {
  /// Adds the gradients that the contracted streams stand for.
  ///
  /// A pair (j, k) puts α_j r_j + β r_k on j and α_k r_k + β r_j on k. The streams are spread out to
  /// the tiles of pairs again; what a tile puts on j is summed up in registers, what it puts on k in
  /// `partial`, all of it lane by lane, and the lanes are added up once a group. Nothing is scattered.
  ///
  /// - Parameter partial: memory for the sums at k: four vectors for each group of four places of k.
  public func addGradient(
    _ range: PairRange, masks: UnsafePointer<Lanes.Mask>, _ neighbors: NeighborColumns<Real>,
    _ shell: ShellColumns<Real>, partial: UnsafeMutablePointer<Real>
  ) {
    // Values of their own: behind a pointer the compiler would read them again after every store.
    let (columns, shell) = (neighbors, shell)
    let streams = (
      UnsafePointer(bench(0)), UnsafePointer(bench(1)), UnsafePointer(bench(2)),
      UnsafePointer(bench(3))
    )
    let (last, start, end) = (
      range.first.upperBound, range.second.lowerBound, range.second.upperBound
    )
    let isTriangular = range.isTriangular
    let tiles = PairTile.count(Lanes.self)
    for n in stride(from: 0, to: partialStep * (end &- start) / PairTile.group, by: Lanes.width) {
      partial.store(.zero, n)
    }
    var mask = masks
    var next = 0
    var sums = partial
    var j = range.first.lowerBound
    while j < last {
      var (s0, s1) = (TileSums<Real>(), TileSums<Real>())
      if shell.isAlive(j) {
        let r0 = TileNeighbors(rows: columns, shell, j)
        let r1 = TileNeighbors(rows: columns, shell, j &+ PairTile.rows(Lanes.self))
        var k = isTriangular ? j : start
        var target = isTriangular ? sums : partial
        while k < end {
          let at = TileNeighbors(columns: columns, shell, k)
          var atK = TileSums(target)
          let e0 = TileDerivatives(streams, next, mask[0])
          next &+= mask[0].nonzeroBitCount
          s0.add(e0, own: r0, other: at)
          atK.add(e0, own: at, other: r0)
          if tiles > 1 {
            let e1 = TileDerivatives(streams, next, mask[1])
            next &+= mask[1].nonzeroBitCount
            s1.add(e1, own: r1, other: at)
            atK.add(e1, own: at, other: r1)
          }
          atK.store(target)
          mask += tiles
          target += partialStep
          k &+= PairTile.group
        }
      }
      var total = TileSums(rows: s0, s1)
      if isTriangular {
        // No later row meets this group.
        total.add(TileSums(sums))
        sums += partialStep
      }
      total.add(to: columns, j)
      j &+= PairTile.group
    }
    if !isTriangular {
      for k in stride(from: start, to: end, by: PairTile.group) {
        TileSums(sums).add(to: columns, k)
        sums += partialStep
      }
    }
  }

  /// Numbers of the sums at a group of k.
  private var partialStep: Int { TileSums<Real>.size }

  /// Numbers that the sums at k need for a range of pairs.
  public static func partialPlaces(_ range: PairRange) -> Int {
    range.second.count / PairTile.group * TileSums<Real>.size
  }
}

/// The four contracted quantities of a tile of pairs, zero where a pair is not live.
private struct TileDerivatives<Real: LaneScalar> {
  typealias Lanes = Real.Lanes

  let along, both, bend, beta: Lanes

  @inline(__always)
  init(
    _ streams: (
      UnsafePointer<Real>, UnsafePointer<Real>, UnsafePointer<Real>, UnsafePointer<Real>
    ), _ next: Int, _ live: Lanes.Mask
  ) {
    along = .load(expanded: live, from: streams.0 + next)
    both = .load(expanded: live, from: streams.1 + next)
    bend = .load(expanded: live, from: streams.2 + next)
    beta = .load(expanded: live, from: streams.3 + next)
  }
}

/// What belongs to the rows or to the columns of a tile: positions, slopes of the cutoff function, −1/r².
private struct TileNeighbors<Real: LaneScalar> {
  typealias Lanes = Real.Lanes

  let x, y, z, slope, bend: Lanes

  @inline(__always)
  init(rows neighbors: NeighborColumns<Real>, _ shell: ShellColumns<Real>, _ j: Int) {
    x = .tileRows(neighbors.x + j)
    y = .tileRows(neighbors.y + j)
    z = .tileRows(neighbors.z + j)
    slope = .tileRows(shell.slope + j)
    bend = .tileRows(neighbors.bend + j)
  }

  @inline(__always)
  init(columns neighbors: NeighborColumns<Real>, _ shell: ShellColumns<Real>, _ k: Int) {
    x = .tileColumns(neighbors.x + k)
    y = .tileColumns(neighbors.y + k)
    z = .tileColumns(neighbors.z + k)
    slope = .tileColumns(shell.slope + k)
    bend = .tileColumns(neighbors.bend + k)
  }
}

/// α and g of the rows or of the columns of a tile, in lanes.
private struct TileSums<Real: LaneScalar> {
  typealias Lanes = Real.Lanes

  var alpha, gx, gy, gz: Lanes

  @inline(__always)
  init() { (alpha, gx, gy, gz) = (.zero, .zero, .zero, .zero) }

  /// Numbers that they take in memory.
  static var size: Int { 4 * Lanes.width }

  @inline(__always)
  init(_ memory: UnsafeMutablePointer<Real>) {
    alpha = memory.lanes(0)
    gx = memory.lanes(Lanes.width)
    gy = memory.lanes(2 &* Lanes.width)
    gz = memory.lanes(3 &* Lanes.width)
  }

  @inline(__always)
  func store(_ memory: UnsafeMutablePointer<Real>) {
    memory.store(alpha, 0)
    memory.store(gx, Lanes.width)
    memory.store(gy, 2 &* Lanes.width)
    memory.store(gz, 3 &* Lanes.width)
  }

  /// The sums of four rows as those of four columns.
  @inline(__always)
  init(rows first: Self, _ second: Self) {
    alpha = .rowsAsColumns(first.alpha, second.alpha)
    gx = .rowsAsColumns(first.gx, second.gx)
    gy = .rowsAsColumns(first.gy, second.gy)
    gz = .rowsAsColumns(first.gz, second.gz)
  }

  @inline(__always)
  mutating func add(_ other: Self) {
    alpha += other.alpha
    gx += other.gx
    gy += other.gy
    gz += other.gz
  }

  /// Adds what the pairs of a tile put on one side of it.
  @inline(__always)
  mutating func add(
    _ pairs: TileDerivatives<Real>, own: TileNeighbors<Real>, other: TileNeighbors<Real>
  ) {
    // α waits for one sum only from tile to tile.
    alpha += pairs.both.addingProduct(pairs.bend, own.bend).addingProduct(pairs.along, own.slope)
    gx.addProduct(pairs.beta, other.x)
    gy.addProduct(pairs.beta, other.y)
    gz.addProduct(pairs.beta, other.z)
  }

  /// Adds the sums over the rows to the gradients of four neighbours.
  @inline(__always)
  func add(to neighbors: NeighborColumns<Real>, _ k: Int) {
    Lanes.addTiles(
      (alpha, gx, gy, gz),
      to: (neighbors.alpha + k, neighbors.gx + k, neighbors.gy + k, neighbors.gz + k))
  }
}
