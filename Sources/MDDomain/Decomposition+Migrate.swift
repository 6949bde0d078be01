import MDCore

extension Decomposition {
  /// Brings every atom to the rank that owns it, wrapped into the box, and sorts the owned atoms by
  /// cell (by id within a cell). Ghosts are dropped; forces are lost.
  ///
  /// Atoms may have moved any distance, and the box may have changed: each dimension is passed along
  /// as often as the farthest atom of all ranks needs.
  ///
  /// - Parameters:
  ///   - cutoff: how far ghosts will reach, Å, if they will be exchanged next: then atoms that will
  ///     have no ghost within it come first, and ``interiorCount`` is their number.
  ///   - message: two numbers that go along with the one reduction that migration needs.
  ///   - toleratesStrays: whether to leave everything as it is, and to say so in ``strays``, if an atom of
  ///     some rank is nowhere near the box or nowhere at all; otherwise that ends the program.
  /// - Returns: the greatest of each over all ranks.
  @discardableResult
  public mutating func migrate(
    _ atoms: inout AtomStore, box: Box, cutoff: Double? = nil,
    carrying message: SIMD2<Int64> = .zero, toleratesStrays: Bool = false
  ) -> SIMD2<Int64> {
    strays = Strays()
    atoms.setCounts(owned: atoms.owned, ghosts: 0)
    let (hops, greatest) = wrapAndCountHops(atoms, box: box, message)
    if strays.exist {
      guard toleratesStrays else {
        let names = strays.own.map { atoms.read($0) }.map {
          "atom \($0.id) is at (\($0.position.x), \($0.position.y), \($0.position.z))"
        }
        guard !names.isEmpty else {
          // Another rank has the atoms, and says so.
          communicator.barrier()
          return greatest
        }
        communicator.abort(
          names.joined(separator: ", ") + ": the simulation has become unstable")
      }
      return greatest
    }
    for d in 0..<3 {
      for _ in 0..<hops[d] {
        passHome(&atoms, box: box, dimension: d)
      }
    }
    if let cutoff { sorter.cellWidth = max(cutoff / 2, 1) }
    interiorCount = sorter.sort(&atoms, box: box, interior: interior(cutoff, box))
    notice = .max
    return greatest
  }

  /// The part of the subdomain, in fractional coordinates, that no ghost is near to; nil if there is
  /// nobody to wait for, or it is not known how far ghosts will reach.
  private func interior(_ cutoff: Double?, _ box: Box) -> (lower: Vector3, upper: Vector3)? {
    guard let cutoff, communicator.size > 1 else { return nil }
    let reach = Vector3(repeating: cutoff * (1 + 1e-9)) / box.faceDistances
    var (lower, upper) = (subdomain.lower + reach, subdomain.upper - reach)
    for d in 0..<3 where !box.isPeriodic(d) {
      // No ghost is beyond the outer faces, where atoms may lie outside the subdomain.
      if place[d] == 0 { lower[d] = -.infinity }
      if place[d] == grid.counts[d] - 1 { upper[d] = .infinity }
    }
    return (lower, upper)
  }

  /// Wraps the owned atoms and tells how many places along each dimension the farthest atom of all
  /// ranks has to go, and the greatest messages.
  private mutating func wrapAndCountHops(
    _ atoms: borrowing AtomStore, box: Box, _ message: SIMD2<Int64>
  ) -> (hops: SIMD3<Int>, message: SIMD2<Int64>) {
    let view = atoms.view
    var farthest = SIMD3<Int>.zero
    let (lower, upper) = subdomain
    for i in 0..<view.owned {
      guard let s = wrap(view, i, box) else {
        if strays.own.count < Strays.mostNamed { strays.own.append(i) }
        strays.exist = true
        continue
      }
      // Most atoms are at home, and need no search.
      if all((s .>= lower) .& (s .< upper)) { continue }
      for d in 0..<3 {
        farthest[d] = max(farthest[d], abs(way(s[d], dimension: d, periodic: box.isPeriodic(d))))
      }
    }
    guard communicator.size > 1 else { return (.zero, message) }
    let most = communicator.reduce(
      [
        Int64(farthest.x), Int64(farthest.y), Int64(farthest.z), message.x, message.y, -appointment,
        strays.exist ? 1 : 0,
      ], .maximum)
    appointment = -most[5]
    strays.exist = most[6] != 0
    return (SIMD3(Int(most[0]), Int(most[1]), Int(most[2])), SIMD2(most[3], most[4]))
  }

  /// Wraps one atom and returns its fractional coordinates; nil if it is nowhere near the box.
  private func wrap(_ view: AtomView, _ i: Int, _ box: Box) -> Vector3? {
    let s = box.fractional(view.position(i))
    if all((s .>= Vector3.zero) .& (s .< Vector3(repeating: 1))) { return s }
    guard all((s .> Vector3(repeating: -1e9)) .& (s .< Vector3(repeating: 1e9))) else { return nil }
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
      let extra = UnsafeBufferPointer(
        start: UnsafePointer(view.extra + i * view.extraCount), count: view.extraCount)
      if steps > 0 {
        outgoing.write(record)
        outgoing.write(contentsOf: extra)
      } else {
        outgoingDown.write(record)
        outgoingDown.write(contentsOf: extra)
      }
      // The last atom fills the hole; the order is made anew by the sort.
      count -= 1
      guard i < count else { break }
      MigrationRecord(view, count).store(in: view, at: i)
      (view.extra + i * view.extraCount).update(
        from: view.extra + count * view.extraCount, count: view.extraCount)
    }
    atoms.setCounts(owned: count, ghosts: 0)
  }

  private mutating func unpackArrivals(_ atoms: inout AtomStore) {
    let recordBytes = MemoryLayout<MigrationRecord>.size + 8 * atoms.columns.count
    let arrivals = incoming.count / recordBytes
    let first = atoms.owned
    atoms.setCounts(owned: first + arrivals, ghosts: 0)
    let view = atoms.view
    for i in 0..<arrivals {
      incoming.read(MigrationRecord.self).store(in: view, at: first + i)
      let extra = view.extra + (first + i) * view.extraCount
      for k in 0..<view.extraCount { extra[k] = incoming.read(Double.self) }
    }
  }

  /// The rank `step` places along a dimension, -1 if there is none.
  func neighbor(_ d: Int, _ step: Int, _ box: Box) -> Int {
    grid.neighbor(of: place, dimension: d, step: step, periodic: box.isPeriodic(d)) ?? -1
  }
}
