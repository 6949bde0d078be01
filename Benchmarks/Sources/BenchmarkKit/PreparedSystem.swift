import MDCore
import MDDomain

/// Atoms of a crystal with ghosts and neighbour list on one rank in memory, ready for a potential.
public struct PreparedSystem: ~Copyable {
  /// Owned atoms and ghosts.
  public var atoms = AtomStore()
  /// Everything within cutoff and skin.
  public var neighbors = NeighborList()
  private let box: Box

  /// LAMMPS's default skin in `units metal`, Å.
  public static let skin = 2.0
  /// The displacement of silicon at 600 K along each axis, rms, Å.
  public static let displacement = 0.11

  /// About `count` atoms, shaken like silicon at 600 K.
  public init(_ crystal: Crystal, atoms count: Int, cutoff: Double) throws {
    let cells = crystal.cells(atoms: count)
    let counts = Vector3(Double(cells.x), Double(cells.y), Double(cells.z))
    box = Box(lengths: crystal.edge * counts)
    fill(crystal, cells)
    var decomposition = try Decomposition(communicator: SingleRank(), box: box)
    decomposition.migrate(&atoms, box: box)
    decomposition.exchangeGhosts(&atoms, box: box, cutoff: cutoff + Self.skin)
    neighbors.rebuild(atoms: atoms.view, box: box, cutoff: cutoff + Self.skin)
  }

  private mutating func fill(_ crystal: Crystal, _ cells: SIMD3<Int>) {
    let symbols = crystal.symbols
    for z in 0..<cells.z {
      for y in 0..<cells.y {
        for x in 0..<cells.x {
          let corner = Vector3(Double(x), Double(y), Double(z))
          for site in crystal.sites {
            let id = Int64(atoms.owned + 1)
            var random = CounterRandom(seed: 2026, id: id, step: 0)
            var position = crystal.edge * (corner + site.place)
            for d in 0..<3 { position[d] += Self.displacement * random.gaussian() }
            let type = Int32((symbols.firstIndex(of: site.symbol) ?? 0) + 1)
            atoms.append(Atom(id: id, type: type, position: position))
          }
        }
      }
    }
  }
}
