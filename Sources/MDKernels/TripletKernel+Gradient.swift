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
    _ range: PairRange, masks: UnsafePointer<UInt8>, _ neighbors: NeighborColumns,
    _ shell: ShellColumns, partial: UnsafeMutablePointer<Double>
  ) {
    var mask = masks
    var next = 0
    let (t, u, v, b) = (bench(0), bench(1), bench(2), bench(3))
    let rowLength = 8 * range.first.count
    var row = partial
    for j in range.first {
      var (alpha, gx, gy, gz) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
      if shell.value[j] != 0 {
        var (sumT, sumU, sumV) = (Lanes.zero, Lanes.zero, Lanes.zero)
        let (xj, yj, zj) = (
          Lanes(repeating: neighbors.x[j]), Lanes(repeating: neighbors.y[j]),
          Lanes(repeating: neighbors.z[j])
        )
        var k = range.begin(j).place
        while k < range.second.upperBound {
          let live = mask.pointee
          mask += 1
          let along = t.lanes(next).expanded(live)
          let both = u.lanes(next).expanded(live)
          let bend = v.lanes(next).expanded(live)
          let beta = b.lanes(next).expanded(live)
          next &+= live.nonzeroBitCount
          sumT += along
          sumU += both
          sumV += bend
          let inverse = neighbors.inverse.lanes(k)
          var alphaK = neighbors.alpha.lanes(k) + both
          alphaK.addProduct(along, shell.slope.lanes(k))
          alphaK -= (inverse * inverse) * bend
          neighbors.alpha.store(alphaK, k)
          neighbors.gx.store(neighbors.gx.lanes(k).addingProduct(beta, xj), k)
          neighbors.gy.store(neighbors.gy.lanes(k).addingProduct(beta, yj), k)
          neighbors.gz.store(neighbors.gz.lanes(k).addingProduct(beta, zj), k)
          gx.addProduct(beta, neighbors.x.lanes(k))
          gy.addProduct(beta, neighbors.y.lanes(k))
          gz.addProduct(beta, neighbors.z.lanes(k))
          k &+= 8
        }
        let inverse = neighbors.inverse[j]
        alpha = sumU.addingProduct(sumT, Lanes(repeating: shell.slope[j]))
        alpha.addProduct(sumV, Lanes(repeating: -inverse * inverse))
      }
      row.store(alpha, 0)
      (row + rowLength).store(gx, 0)
      (row + 2 * rowLength).store(gy, 0)
      (row + 3 * rowLength).store(gz, 0)
      row += 8
    }
    addPartial(partial, rowLength, range.first, neighbors)
  }

  /// Sums the lanes of eight j at once.
  private func addPartial(
    _ partial: UnsafeMutablePointer<Double>, _ rowLength: Int, _ places: Range<Int>,
    _ neighbors: NeighborColumns
  ) {
    let targets = (neighbors.alpha, neighbors.gx, neighbors.gy, neighbors.gz)
    for n in stride(from: 0, to: places.count, by: 8) {
      let j = places.lowerBound + n
      let rows = partial + 8 * n
      targets.0.store(targets.0.lanes(j) + csimd_sum_rows(rows), j)
      targets.1.store(targets.1.lanes(j) + csimd_sum_rows(rows + rowLength), j)
      targets.2.store(targets.2.lanes(j) + csimd_sum_rows(rows + 2 * rowLength), j)
      targets.3.store(targets.3.lanes(j) + csimd_sum_rows(rows + 3 * rowLength), j)
    }
  }

}
