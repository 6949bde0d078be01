import MDCore
import MDDomain

extension SystemState {
  /// Creates one atom, if its position lies in the box.
  ///
  /// - Parameter remap: whether a position outside is taken into the box along periodic dimensions.
  /// - Returns: 1, or 0 if the position lies outside.
  @discardableResult
  public mutating func createAtom(
    type: Int32, at position: Vector3, remap: Bool, _ decomposition: borrowing Decomposition
  ) throws(InputError) -> Int64 {
    try requireType(type)
    var r = position
    if remap {
      var image = SIMD3<Int32>.zero
      box.wrap(&r, image: &image)
    }
    let expected: Int64 = isInBox(r) ? 1 : 0
    let id = largestID + 1
    let before = atoms.owned
    atoms.setCounts(owned: before, ghosts: 0)
    if expected == 1 && decomposition.owns(r, in: box) {
      atoms.append(Atom(id: id, type: type, position: r))
    }
    return try countCreated(ownedBefore: before, expected: expected)
  }

  /// Creates atoms at random places in the box, or in the part of it that a region covers, from
  /// LAMMPS's generator, so that a seed gives the same places on any number of ranks.
  ///
  /// - Returns: how many atoms were created.
  @discardableResult
  public mutating func createRandomAtoms(
    _ count: Int, type: Int32, seed: Int, region: Region?,
    _ decomposition: borrowing Decomposition
  ) throws(InputError) -> Int64 {
    try requireType(type)
    var (lower, upper) = box.isTriclinic ? box.boundingBox : (box.lower, box.upper)
    if let bounds = region?.boundingBox {
      lower = pointwiseMax(lower, bounds.lower)
      upper = pointwiseMin(upper, bounds.upper)
    }
    guard all(lower .<= upper) else { throw InputError("the region does not overlap the box") }
    guard seed > 0 && seed < Int(Int32.max) else {
      throw InputError("the seed must lie between 1 and \(Int32.max - 1), not \(seed)")
    }
    var random = RandomPark(seed: seed)
    // LAMMPS lets the generator run in, so that close seeds do not give close first places.
    for _ in 0..<30 { _ = random.uniform() }
    let first = largestID + 1
    let before = atoms.owned
    atoms.setCounts(owned: before, ghosts: 0)
    for n in 0..<count {
      let r = try randomPoint(from: lower, to: upper, in: region, &random)
      if decomposition.owns(r, in: box) {
        atoms.append(Atom(id: first + Int64(n), type: type, position: r))
      }
    }
    return try countCreated(ownedBefore: before, expected: Int64(count))
  }

  private func isInBox(_ r: Vector3) -> Bool {
    guard box.isTriclinic else { return all(r .>= box.lower) && all(r .< box.upper) }
    let s = box.fractional(r)
    return s.min() >= 0 && s.max() < 1
  }

  private func randomPoint(
    from lower: Vector3, to upper: Vector3, in region: Region?, _ random: inout RandomPark
  ) throws(InputError) -> Vector3 {
    let span = upper - lower
    for _ in 0..<10_000_000 {
      let x = lower.x + random.uniform() * span.x
      let y = lower.y + random.uniform() * span.y
      let z = lower.z + random.uniform() * span.z
      let r = Vector3(x, y, z)
      if let region, !region.contains(r) { continue }
      if isInBox(r) { return r }
    }
    throw InputError("no random place in the region and the box was found in ten million tries")
  }
}
