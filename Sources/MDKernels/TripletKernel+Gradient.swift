import CSIMD

extension TripletKernel {
  /// Adds the gradients that the contracted streams stand for.
  ///
  /// A pair (j, k) puts α_j r_j + β r_k on j and α_k r_k + β r_j on k. The streams are spread out to
  /// the vectors of k again, so that the gradients at k are contiguous loads and stores, and those at
  /// j are sums in registers; nothing is scattered.
  ///
  /// - Parameter partial: memory for the sums at j: four rows of lanes for each place of j.
  public func addGradient(
    _ range: PairRange, masks: UnsafePointer<Lanes.Mask>, _ neighbors: NeighborColumns<Real>,
    _ shell: ShellColumns<Real>, partial: UnsafeMutablePointer<Real>
  ) {
    // Values of their own: behind a pointer the compiler would read them again after every store.
    let (columns, shell) = (neighbors, shell)
    let streams = (bench(0), bench(1), bench(2), bench(3))
    let (last, end) = (range.first.upperBound, range.second.upperBound)
    let rowLength = Lanes.width &* range.first.count
    var row = partial
    var mask = masks
    var next = 0
    var j = range.first.lowerBound
    while j < last {
      var (r0, r1, r2, r3) = (RowSums(), RowSums(), RowSums(), RowSums())
      if shell.isAlive(j) {
        let (p0, p1) = (Row(columns, shell, j), Row(columns, shell, j &+ 1))
        let (p2, p3) = (Row(columns, shell, j &+ 2), Row(columns, shell, j &+ 3))
        var k = range.begin(j, Lanes.self).place
        while k < end {
          let at = Place(columns, k)
          let e0 = Spread(streams, &next, mask[0])
          r0 = r0.adding(e0, p0, at)
          var sums = ColumnSums(columns, k, e0, p0)
          let e1 = Spread(streams, &next, mask[1])
          r1 = r1.adding(e1, p1, at)
          sums = sums.adding(e1, p1)
          let e2 = Spread(streams, &next, mask[2])
          r2 = r2.adding(e2, p2, at)
          sums = sums.adding(e2, p2)
          let e3 = Spread(streams, &next, mask[3])
          r3 = r3.adding(e3, p3, at)
          sums = sums.adding(e3, p3)
          sums.store(columns, shell, k)
          mask += PairRange.rowsAtOnce
          k &+= Lanes.width
        }
      }
      r0.store(row, rowLength)
      r1.store(row + Lanes.width, rowLength)
      r2.store(row + 2 &* Lanes.width, rowLength)
      r3.store(row + 3 &* Lanes.width, rowLength)
      row += PairRange.rowsAtOnce &* Lanes.width
      j &+= PairRange.rowsAtOnce
    }
    addPartial(partial, rowLength, range.first, neighbors)
  }

  /// The four contracted quantities of a vector of pairs, zero where a pair is not live.
  private struct Spread {
    let along, both, bend, beta: Lanes

    @inline(__always)
    init(
      _ streams: (
        UnsafeMutablePointer<Real>, UnsafeMutablePointer<Real>, UnsafeMutablePointer<Real>,
        UnsafeMutablePointer<Real>
      ), _ next: inout Int, _ live: Lanes.Mask
    ) {
      along = .load(expanded: live, from: streams.0 + next)
      both = .load(expanded: live, from: streams.1 + next)
      bend = .load(expanded: live, from: streams.2 + next)
      beta = .load(expanded: live, from: streams.3 + next)
      next &+= live.nonzeroBitCount
    }
  }

  /// The positions of a vector of k.
  private struct Place {
    let x, y, z: Lanes

    @inline(__always)
    init(_ neighbors: NeighborColumns<Real>, _ k: Int) {
      x = neighbors.x.lanes(k)
      y = neighbors.y.lanes(k)
      z = neighbors.z.lanes(k)
    }
  }

  /// What belongs to one j: more than registers have room for, so that it is read where it is used.
  private struct Row {
    let x, y, z, slope: UnsafePointer<Real>
    /// −1/r_ij².
    let inverse2: Lanes

