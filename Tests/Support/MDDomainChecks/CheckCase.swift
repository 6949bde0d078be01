import MDCore

/// A system on which the decomposition is checked. Every rank can compute every atom of it.
public struct CheckCase: Sendable, CustomStringConvertible {
  public let description: String
  public let box: Box
  /// The part of the box, in fractional coordinates, that atoms are thrown into.
  public let filled: (lower: Vector3, upper: Vector3)
  public let atoms: Int
  public let cutoff: Double
  public let processors: @Sendable (_ ranks: Int) -> SIMD3<Int>

  init(
    _ description: String, _ box: Box, atoms: Int, cutoff: Double,
    filled: (lower: Vector3, upper: Vector3) = (.zero, Vector3(1, 1, 1)),
    processors: @escaping @Sendable (_ ranks: Int) -> SIMD3<Int> = { _ in .zero }
  ) {
    self.description = description
    self.box = box
    self.atoms = atoms
    self.cutoff = cutoff
    self.filled = filled
    self.processors = processors
  }

  /// Atom `id` (from 1) where it starts: up to two boxes away from the box where it repeats.
  public func atom(_ id: Int) -> Atom {
    var generator = SplitMix(seed: UInt64(id) &* 7919 &+ UInt64(atoms))
    var s = Vector3.zero
    for d in 0..<3 {
      s[d] = filled.lower[d] + (filled.upper[d] - filled.lower[d]) * generator.uniform()
      let away = (5 * generator.uniform()).rounded(.down) - 2
      if box.isPeriodic(d) { s[d] += away }
    }
    return Atom(
      id: Int64(id), type: Int32(1 + id % 3), position: box.cartesian(s),
      velocity: Vector3(Double(id), -Double(id), 0.5 * Double(id)), groups: UInt32(1 | id << 1))
  }

  /// The box after it has changed a little, as a barostat does it.
  public var deformedBox: Box {
    Box(
      lower: box.lower + Vector3(0.1, -0.2, 0.05),
      lengths: box.lengths * Vector3(1.01, 0.985, 1.02),
      tilts: box.tilts * 0.97, isTriclinic: box.isTriclinic, boundaries: box.boundaries)
  }

  /// Where atom `id` is after a step in which the box has become `deformedBox`.
  public func movedUnwrapped(_ id: Int) -> Vector3 {
    var generator = SplitMix(seed: UInt64(id) &* 104729)
    let step = Vector3(generator.uniform(), generator.uniform(), generator.uniform()) - 0.5
    return deformedBox.cartesian(box.fractional(atom(id).position)) + 0.3 * step
  }
}

/// A small generator of random bits (Vigna's SplitMix64), enough for throwing atoms.
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// In [0, 1).
  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }
}

extension CheckCase {
  private static let slab = Boundaries(x: .periodic, y: .periodic, z: .fixed)
  private static let cluster = Boundaries(x: .fixed, y: .shrinkWrapped, z: .fixed)

  /// All shapes that have gone wrong somewhere.
  public static let all: [CheckCase] = [
    CheckCase(
      "orthogonal", Box(lower: Vector3(-3, 1, 2), lengths: Vector3(20, 22, 24)),
      atoms: 120, cutoff: 5),
    CheckCase(
      "tilted", Box(lengths: Vector3(20, 18, 22), tilts: Vector3(6, -5, 7)),
      atoms: 100, cutoff: 5),
    CheckCase(
      "very tilted", Box(lengths: Vector3(15, 12, 14), tilts: Vector3(40, -30, 25)),
      atoms: 50, cutoff: 4),
    CheckCase("thin rod", Box(lengths: Vector3(30, 3, 4.2)), atoms: 20, cutoff: 5),
    CheckCase(
      "tiny tilted cell", Box(lengths: Vector3(3, 3.5, 3.2), tilts: Vector3(1, 0.5, -1)),
      atoms: 3, cutoff: 6),
    CheckCase("one atom", Box(lengths: Vector3(4, 4, 4)), atoms: 1, cutoff: 5),
    CheckCase(
      "slab in vacuum", Box(lengths: Vector3(14, 15, 80), boundaries: slab),
      atoms: 80, cutoff: 5, filled: (Vector3(0, 0, 0.4), Vector3(1, 1, 0.55))),
    CheckCase(
      "slab that sticks out",
      Box(lengths: Vector3(14, 15, 10), tilts: Vector3(3, 0, 0), boundaries: slab),
      atoms: 60, cutoff: 5, filled: (Vector3(0, 0, -0.5), Vector3(1, 1, 1.7))),
    CheckCase(
      "cluster", Box(lengths: Vector3(30, 30, 30), boundaries: cluster),
      atoms: 50, cutoff: 6, filled: (Vector3(0.3, 0.3, 0.3), Vector3(0.7, 0.8, 0.6))),
    CheckCase(
      "cluster lost in vacuum", Box(lengths: Vector3(1e5, 1e4, 1e6)),
      atoms: 30, cutoff: 6, filled: (Vector3(0, 0, 0), Vector3(1e-4, 1e-3, 1e-5))),
    CheckCase(
      "one corner filled", Box(lengths: Vector3(40, 40, 40)),
      atoms: 60, cutoff: 6, filled: (Vector3(0, 0, 0), Vector3(0.3, 0.3, 0.3))),
    CheckCase(
      "subdomains thinner than the cutoff", Box(lengths: Vector3(9, 8, 20)),
      atoms: 60, cutoff: 6, processors: { SIMD3(1, 1, $0) }),
    CheckCase(
      "thin and tilted", Box(lengths: Vector3(20, 9, 8), tilts: Vector3(4, -3, 2)),
      atoms: 50, cutoff: 6, processors: { SIMD3($0, 1, 1) }),
    CheckCase("nothing", Box(lengths: Vector3(10, 10, 10)), atoms: 0, cutoff: 5),
  ]
}
