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
    var mask = masks
    var next = 0
    let rowLength = Lanes.width * range.first.count
    for j in stride(from: range.first.lowerBound, to: range.first.upperBound, by: 2) {
      let row = partial + Lanes.width * (j - range.first.lowerBound)
      guard shell.isAlive(j) else {
        Row.storeZeros(row, rowLength)
        Row.storeZeros(row + Lanes.width, rowLength)
        continue
      }
      var first = Row(neighbors, j)
      var second = Row(neighbors, j + 1)
      var k = range.begin(j, Lanes.self).place
      while k < range.second.upperBound {
        let one = spread(&next, mask[0])
        let two = spread(&next, mask[1])
        mask += 2
        first.add(one, neighbors, k)
        second.add(two, neighbors, k)
        let inverse = neighbors.inverse.lanes(k)
        var alpha = neighbors.alpha.lanes(k) + (one.both + two.both)
        alpha.addProduct(one.along + two.along, shell.slope.lanes(k))
        alpha.addProduct(inverse * inverse, -(one.bend + two.bend))
        neighbors.alpha.store(alpha, k)
        add(one.beta, first.x, two.beta, second.x, to: neighbors.gx, k)
        add(one.beta, first.y, two.beta, second.y, to: neighbors.gy, k)
        add(one.beta, first.z, two.beta, second.z, to: neighbors.gz, k)
        k &+= Lanes.width
      }
      first.store(row, rowLength, shell.slope[j], neighbors.inverse[j])
      second.store(row + Lanes.width, rowLength, shell.slope[j + 1], neighbors.inverse[j + 1])
    }
    addPartial(partial, rowLength, range.first, neighbors)
  }

  /// The four contracted quantities of a vector of pairs, zero where a pair is not live.
  private struct Spread {
    let along, both, bend, beta: Lanes
  }

  @inline(__always)
  private func spread(_ next: inout Int, _ live: Lanes.Mask) -> Spread {
    let result = Spread(
      along: .load(expanded: live, from: bench(0) + next),
      both: .load(expanded: live, from: bench(1) + next),
      bend: .load(expanded: live, from: bench(2) + next),
      beta: .load(expanded: live, from: bench(3) + next))
    next &+= live.nonzeroBitCount
    return result
  }

  @inline(__always)
  private func add(
    _ a: Lanes, _ x: Lanes, _ b: Lanes, _ y: Lanes, to target: UnsafeMutablePointer<Real>,
    _ k: Int
  ) {
    target.store(target.lanes(k).addingProduct(a, x).addingProduct(b, y), k)
  }

  /// The position of one j in all lanes, and what is summed up for it.
  private struct Row {
    let x, y, z: Lanes
    var along = Lanes.zero
    var both = Lanes.zero
    var bend = Lanes.zero
    var gx = Lanes.zero
    var gy = Lanes.zero
    var gz = Lanes.zero

    @inline(__always)
    init(_ neighbors: NeighborColumns<Real>, _ j: Int) {
      x = Lanes(repeating: neighbors.x[j])
      y = Lanes(repeating: neighbors.y[j])
      z = Lanes(repeating: neighbors.z[j])
    }

    @inline(__always)
    mutating func add(_ part: Spread, _ neighbors: NeighborColumns<Real>, _ k: Int) {
      along += part.along
      both += part.both
      bend += part.bend
      gx.addProduct(part.beta, neighbors.x.lanes(k))
      gy.addProduct(part.beta, neighbors.y.lanes(k))
      gz.addProduct(part.beta, neighbors.z.lanes(k))
    }

    /// Leaves α and g of j, still in lanes.
    @inline(__always)
    func store(
      _ row: UnsafeMutablePointer<Real>, _ length: Int, _ slope: Real, _ inverse: Real
    ) {
      var alpha = both.addingProduct(along, Lanes(repeating: slope))
      alpha.addProduct(bend, Lanes(repeating: -inverse * inverse))
      row.store(alpha, 0)
      (row + length).store(gx, 0)
      (row + 2 * length).store(gy, 0)
      (row + 3 * length).store(gz, 0)
    }

    @inline(__always)
    static func storeZeros(_ row: UnsafeMutablePointer<Real>, _ length: Int) {
      for quantity in 0..<4 { (row + quantity * length).store(.zero, 0) }
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
