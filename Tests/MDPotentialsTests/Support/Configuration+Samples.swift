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

  /// The largest difference between the forces and central differences of the energy, eV/Å.
  ///
  /// Four-point differences with a step of 1e-3 Å: an error of the fourth order, about 1e-9 here.
  func forceError(step h: Double = 1e-3, atoms: [Int] = [0, 3], energy: (Configuration) -> Double,
    forces: [Vector3]
  ) -> Double {
    var worst = 0.0
    for i in atoms {
      for d in 0..<3 {
        func at(_ displacement: Double) -> Double {
          var moved = self
          moved.positions[i][d] += displacement
          return energy(moved)
        }
        let near = (at(h) - at(-h)) / (2 * h)
        let far = (at(2 * h) - at(-2 * h)) / (4 * h)
        worst = max(worst, abs(-(4 * near - far) / 3 - forces[i][d]))
      }
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