    @inline(__always)
    init(_ neighbors: NeighborColumns<Real>, _ shell: ShellColumns<Real>, _ j: Int) {
      x = UnsafePointer(neighbors.x + j)
      y = UnsafePointer(neighbors.y + j)
      z = UnsafePointer(neighbors.z + j)
      slope = UnsafePointer(shell.slope + j)
      let inverse = neighbors.inverse[j]
      inverse2 = Lanes(repeating: -(inverse * inverse))
    }
  }

  /// α and g of one j, still in lanes.
  private struct RowSums {
    var alpha = Lanes.zero
    var gx = Lanes.zero
    var gy = Lanes.zero
    var gz = Lanes.zero

    @inline(__always)
    func adding(_ part: Spread, _ row: Row, _ at: Place) -> Self {
      var result = self
      result.alpha = (alpha + part.both).addingProduct(part.bend, row.inverse2)
        .addingProduct(part.along, Lanes(repeating: row.slope.pointee))
      result.gx = gx.addingProduct(part.beta, at.x)
      result.gy = gy.addingProduct(part.beta, at.y)
      result.gz = gz.addingProduct(part.beta, at.z)
      return result
    }

    @inline(__always)
    func store(_ row: UnsafeMutablePointer<Real>, _ length: Int) {
      row.store(alpha, 0)
      (row + length).store(gx, 0)
      (row + 2 &* length).store(gy, 0)
      (row + 3 &* length).store(gz, 0)
    }
  }

  /// α and g of a vector of k.
  private struct ColumnSums {
    var alpha, gx, gy, gz, along, bend: Lanes

    /// What there is with the first row added.
    @inline(__always)
    init(_ neighbors: NeighborColumns<Real>, _ k: Int, _ part: Spread, _ row: Row) {
      alpha = neighbors.alpha.lanes(k) + part.both
      along = part.along
      bend = part.bend
      gx = neighbors.gx.lanes(k).addingProduct(part.beta, Lanes(repeating: row.x.pointee))
      gy = neighbors.gy.lanes(k).addingProduct(part.beta, Lanes(repeating: row.y.pointee))
      gz = neighbors.gz.lanes(k).addingProduct(part.beta, Lanes(repeating: row.z.pointee))
    }

    @inline(__always)
    func adding(_ part: Spread, _ row: Row) -> Self {
      var result = self
      result.alpha += part.both
      result.along += part.along
      result.bend += part.bend
      result.gx.addProduct(part.beta, Lanes(repeating: row.x.pointee))
      result.gy.addProduct(part.beta, Lanes(repeating: row.y.pointee))
      result.gz.addProduct(part.beta, Lanes(repeating: row.z.pointee))
      return result
    }

    @inline(__always)
    func store(_ neighbors: NeighborColumns<Real>, _ shell: ShellColumns<Real>, _ k: Int) {
      let inverse = neighbors.inverse.lanes(k)
      neighbors.alpha.store(
        alpha.addingProduct(along, shell.slope.lanes(k)).addingProduct(inverse * inverse, -bend), k)
      neighbors.gx.store(gx, k)
      neighbors.gy.store(gy, k)
      neighbors.gz.store(gz, k)
    }
  }

  /// Sums the lanes of a vector of j at once.
  private func addPartial(
    _ partial: UnsafeMutablePointer<Real>, _ rowLength: Int, _ places: Range<Int>,
    _ neighbors: NeighborColumns<Real>
  ) {
    let targets = (neighbors.alpha, neighbors.gx, neighbors.gy, neighbors.gz)
    for n in stride(from: 0, to: places.count, by: Lanes.width) {
      let j = places.lowerBound + n
      let rows = partial + Lanes.width * n
      targets.0.store(targets.0.lanes(j) + Lanes.sumRows(rows), j)
      targets.1.store(targets.1.lanes(j) + Lanes.sumRows(rows + rowLength), j)
      targets.2.store(targets.2.lanes(j) + Lanes.sumRows(rows + 2 * rowLength), j)
      targets.3.store(targets.3.lanes(j) + Lanes.sumRows(rows + 3 * rowLength), j)
    }
  }
}
