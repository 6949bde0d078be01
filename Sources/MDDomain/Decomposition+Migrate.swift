import MDCore

extension Decomposition {
  /// Brings every atom to the rank that owns it, wrapped into the box, and sorts the owned atoms by
  /// cell (by id within a cell). Ghosts are dropped; forces are lost.
  ///
  /// Atoms may have moved any distance, and the box may have changed: each dimension is passed along
  /// as often as the farthest atom of all ranks needs.
  public mutating func migrate(_ atoms: inout AtomStore, box: Box) {
    atoms.setCounts(owned: atoms.owned, ghosts: 0)
    let hops = wrapAndCountHops(atoms, box: box)
    for d in 0..<3 {
      for _ in 0..<hops[d] {
        passHome(&atoms, box: box, dimension: d)
      }
    }
    sorter.sort(&atoms, box: box)
  }

  /// Wraps the owned atoms and tells how many places along each dimension the farthest atom of all
  /// ranks has to go.
  private mutating func wrapAndCountHops(_ atoms: borrowing AtomStore, box: Box) -> [Int] {
    let view = atoms.view
    var farthest = SIMD3<Int>.zero
    let (lower, upper) = subdomain
    for i in 0..<view.owned {
      let s = wrap(view, i, box)
      // Most atoms are at home, and need no search.
      if all((s .>= lower) .& (s .< upper)) { continue }
      for d in 0..<3 {
        farthest[d] = max(farthest[d], abs(way(s[d], dimension: d, periodic: box.isPeriodic(d))))
      }
    }
    guard communicator.size > 1 else { return [0, 0, 0] }
    let mine = (0..<3).map { Int64(farthest[$0]) }
    return communicator.reduce(mine, .maximum).map { Int($0) }
  }

  /// Wraps one atom and returns its fractional coordinates.
  private func wrap(_ view: AtomView, _ i: Int, _ box: Box) -> Vector3 {
    let s = box.fractional(view.position(i))
    if all((s .>= Vector3.zero) .& (s .< Vector3(repeating: 1))) { return s }
    guard all((s .> Vector3(repeating: -1e9)) .& (s .< Vector3(repeating: 1e9))) else {
      communicator.abort(
        "atom \(view.id[i]) is at (\(view.x[i]), \(view.y[i]), \(view.z[i])): "
          + "the simulation has become unstable")
    }
    var position = view.position(i)
    var image = view.image(i)
    box.wrap(&position, image: &image)
    (view.x[i], view.y[i], view.z[i]) = (position.x, position.y, position.z)
    (view.imageX[i], view.imageY[i], view.imageZ[i]) = (image.x, image.y, image.z)
    return box.fractional(position)
  }

  /// How many places up (or down, if negative) the owner of a coordinate is, the short way round.
  private func way(_ s: Double, dimension d: Int, periodic: Bool) -> Int {
    let count = grid.counts[d]
    let difference = cuts[d].place(of: s) - place[d]
    guard periodic else { return difference }
    let up = (difference + count) % count
    return up > count / 2 ? up - count : up
  }

  /// Hands the atoms that are not at home in a dimension one place on.
  private mutating func passHome(_ atoms: inout AtomStore, box: Box, dimension d: Int) {
    outgoing.removeAll()
    outgoingDown.removeAll()
    packLeavers(&atoms, box: box, dimension: d)
    let up = neighbor(d, 1, box)
    let down = neighbor(d, -1, box)
    pass(to: up, from: down, tag: Tag.migration + d)
    unpackArrivals(&atoms)
    swap(&outgoing, &outgoingDown)
    pass(to: down, from: up, tag: Tag.migration + d)
    unpackArrivals(&atoms)
  }

  private mutating func packLeavers(_ atoms: inout AtomStore, box: Box, dimension d: Int) {
    let view = atoms.view
    let periodic = box.isPeriodic(d)
    let (lower, upper) = (subdomain.lower[d], subdomain.upper[d])
    var count = view.owned
    var i = 0
    while i < count {
      let s = box.fractional(view.position(i))[d]
      let steps = s >= lower && s < upper ? 0 : way(s, dimension: d, periodic: periodic)
      if steps == 0 {
        i += 1
        continue
      }
      let record = MigrationRecord(view, i)
      if steps > 0 { outgoing.write(record) } else { outgoingDown.write(record) }
      // The last atom fills the hole; the order is made anew by the sort.
      count -= 1
      if i < count { MigrationRecord(view, count).store(in: view, at: i) }
    }
    atoms.setCounts(owned: count, ghosts: 0)
  }

  private mutating func unpackArrivals(_ atoms: inout AtomStore) {
    let arrivals = incoming.count / MemoryLayout<MigrationRecord>.size
    let first = atoms.owned
    atoms.setCounts(owned: first + arrivals, ghosts: 0)
    let view = atoms.view
    for i in 0..<arrivals {
      incoming.read(MigrationRecord.self).store(in: view, at: first + i)
    }
  }

  /// The rank `step` places along a dimension, -1 if there is none.
  func neighbor(_ d: Int, _ step: Int, _ box: Box) -> Int {
    grid.neighbor(of: place, dimension: d, step: step, periodic: box.isPeriodic(d)) ?? -1
  }
}
