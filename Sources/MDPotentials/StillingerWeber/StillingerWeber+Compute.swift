import MDCore
import MDKernels

extension StillingerWeber {
  public mutating func readPositions(of range: Range<Int>, _ atoms: AtomView) {
    claimScratch()
    fillTable(range, atoms)
  }

  /// Gives this value memory of its own if it is a copy of another; returns whether nothing is in it.
  @discardableResult
  private mutating func claimScratch() -> Bool {
    if isKnownUniquelyReferenced(&scratch) { return false }
    scratch = StillingerWeberScratch()
    return true
  }

  /// Copies positions and elements of some atoms into rows, so that a neighbour is one load.
  private func fillTable(_ range: Range<Int>, _ atoms: AtomView) {
    scratch.table.reserve(4 * atoms.total, keeping: 4 * range.lowerBound)
    let rows = scratch.table.pointer
    elementOfType.withUnsafeBufferPointer { elements in
      for i in range {
        rows[4 * i] = atoms.x[i]
        rows[4 * i + 1] = atoms.y[i]
        rows[4 * i + 2] = atoms.z[i]
        rows[4 * i + 3] = Double(elements[Int(atoms.type[i]) - 1])
      }
    }
  }

  public mutating func compute(
    centers: Range<Int>, atoms: AtomView, neighbors: NeighborListView, tally: inout Tally
  ) {
    if claimScratch() { fillTable(0..<atoms.total, atoms) }
    let rows = scratch.table.pointer
    var view = scratch.view(longest: 0, elements: elementCount)
    var energy = DoubleLanes.zero
    pairs.withUnsafeBufferPointer { pairs in
      triplets.withUnsafeBufferPointer { triplets in
        for i in centers {
          let own = Int(rows[4 * i + 3])
          if own < 0 { continue }
          let list = neighbors.neighbors(of: i)
          if list.count > view.longest {
            view = scratch.view(longest: list.count, elements: elementCount)
          }
          gather(around: i, list, AtomTable(rows: rows), view)
          let kernel = StillingerWeberKernel(
            view: view, elementCount: elementCount, own: own,
            pairs: pairs.baseAddress! + own * elementCount,
            triplets: triplets.baseAddress! + own * elementCount * elementCount)
          kernel.addPairs(to: &energy)
          if !isSymmetric { correctPairs(of: i, own: own, view, atoms, &energy) }
          kernel.addTriplets(to: &energy)
          if let perAtom = tally.perAtom {
            addShares(of: i, own: own, view, perAtom, wantsVirial: tally.wantsVirial)
          }
          let sums = kernel.addForces(to: atoms, wantsVirial: tally.wantsVirial)
          atoms.fx[i] -= sums.force.x
          atoms.fy[i] -= sums.force.y
          atoms.fz[i] -= sums.force.z
          if tally.wantsVirial { tally.virial += sums.virial }
        }
      }
    }
    tally.energy += energy.total
  }

  /// Collects the neighbours of a centre within the largest cutoff.
  @inline(__always)
  private func gather(
    around i: Int, _ list: UnsafeBufferPointer<Int32>, _ table: AtomTable,
    _ view: StillingerWeberScratch.View
  ) {
    let found = table.gather(
      around: i, list: list, squaredReach: cutoff * cutoff, into: view.gathered)
    if elementCount == 1 {
      (view.segments[0], view.segments[1]) = (0, found)
      return
    }
    var next = 0
    for element in 0..<elementCount {
      let count = view.neighbors.take(
        element: Int32(truncatingIfNeeded: element), from: view.gathered, count: found, at: next)
      (view.segments[2 * element], view.segments[2 * element + 1]) = (next, count)
      next += DoubleLanes.padded(count)
    }
  }

  /// Makes those pairs anew that LAMMPS computes from the other atom, in a file whose entries ABB and BAA
  /// differ.
  private func correctPairs(
    of i: Int, own: Int, _ view: StillingerWeberScratch.View, _ atoms: AtomView,
    _ energy: inout DoubleLanes
  ) {
    for element in 0..<elementCount {
      let pair = pairs[element * elementCount + own]
      let start = view.segments[2 * element]
      for n in start..<(start + view.segments[2 * element + 1]) {
        if computes(atoms.id[i], atoms.id[Int(view.neighbors.index[n])]) { continue }
        let (x, y, z) = (view.neighbors.x[n], view.neighbors.y[n], view.neighbors.z[n])
        let square = DoubleLanes(repeating: x * x + y * y + z * z)
        let other = pair.halved(square: square, allowed: 1)
        energy[0] += other.energy[0] - view.energy[n]
        view.energy[n] = other.energy[0]
        view.force[n] = other.force[0]
      }
    }
  }

  /// Which of two atoms LAMMPS computes a pair from.
  private func computes(_ own: Int64, _ other: Int64) -> Bool {
    let isEven = (own + other) % 2 == 0
    return own > other ? !isEven : own < other ? isEven : true
  }
}
