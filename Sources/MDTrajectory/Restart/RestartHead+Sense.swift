import MDCore
import MDEngine

/// Numbers that no simulation has, in a file whose checksums are right all the same.
extension RestartHead {
  /// Å/ps: the speed of light.
  private static let fastest = 2.99792458e6
  /// How many boxes away from the box an atom may be.
  private static let farthest = 1000.0

  /// What is impossible in the head; nil if nothing is.
  var nonsense: String? {
    let edges = [box.lengths.x, box.lengths.y, box.lengths.z]
    let others = [box.lower, box.tilts].flatMap { [$0.x, $0.y, $0.z] }
    guard edges.allSatisfy({ $0 > 0 && $0 <= Box.longestEdge }) else {
      return "its box has edges of \(edges[0]), \(edges[1]) and \(edges[2]) Å"
    }
    guard others.allSatisfy({ abs($0) <= Box.longestEdge }) else {
      return "its box has a corner or tilts beyond \(Box.longestEdge) Å"
    }
    guard timestep.isFinite, abs(timestep) <= 1e6 else { return "its time step is \(timestep) ps" }
    guard time.isFinite else { return "its time is \(time) ps" }
    guard step >= 0, step < 1 << 53 else { return "its step is \(step)" }
    guard atoms >= 0, atoms < 1 << 50 else { return "it says that it holds \(atoms) atoms" }
    if let mass = masses.dropFirst().first(where: { !($0 >= 0 && $0 <= 1e6) }) {
      return "a mass is \(mass) g/mol"
    }
    return nil
  }

  /// What is impossible of an atom; nil if nothing is.
  func nonsense(of row: SavedAtom) -> String? {
    let atom = row.atom
    guard row.isFinite else { return "coordinates that are no numbers" }
    guard atom.charge.isFinite, abs(atom.molecule) < AtomProperty.largestMolecule,
      atom.molecule == atom.molecule.rounded()
    else {
      return "a charge of \(atom.charge) and the molecule \(atom.molecule)"
    }
    guard atom.id > 0 else { return "an id that no atom has" }
    guard (1..<Int32(clamping: max(1, masses.count))).contains(atom.type) else {
      return "the type \(atom.type), and there are \(max(0, masses.count - 1)) types"
    }
    let place = box.fractional(atom.position)
    guard max(place.max(), -place.min()) <= Self.farthest else {
      return
        "a place at \(atom.position.x), \(atom.position.y), \(atom.position.z) Å, far from the box"
    }
    guard atom.velocity.length <= Self.fastest else {
      return "a velocity of \(atom.velocity.length) Å/ps, more than that of light"
    }
    return nil
  }
}
