import MDCore

/// A face of the box, as decks name it: `xlo` to `zhi`.
public enum WallFace: String, CaseIterable, Sendable {
  case xlo, xhi, ylo, yhi, zlo, zhi

  /// The dimension, 0 to 2.
  public var dimension: Int { Self.allCases.firstIndex(of: self)! / 2 }
  /// Whether atoms are below it.
  public var isUpper: Bool { rawValue.hasSuffix("hi") }

  /// Where the face of a box is, Å.
  public func edge(of box: Box) -> Double {
    isUpper ? box.upper[dimension] : box.lower[dimension]
  }

  /// Throws if one of some faces comes twice, or the box goes on behind it.
  static func check(_ faces: [WallFace], in box: Box, style: String, allowsPeriodic: Bool) throws {
    guard Set(faces).count == faces.count else {
      throw InputError("fix \(style): Wall defined twice in fix wall command")
    }
    guard !allowsPeriodic, let face = faces.first(where: { box.isPeriodic($0.dimension) }) else {
      return
    }
    let hint = style == "wall/reflect" ? "" : ", or pbc yes"
    throw InputError(
      "Cannot use fix \(style) in periodic dimension: \(face.rawValue) needs boundary f or s there"
        + hint)
  }
}

/// What a wall does to atoms near it. E(r) and −dE/dr for the distance r from the wall, both zero at the
/// cutoff and beyond.
public enum WallPotential: String, CaseIterable, Sendable {
  /// ε [2/15 (σ/r)⁹ − (σ/r)³]
  case lj93
  /// 4 ε [(σ/r)¹² − (σ/r)⁶]
  case lj126
  /// 2π ε [2/5 (σ/r)¹⁰ − (σ/r)⁴ − √2 σ³ / (3 (r + 0.61 σ/√2)³)]
  case lj1043
  /// ε (r − r_c)²
  case harmonic

  /// E, not yet shifted to be zero at the cutoff, and the force away from the wall.
  func values(
    at r: Double, epsilon: Double, sigma: Double, cutoff: Double
  ) -> (energy: Double, force: Double) {
    switch self {
    case .harmonic:
      let depth = cutoff - r
      return (epsilon * depth * depth, 2 * epsilon * depth)
    case .lj93:
      let s3 = cube(sigma / r)
      let s9 = s3 * s3 * s3
      return (epsilon * (2 / 15.0 * s9 - s3), epsilon * (1.2 * s9 - 3 * s3) / r)
    case .lj126:
      let s6 = cube(sigma / r) * cube(sigma / r)
      return (4 * epsilon * (s6 * s6 - s6), 24 * epsilon * (2 * s6 * s6 - s6) / r)
    case .lj1043:
      let root = 2.0.squareRoot()
      let s2 = sigma / r * (sigma / r)
      let s4 = s2 * s2
      let s10 = s4 * s4 * s2
      let shifted = r + 0.61 / root * sigma
      let s3 = root * cube(sigma / shifted)
      let scale = 2 * Double.pi * epsilon
      return (
        scale * (0.4 * s10 - s4 - s3 / 3), scale * ((4 * s10 - 4 * s4) / r - s3 / shifted)
      )
    }
  }

  private func cube(_ x: Double) -> Double { x * x * x }
}
