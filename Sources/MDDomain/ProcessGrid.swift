import MDCore

/// The ranks as a grid of px × py × pz places, one subdomain each.
///
/// Ranks follow the places with z fastest, as `MPI_Cart_create` numbers them.
public struct ProcessGrid: Equatable, Sendable {
  /// How many places there are along each dimension.
  public let counts: SIMD3<Int>

  /// A grid of given counts.
  init(counts: SIMD3<Int>) {
    self.counts = counts
  }

  /// The grid of `ranks` places whose subdomains have the least surface in this box.
  ///
  /// The surface is Σ of the box's face areas, each over the counts that divide it (LAMMPS's
  /// measure); of equal ones the first with the fewest places along x, then y, is taken.
  ///
  /// - Parameters:
  ///   - ranks: how many places there must be.
  ///   - box: its shape alone matters.
  ///   - processors: a count that is asked for in a dimension, 0 where it is free.
  public init(ranks: Int, box: Box, processors: SIMD3<Int> = .zero) throws(InputError) {
    precondition(ranks > 0, "a run has at least one rank")
    var best: (surface: Double, counts: SIMD3<Int>)?
    for counts in Self.factorizations(of: ranks) where Self.fits(counts, processors) {
      let surface = Self.surface(of: box, cutInto: counts)
      if surface < (best?.surface ?? .infinity) { best = (surface, counts) }
    }
    guard let best else {
      let asked = (0..<3).map { processors[$0] == 0 ? "*" : "\(processors[$0])" }
      throw InputError(
        "processors \(asked.joined(separator: " ")) does not fit \(ranks) ranks: "
          + "the product of the three numbers must be \(ranks) (* leaves one free)")
    }
    counts = best.counts
  }

  /// All ordered triples with this product, the first factor slowest, ascending.
  static func factorizations(of ranks: Int) -> [SIMD3<Int>] {
    var result: [SIMD3<Int>] = []
    for px in 1...ranks where ranks % px == 0 {
      let rest = ranks / px
      for py in 1...rest where rest % py == 0 {
        result.append(SIMD3(px, py, rest / py))
      }
    }
    return result
  }

  private static func fits(_ counts: SIMD3<Int>, _ asked: SIMD3<Int>) -> Bool {
    (0..<3).allSatisfy { asked[$0] == 0 || asked[$0] == counts[$0] }
  }

  /// Half the surface of one subdomain in Å².
  static func surface(of box: Box, cutInto counts: SIMD3<Int>) -> Double {
    let (a, b, c) = box.edges
    let xy = a.cross(b).length / Double(counts.x * counts.y)
    let xz = a.cross(c).length / Double(counts.x * counts.z)
    let yz = b.cross(c).length / Double(counts.y * counts.z)
    return xy + xz + yz
  }

  /// How many ranks there are.
  public var ranks: Int { counts.x * counts.y * counts.z }

  /// The rank at a place.
  public func rank(at place: SIMD3<Int>) -> Int {
    (place.x * counts.y + place.y) * counts.z + place.z
  }

  /// The place of a rank.
  public func place(of rank: Int) -> SIMD3<Int> {
    SIMD3(rank / (counts.y * counts.z), rank / counts.z % counts.y, rank % counts.z)
  }

  /// The rank `step` places further along a dimension; nil past the end of one that does not repeat.
  public func neighbor(of place: SIMD3<Int>, dimension d: Int, step: Int, periodic: Bool) -> Int? {
    var other = place
    other[d] += step
    if periodic {
      other[d] = ((other[d] % counts[d]) + counts[d]) % counts[d]
    }
    guard other[d] >= 0 && other[d] < counts[d] else { return nil }
    return rank(at: other)
  }
}
