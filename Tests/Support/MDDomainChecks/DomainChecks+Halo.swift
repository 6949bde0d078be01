import MDCore
import MDDomain

extension DomainChecks {
  /// What atom i does to a neighbour at displacement d in these checks; not symmetric in the two, so
  /// that a sum that goes to the wrong atom shows.
  static func force(_ i: Int64, _ d: Vector3, _ cutoff: Double) -> Vector3 {
    d * ((cutoff - d.length) * (1 + 0.1 * Double(i)))
  }

  /// Forces put on ghosts arrive at their owners: per atom as by brute force, and in all zero.
  mutating func reverseSums() throws {
    let view = atoms.view
    let list = neighbors.view
    let values = UnsafeMutablePointer<Double>.allocate(capacity: 2 * view.total + 1)
    defer { values.deallocate() }
    for i in 0..<view.total {
      (view.fx[i], view.fy[i], view.fz[i]) = (0, 0, 0)
      (values[2 * i], values[2 * i + 1]) = (0, 0)
    }
    for i in 0..<view.owned {
      for neighbor in list.neighbors(of: i) {
        let j = Int(neighbor)
        let f = Self.force(view.id[i], view.position(j) - view.position(i), check.cutoff)
        add(f, to: j)
        add(-f, to: i)
        values[2 * j] += Double(view.id[i])
        values[2 * j + 1] += 1
      }
    }
    decomposition.reduceGhostForces(atoms)
    decomposition.reduceGhosts(values, components: 2)
    try forcesEqualBruteForce(start, values)
    try copiesReachGhosts(values)
  }

  private func add(_ f: Vector3, to i: Int) {
    let view = atoms.view
    view.fx[i] += f.x
    view.fy[i] += f.y
    view.fz[i] += f.z
  }

  private func forcesEqualBruteForce(
    _ truth: BruteForce, _ values: UnsafeMutablePointer<Double>
  ) throws {
    let view = atoms.view
    var total = [0.0, 0, 0]
    for i in 0..<view.owned {
      let id = view.id[i]
      var expected = Vector3.zero
      var scale = 1.0
      var (idSum, count) = (0.0, 0.0)
      for (key, _) in truth.neighbors(of: id, cutoff: check.cutoff) {
        // Seen from the neighbour, this atom is at the opposite displacement.
        let d = truth.displacement(from: id, to: key)
        expected += Self.force(key.id, -d, check.cutoff) - Self.force(id, d, check.cutoff)
        scale += Self.force(key.id, d, check.cutoff).length
        idSum += Double(key.id)
        count += 1
      }
      let got = Vector3(view.fx[i], view.fy[i], view.fz[i])
      // Terms of this size are added in another order, from coordinates that differ by rounding.
      try require(
        (got - expected).length < 1e-8 * scale, "atom \(id) has the force \(got), not \(expected)")
      try require(
        values[2 * i] == idSum && values[2 * i + 1] == count,
        "the values of atom \(id) sum to \(values[2 * i]), not \(idSum)")
      for d in 0..<3 { total[d] += got[d] }
    }
    for sum in communicator.reduce(total, .sum) {
      try require(abs(sum) < 1e-6 * Double(check.atoms + 1), "the forces sum to \(sum)")
    }
  }

  /// Values of owned atoms are copied to ghosts, two components each.
  private mutating func copiesReachGhosts(_ values: UnsafeMutablePointer<Double>) throws {
    let view = atoms.view
    for i in 0..<view.owned {
      (values[2 * i], values[2 * i + 1]) = (Double(view.id[i]), -0.5 * Double(view.id[i]))
    }
    decomposition.updateGhosts(values: values, components: 2)
    for i in 0..<view.total {
      let id = Double(view.id[i])
      try require(
        values[2 * i] == id && values[2 * i + 1] == -0.5 * id, "a value did not reach ghost \(i)")
    }
  }

  /// Ghosts follow when atoms move and the box changes.
  mutating func updates() throws {
    let view = atoms.view
    let truth = moved
    for i in 0..<view.owned {
      let r = truth.unwrapped[Int(view.id[i])] - truth.box.shift(view.image(i))
      (view.x[i], view.y[i], view.z[i]) = (r.x, r.y, r.z)
    }
    decomposition.updateGhosts(atoms, box: truth.box)
    try ghostsAreImages(of: truth)
    // Once more while something else goes on, from places that are wrong.
    for i in view.owned..<max(view.total, view.owned) { view.x[i] = .nan }
    decomposition.startUpdatingGhosts(atoms, box: truth.box)
    decomposition.continueTransfer()
    _ = communicator.reduce(1, .sum) as Double
    decomposition.continueTransfer()
    decomposition.finishTransfer()
    try ghostsAreImages(of: truth)
  }

  /// What one rank gives notice of is known to all after so many updates as it is said to take.
  mutating func notices() throws {
    decomposition.notice = communicator.rank == communicator.size - 1 ? 17 : .max
    for _ in 0..<decomposition.noticeReach(in: check.box) {
      decomposition.updateGhosts(atoms, box: check.box)
    }
    try require(decomposition.notice == 17, "a notice has not come")
  }

  /// The first atoms have no ghost as a neighbour, and every atom far from the faces is among them.
  func interiorIsFree() throws {
    let view = atoms.view
    let interior = decomposition.interiorCount
    try require(interior <= view.owned, "there are more interior atoms than atoms")
    for i in 0..<interior {
      try require(
        neighbors.view.neighbors(of: i).allSatisfy { Int($0) < view.owned },
        "the interior atom \(view.id[i]) has a ghost as a neighbour")
    }
  }

  /// Everything again in the changed box, with cuts that are not uniform.
  mutating func migrationAfterDeformation() throws {
    let truth = moved
    let counts = decomposition.grid.counts
    decomposition.setCuts(
      (0..<3).map { d in
        Cuts(
          (0...counts[d]).map { k in
            let s = Double(k) / Double(counts[d])
            return k == counts[d] ? 1 : 0.5 * s + 0.5 * s * s
          })
      })
    let known = decomposition.migrate(
      &atoms, box: truth.box, cutoff: check.cutoff,
      carrying: SIMD2(Int64(communicator.rank), -Int64(communicator.rank)))
    try require(known == SIMD2(Int64(communicator.size - 1), 0), "the message is \(known)")
    try ownedOnce(truth.box)
    decomposition.exchangeGhosts(&atoms, box: truth.box, cutoff: check.cutoff)
    try ghostsAreImages(of: truth)
    neighbors.rebuild(atoms: atoms.view, box: truth.box, cutoff: check.cutoff)
    try neighborsEqual(truth)
    try interiorIsFree()
  }

  /// All atoms after their move.
  var moved: BruteForce {
    BruteForce(
      box: check.deformedBox,
      unwrapped: [.zero] + (0..<check.atoms).map { check.movedUnwrapped($0 + 1) })
  }
}
