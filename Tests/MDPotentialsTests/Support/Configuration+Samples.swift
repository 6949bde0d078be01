import MDCore

extension Configuration {
  /// Ten atoms of up to two types in a skewed cell that is about as thin as the cutoffs.
  static func sample(types: Int32 = 1, seed: UInt64 = 3) -> Configuration {
    var random = SplitMix(state: seed)
    let box = Box(lengths: Vector3(6.1, 5.6, 5.9), tilts: Vector3(1.1, -0.7, 0.8))
    var positions: [Vector3] = []
    while positions.count < 10 {
      let r = box.cartesian(Vector3(random.unit(), random.unit(), random.unit()))
      let isFree = positions.allSatisfy { box.shortestImage(r - $0).length > 1.7 }
      if isFree { positions.append(r) }
    }
    let kinds = positions.indices.map { Int32($0) % types + 1 }
    return Configuration(box: box, types: kinds, positions: positions)
  }

  /// A diamond crystal of silicon, each coordinate displaced evenly with a standard deviation in Å.
  static func silicon(cells: Int, displacement: Double) -> Configuration {
    var random = SplitMix(state: 11)
    let edge = 5.468
    let faces = [SIMD3(0, 0, 0), SIMD3(0, 2, 2), SIMD3(2, 0, 2), SIMD3(2, 2, 0)]
    var positions: [Vector3] = []
    for cell in 0..<(cells * cells * cells) {
      let corner = SIMD3(cell % cells, cell / cells % cells, cell / cells / cells)
      for site in faces + faces.map({ $0 &+ 1 }) {
        let place = 4 &* corner &+ site
        let shake =
          Vector3(random.symmetric(), random.symmetric(), random.symmetric())
          * (displacement * 3.0.squareRoot())
        positions.append(
          Vector3(Double(place.x), Double(place.y), Double(place.z)) * (edge / 4) + shake)
      }
    }
    return Configuration(
      box: Box(lengths: Vector3(repeating: edge * Double(cells))),
      types: positions.map { _ in 1 }, positions: positions)
  }

  /// The largest difference between −F·u and the derivative of the energy along u, eV/Å, for some
  /// random directions u in the space of all coordinates: every component of every force takes part.
  ///
  /// Four-point differences with a step of 1e-3 Å: an error of the fourth order, about 1e-9 here.
  func forceError(
    step h: Double = 1e-3, directions: Int = 2, energy: (Configuration) -> Double,
    forces: [Vector3]
  ) -> Double {
    var random = SplitMix(state: 17)
    var worst = 0.0
    for _ in 0..<directions {
      let u = positions.map { _ in
        Vector3(random.symmetric(), random.symmetric(), random.symmetric())
      }
      func at(_ displacement: Double) -> Double {
        var moved = self
        for i in u.indices { moved.positions[i] += displacement * u[i] }
        return energy(moved)
      }
      let near = (at(h) - at(-h)) / (2 * h)
      let far = (at(2 * h) - at(-2 * h)) / (4 * h)
      let along = zip(forces, u).reduce(0) { $0 + $1.0.dot($1.1) }
      worst = max(worst, abs(-(4 * near - far) / 3 - along))
    }
    return worst
  }
}

extension Box {
  /// The shortest of a displacement and its 26 nearest images; enough for cells that are not very
  /// skewed.
  func shortestImage(_ d: Vector3) -> Vector3 {
    var best = d
    for a in Int32(-2)...2 {
      for b in Int32(-2)...2 {
        for c in Int32(-2)...2 {
          let image = d + shift(SIMD3(a, b, c))
          if image.length < best.length { best = image }
        }
      }
    }
    return best
  }
}
