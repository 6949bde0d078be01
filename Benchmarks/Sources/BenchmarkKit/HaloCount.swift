import Foundation
import MDCore
import MDDomain

/// What a rank holds and sends, counted by running the real decomposition in memory on a piece of a
/// large grid of ranks: at most two along each dimension, with subdomains of the size that they have
/// in the large grid. All numbers are those of the rank with most.
public struct HaloCount: Equatable, Sendable {
  /// Owned atoms and ghosts.
  public var owned = 0, ghosts = 0
  /// Messages and bytes sent in a step: positions out, forces home.
  public var messages = 0, bytes = 0
  /// Messages and bytes sent more when the list is rebuilt and ghosts are exchanged anew.
  public var rebuildMessages = 0, rebuildBytes = 0

  /// Counts in disordered matter.
  ///
  /// - Parameters:
  ///   - atoms: in all ranks.
  ///   - ranks: how many.
  ///   - density: atoms in an Å³.
  ///   - range: cutoff and skin, Å.
  public init(atoms: Int, ranks: Int, density: Double, range: Double) throws {
    let edge = cbrt(Double(atoms) / density)
    let grid = try ProcessGrid(ranks: ranks, box: Box(lengths: Vector3(repeating: edge)))
    let piece = SIMD3(
      min(grid.counts.x, 2), min(grid.counts.y, 2), min(grid.counts.z, 2))
    var lengths = Vector3.zero
    for d in 0..<3 { lengths[d] = edge * Double(piece[d]) / Double(grid.counts[d]) }
    let box = Box(lengths: lengths)
    let world = InMemoryWorld(size: piece.x * piece.y * piece.z)
    let counts = try world.run { communicator in
      try HaloCount(
        communicator, box: box, processors: piece, density: density, range: range)
    }
    for count in counts { keepLarger(of: count) }
    // The piece's cubes may be a little fewer than its share of the atoms.
    owned = max(owned, (atoms + ranks - 1) / ranks)
  }

  /// The numbers of one rank of the piece.
  private init(
    _ communicator: any Communicator, box: Box, processors: SIMD3<Int>, density: Double,
    range: Double
  ) throws {
    var decomposition = try Decomposition(
      communicator: communicator, box: box, processors: processors)
    var atoms = AtomStore()
    Self.fill(&atoms, box: box, density: density) { decomposition.owns($0, in: box) }
    owned = atoms.owned
    decomposition.migrate(&atoms, box: box)
    decomposition.counters = CommunicationCounters()
    // At a rebuild nearly all atoms are at home already: what migration sends is not counted.
    decomposition.exchangeGhosts(&atoms, box: box, cutoff: range)
    ghosts = atoms.ghosts
    (rebuildMessages, rebuildBytes) = (
      decomposition.counters.messages, decomposition.counters.bytes
    )
    decomposition.counters = CommunicationCounters()
    decomposition.updateGhosts(atoms, box: box)
    decomposition.reduceGhostForces(atoms)
    (messages, bytes) = (decomposition.counters.messages, decomposition.counters.bytes)
  }

  private mutating func keepLarger(of other: HaloCount) {
    owned = max(owned, other.owned)
    ghosts = max(ghosts, other.ghosts)
    messages = max(messages, other.messages)
    bytes = max(bytes, other.bytes)
    rebuildMessages = max(rebuildMessages, other.rebuildMessages)
    rebuildBytes = max(rebuildBytes, other.rebuildBytes)
  }

  /// An atom somewhere in each of the small cubes that fill the box: the density is even, without
  /// layers that faces would meet or miss, and right to the rounding of the numbers of cubes.
  private static func fill(
    _ atoms: inout AtomStore, box: Box, density: Double, where owns: (Vector3) -> Bool
  ) {
    let spacing = 1 / cbrt(density)
    let counts = (0..<3).map { max(1, Int((box.lengths[$0] / spacing).rounded())) }
    var id: Int64 = 0
    for z in 0..<counts[2] {
      for y in 0..<counts[1] {
        for x in 0..<counts[0] {
          id += 1
          var random = CounterRandom(seed: 2026, id: id, step: 0)
          var place = Vector3(Double(x), Double(y), Double(z))
          for d in 0..<3 { place[d] += random.uniform() }
          for d in 0..<3 { place[d] /= Double(counts[d]) }
          let position = box.cartesian(place)
          if owns(position) { atoms.append(Atom(id: id, type: 1, position: position)) }
        }
      }
    }
  }
}
