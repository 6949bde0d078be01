import MDCore
import MDPotentials

/// The neighbours of the atoms of one structure among all periodic images, found by looking at every
/// image of every atom: structures of a data set are small.
struct StructureNeighbors {
  private let structure: FitStructure
  private let shifts: [Vector3]
  private let reach: Double

  /// - Parameter reach: Å.
  init(_ structure: FitStructure, reach: Double) {
    self.structure = structure
    self.reach = reach
    let box = structure.box
    let distances = box.faceDistances
    let counts = (0..<3).map { dimension -> Int32 in
      // Positions lie in the cell, so that fractional differences are below 1.
      box.isPeriodic(dimension) ? Int32(reach / distances[dimension]) + 1 : 0
    }
    var shifts: [Vector3] = []
    for a in -counts[0]...counts[0] {
      for b in -counts[1]...counts[1] {
        for c in -counts[2]...counts[2] { shifts.append(box.shift(SIMD3(a, b, c))) }
      }
    }
    self.shifts = shifts
  }

  /// Calls `body` with the index of each neighbour of an atom and the way to it, Å.
  @inline(__always)
  func forEach(of atom: Int, _ body: (_ neighbor: Int, _ displacement: Vector3) -> Void) {
    let limit = reach * reach
    let center = structure.positions[atom]
    for (neighbor, position) in structure.positions.enumerated() {
      let direct = position - center
      for shift in shifts {
        let d = direct + shift
        if d.dot(d) < limit && (neighbor != atom || shift != .zero) { body(neighbor, d) }
      }
    }
  }

  /// The neighbours of an atom as symmetry functions see them, and which atoms they are images of.
  ///
  /// - Parameter scale: the model's unit of length per Å.
  func environment(
    of atom: Int, scale: Double, into environment: inout CenterEnvironment,
    owners: inout [Int]
  ) {
    environment.removeAll()
    owners.removeAll(keepingCapacity: true)
    forEach(of: atom) { neighbor, d in
      environment.append(d * scale, element: structure.elements[neighbor])
      owners.append(neighbor)
    }
  }

  /// How many different atoms an atom sees, itself included.
  func distinctCount(of atom: Int, marks: inout [Int]) -> Int {
    var count = 1
    marks[atom] = atom
    forEach(of: atom) { neighbor, _ in
      if marks[neighbor] != atom {
        marks[neighbor] = atom
        count += 1
      }
    }
    return count
  }

  /// Two atoms closer than a distance in Å, or nil.
  func closerThan(_ distance: Double) -> (Int, Int)? {
    for atom in structure.positions.indices {
      var found: Int?
      forEach(of: atom) { neighbor, d in
        if d.dot(d) < distance * distance { found = found ?? neighbor }
      }
      if let found { return (atom, found) }
    }
    return nil
  }
}
