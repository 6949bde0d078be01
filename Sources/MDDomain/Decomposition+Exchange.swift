import MDCore

extension Decomposition {
  /// Gives this rank a ghost of every atom, and of every periodic image of an atom, that may be within
  /// `cutoff` (Å) of its subdomain. To be called after `migrate`, in the same box.
  ///
  /// Ghosts carry id, type, groups, position and image count. No ghost occurs twice. The messages are
  /// kept as a plan for `updateGhosts` and `reduceGhostForces`.
  public mutating func exchangeGhosts(_ atoms: inout AtomStore, box: Box, cutoff: Double) {
    precondition(cutoff >= 0, "a cutoff is not negative")
    atoms.setCounts(owned: atoms.owned, ghosts: 0)
    plan.removeAll()
    // A little more than the cutoff, so that rounding loses no pair that is just within it.
    let reach = Vector3(repeating: cutoff * (1 + 1e-9)) / box.faceDistances
    let order = stageOrder
    for d in [order.x, order.y, order.z] {
      let hops = cuts[d].hops(reach: reach[d], periodic: box.isPeriodic(d))
      var goingUp = 0..<atoms.total
      var goingDown = goingUp
      for _ in 0..<hops {
        goingUp = sendGhosts(
          &atoms, box: box, dimension: d, upwards: true, reach: reach[d], from: goingUp)
        goingDown = sendGhosts(
          &atoms, box: box, dimension: d, upwards: false, reach: reach[d], from: goingDown)
        plan.endStage()
      }
    }
  }

  /// Sends those candidates that the next place along a dimension needs; returns the range of the
  /// ghosts that came from the place before, which are what may be passed on further.
  private mutating func sendGhosts(
    _ atoms: inout AtomStore, box: Box, dimension d: Int, upwards: Bool, reach: Double,
    from candidates: Range<Int>
  ) -> Range<Int> {
    let destination = neighbor(d, upwards ? 1 : -1, box)
    let source = neighbor(d, upwards ? -1 : 1, box)
    var shift = SIMD3<Int32>.zero
    if upwards && place[d] == grid.counts[d] - 1 { shift[d] = -1 }
    if !upwards && place[d] == 0 { shift[d] = 1 }

    let firstSend = plan.indexCount
    if destination >= 0 {
      select(atoms.view, candidates, box: box, dimension: d, upwards: upwards, reach: reach)
    }
    let sendCount = plan.indexCount - firstSend
    let view = atoms.view
    let offset = box.shift(shift)
    outgoing.removeAll()
    for i in plan.sendList(first: firstSend, count: sendCount) {
      outgoing.write(GhostRecord(view, Int(i), shift: shift, offset: offset))
    }
    if destination == communicator.rank {
      swap(&outgoing, &incoming)
    } else {
      pass(to: destination, from: source, tag: Tag.halo(plan.swaps.count))
    }
    let received = unpackGhosts(&atoms)
    plan.append(
      HaloSwap(
        destination: destination, source: source, shift: shift, firstSend: firstSend,
        sendCount: sendCount, firstReceived: received.lowerBound, receivedCount: received.count))
    return received
  }

  private mutating func select(
    _ view: AtomView, _ candidates: Range<Int>, box: Box, dimension d: Int, upwards: Bool,
    reach: Double
  ) {
    let threshold = upwards ? subdomain.upper[d] - reach : subdomain.lower[d] + reach
    for i in candidates {
      let s = box.fractional(view.position(i))[d]
      if upwards ? s >= threshold : s <= threshold { plan.append(index: i) }
    }
  }

  private mutating func unpackGhosts(_ atoms: inout AtomStore) -> Range<Int> {
    let count = incoming.count / MemoryLayout<GhostRecord>.size
    let first = atoms.total
    atoms.setCounts(owned: atoms.owned, ghosts: atoms.ghosts + count)
    let view = atoms.view
    for i in 0..<count {
      incoming.read(GhostRecord.self).store(in: view, at: first + i)
    }
    return first..<first + count
  }
}
