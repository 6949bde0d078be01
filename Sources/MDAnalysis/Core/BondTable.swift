import MDCore
import MDTrajectory

/// The bonds of every atom, one atom after the other.
struct BondTable: Sendable {
  /// A bond as one of its atoms sees it.
  struct Bond: Sendable {
    /// The other atom.
    var atom: Int32
    /// How many boxes it is away.
    var image: SIMD3<Int32>
    /// The way to it, Å.
    var vector: Vector3
  }

  private let starts: [Int]
  private let bonds: [Bond]

  /// Bonds between all atoms that are nearer than the cutoff, Å.
  init(_ frame: Frame, cutoff: Double) {
    let grid = CellGrid(frame, cutoff: cutoff)
    var found = Neighborhood()
    var starts = [0]
    var bonds: [Bond] = []
    bonds.reserveCapacity(5 * frame.count)
    for atom in 0..<frame.count {
      grid.gather(around: atom, cutoff: cutoff, into: &found)
      for k in 0..<found.count {
        bonds.append(
          Bond(atom: Int32(found.index(k)), image: found.image(k), vector: found.vector(k)))
      }
      starts.append(bonds.count)
    }
    self.starts = starts
    self.bonds = bonds
  }

  /// Bonds to the `count` nearest atoms, nearest first; fewer where there are not so many within the
  /// cutoff.
  init(_ frame: Frame, nearest count: Int, within cutoff: Double) {
    let grid = CellGrid(frame, cutoff: cutoff)
    var found = Neighborhood()
    var starts = [0]
    var bonds: [Bond] = []
    bonds.reserveCapacity(count * frame.count)
    for atom in 0..<frame.count {
      grid.gather(around: atom, cutoff: cutoff, into: &found)
      var order = Array(0..<found.count)
      // Equal distances, as in a perfect crystal, are told apart by the order of the cells.
      order.sort { found.square($0) < found.square($1) }
      for k in order.prefix(count) {
        bonds.append(
          Bond(atom: Int32(found.index(k)), image: found.image(k), vector: found.vector(k)))
      }
      starts.append(bonds.count)
    }
    self.starts = starts
    self.bonds = bonds
  }

  /// The number of atoms.
  var count: Int { starts.count - 1 }

  /// The bonds of an atom.
  func of(_ atom: Int) -> ArraySlice<Bond> { bonds[starts[atom]..<starts[atom + 1]] }

  /// How many bonds an atom has.
  func coordination(_ atom: Int) -> Int { starts[atom + 1] - starts[atom] }
}
