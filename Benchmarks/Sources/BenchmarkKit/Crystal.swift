import MDCore

/// A crystal that potentials are measured on: a cubic cell and the atoms in it.
public struct Crystal: Sendable {
  /// The edge of the cubic cell, Å.
  public let edge: Double
  /// Elements and places in units of the edge.
  public let sites: [(symbol: String, place: Vector3)]

  /// The elements in the order of their atom types.
  public var symbols: [String] {
    sites.map(\.symbol).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The crystal that a name of `potentials.json` stands for.
  public static func named(_ name: String) throws -> Crystal {
    switch name {
    case "silicon":
      return Crystal(edge: 5.468, sites: diamond.map { ("Si", $0) })
    case "ice":
      return ice
    case "chalcocite":
      // The cubic high-temperature form of Cu₂S, copper in the tetrahedral sites.
      let copper = faceCentred.flatMap { [$0 + quarter, $0 + 3 * quarter] }
      return Crystal(
        edge: 5.725, sites: faceCentred.map { ("S", $0) } + copper.map { ("Cu", $0) })
    default:
      throw BenchmarkError("no crystal is named '\(name)': silicon, ice, chalcocite")
    }
  }

  private static let quarter = Vector3(repeating: 0.25)
  private static let faceCentred = [
    Vector3(0, 0, 0), Vector3(0, 0.5, 0.5), Vector3(0.5, 0, 0.5), Vector3(0.5, 0.5, 0),
  ]
  private static let diamond = faceCentred + faceCentred.map { $0 + quarter }

  /// Cubic ice with ordered protons: of the four bonds of the diamond lattice, oxygens of the one
  /// sublattice give their protons to two, those of the other to the other two.
  private static let ice: Crystal = {
    let edge = 6.36
    let bonds = [
      Vector3(1, 1, 1), Vector3(1, -1, -1), Vector3(-1, 1, -1), Vector3(-1, -1, 1),
    ]
    // A proton sits 1 Å from its oxygen.
    let reach = 1 / (edge * 3.0.squareRoot())
    var sites: [(symbol: String, place: Vector3)] = diamond.map { ("O", $0) }
    for oxygen in faceCentred {
      sites += bonds[0..<2].map { ("H", oxygen + reach * $0) }
      sites += bonds[2..<4].map { ("H", oxygen + quarter - reach * $0) }
    }
    return Crystal(edge: edge, sites: sites)
  }()

  /// How many cells along x, y and z make a block of about `atoms` atoms with the least surface.
  public func cells(atoms: Int) -> SIMD3<Int> {
    let wanted = max(1, Int((Double(atoms) / Double(sites.count)).rounded()))
    var best = SIMD3(wanted, 1, 1)
    var surface = Int.max
    for x in 1...wanted where x * x * x <= wanted && wanted % x == 0 {
      let rest = wanted / x
      for y in x...max(x, rest) where y * y <= rest && rest % y == 0 {
        let z = rest / y
        if x * y + y * z + x * z < surface {
          surface = x * y + y * z + x * z
          best = SIMD3(z, y, x)
        }
      }
    }
    return best
  }
}
