import MDKernels

/// Functions that no other kernel knows: in double precision, whatever that of the kernels.
extension BlockEvaluation {
  func evaluateGeneral() {
    for group in plan.general {
      if plan.isPlain {
        for center in 0..<count {
          plainKernel(group, center).evaluate()
          takeSums(group, center)
        }
      } else {
        forEachCenter(group) { center, kernel in
          kernel.evaluate()
          takeSums(group, center)
        }
      }
    }
  }

  func addGeneralGradients() {
    for group in plan.general {
      if plan.isPlain {
        for center in 0..<count {
          setWeights(group, center)
          plainKernel(group, center).addGradient()
          addExactGradients(center)
        }
      } else {
        forEachCenter(group) { center, kernel in
          setWeights(group, center)
          kernel.addGradient()
          addExactGradients(center)
        }
      }
    }
  }

  /// Shows a kernel one centre after the other. It is made once, since copying a group counts its arrays.
  @inline(__always)
  private func forEachCenter(_ group: FunctionGroup, _ body: (Int, VectorGroupKernel) -> Void) {
    var kernel = VectorGroupKernel(
      group: group, atomicNumbers: atomicNumbers, center: exactNeighbors(group, 0),
      packed: packedNeighbors(group, 0), work: scratch.batchRows.pointer,
      pieces: scratch.pieces.pointer, sums: scratch.sums.pointer)
    for center in 0..<count {
      if center > 0 {
        kernel.center = exactNeighbors(group, center)
        kernel.packed = packedNeighbors(group, center)
      }
      kernel.pack()
      body(center, kernel)
    }
  }

  private func takeSums(_ group: FunctionGroup, _ center: Int) {
    let terms = group.terms.span
    for t in 0..<terms.count {
      row(terms[t].function)[center] = scratch.sums.pointer[t]
    }
  }

  private func setWeights(_ group: FunctionGroup, _ center: Int) {
    let terms = group.terms.span
    for t in 0..<terms.count {
      scratch.sums.pointer[t] = weight(terms[t].function, center)
    }
  }

  /// A kernel with the neighbours of a centre in place.
  private func plainKernel(_ group: FunctionGroup, _ center: Int) -> GroupKernel {
    var kernel = GroupKernel(
      group: group, atomicNumbers: atomicNumbers, center: exactNeighbors(group, center),
      packed: packedNeighbors(group, center), pairValues: scratch.factorValues.pointer,
      shapeValues: scratch.shapeValues.pointer, sums: scratch.sums.pointer)
    kernel.pack()
    return kernel
  }

  private func packedNeighbors(_ group: FunctionGroup, _ center: Int) -> PackedNeighbors {
    let places = PackedNeighbors.places(neighbors.places(center))
    let factors = group.factors.count
    scratch.packed.reserve(PackedNeighbors.rows(factors: factors) * places, keeping: 0)
    scratch.slots.reserve(places, keeping: 0)
    return PackedNeighbors(
      base: scratch.packed.pointer, slots: scratch.slots.pointer,
      reachEnds: scratch.reachEnds.pointer, stride: places, group: group)
  }

  /// The columns of one centre in double precision: themselves if they are. Distances of a group of compact functions are
  /// made again from the positions: those of the columns are good to the last bits, but not on the very last, see
  /// ``FusedProduct``.
  private func exactNeighbors(_ group: FunctionGroup, _ center: Int) -> CenterNeighbors {
    let columns = neighbors.columns(center)
    let places = neighbors.places(center)
    let ownColumns = columns as? NeighborColumns<Double>
    let needsDistances = group.key.isCompact && group.key.isAngular
    scratch.exact.reserve(7 * places, keeping: 0)
    let base = scratch.exact.pointer
    if let columns = ownColumns, !needsDistances || lengthFactor == 1 {
      if needsDistances { fillDistances(base, of: columns, places) }
      return CenterNeighbors(
        count: places, dx: columns.x, dy: columns.y, dz: columns.z,
        r: needsDistances ? base : columns.distance, element: columns.element,
        index: columns.index, gx: columns.gx, gy: columns.gy, gz: columns.gz)
    }
    base.update(repeating: 0, count: 7 * places)
    let rows = scratch.table.pointer
    let origin = rows + 4 * centers[center]
    for n in 0..<places {
      base[3 * places + n] = DoubleLanes.farAway
      guard columns.element[n] >= 0 else { continue }
      let row = rows + 4 * Int(columns.index[n])
      let (x, y, z) = (row[0] - origin[0], row[1] - origin[1], row[2] - origin[2])
      base[n] = x * lengthFactor
      base[places + n] = y * lengthFactor
      base[2 * places + n] = z * lengthFactor
      base[3 * places + n] = FusedProduct.dot((x, y, z), (x, y, z)).squareRoot() * lengthFactor
    }
    return CenterNeighbors(
      count: places, dx: base, dy: base + places, dz: base + 2 * places, r: base + 3 * places,
      element: columns.element, index: columns.index, gx: ownColumns?.gx ?? base + 4 * places,
      gy: ownColumns?.gy ?? base + 5 * places, gz: ownColumns?.gz ?? base + 6 * places)
  }

  /// Makes the distances again of columns whose displacements were not scaled.
  private func fillDistances(
    _ distances: UnsafeMutablePointer<Double>, of columns: NeighborColumns<Double>, _ places: Int
  ) {
    let far = DoubleLanes(repeating: DoubleLanes.farAway)
    for n in stride(from: 0, to: places, by: 8) {
      let d = (columns.x.lanes(n), columns.y.lanes(n), columns.z.lanes(n))
      let r = FusedProduct.dot(d, d).squareRoot()
      // Places that pad are far away, whatever stands in them.
      let isReal = columns.distance.lanes(n).isLess(DoubleLanes(repeating: 1e100))
      distances.store(r.selected(isReal, else: far), n)
    }
  }

  /// Adds gradients that stand in the exact columns to those of the kernels.
  private func addExactGradients(_ center: Int) {
    if Real.self == Double.self { return }
    let columns = neighbors.columns(center)
    let places = neighbors.places(center)
    let (gx, gy, gz) = (
      scratch.exact.pointer + 4 * places, scratch.exact.pointer + 5 * places,
      scratch.exact.pointer + 6 * places
    )
    for n in 0..<places {
      columns.gx[n] += Real(gx[n])
      columns.gy[n] += Real(gy[n])
      columns.gz[n] += Real(gz[n])
    }
  }
}
