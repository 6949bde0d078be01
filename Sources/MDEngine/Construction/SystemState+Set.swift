import MDCore

/// A property of atoms and its new value, as `set` gives it.
public enum AtomAssignment: Equatable, Sendable {
  /// The atom type.
  case type(Int32)
  /// The type, for a share of the atoms chosen at random by seed and position.
  case typeFraction(Int32, fraction: Double, seed: Int)
  /// A coordinate (0, 1, 2), Å.
  case position(Int, AtomNumbers)
  /// A component of the velocity, Å/ps.
  case velocity(Int, AtomNumbers)
  /// A property that the atom style has.
  case property(AtomProperty, AtomNumbers)
  /// Image counts; nil leaves one as it is.
  case image([Int32?])
}

extension AtomProperty {
  /// What is said where atoms do not have it.
  public var isMissing: InputError {
    let styles = self == .charge ? "charge or full" : "molecular, bond, angle or full"
    return InputError("atoms have no '\(rawValue)' here: it needs atom_style \(styles)")
  }
}

extension SystemState {
  /// The places of the owned atoms of a selection.
  public func indices(of selection: AtomSelection) -> [Int] {
    let view = atoms.view
    return (0..<view.owned).filter { selection.contains($0, of: view) }
  }

  /// Gives atoms a new value.
  ///
  /// - Parameter indices: owned atoms.
  /// - Returns: how many atoms of all ranks were changed.
  @discardableResult
  public mutating func assign(
    _ assignment: AtomAssignment, to indices: [Int]
  ) throws(InputError) -> Int64 {
    try check(assignment)
    if case .property(.molecule, let value) = assignment {
      let beyond = indices.count { abs(value[$0]) >= AtomProperty.largestMolecule }
      guard communicator.reduce(Int64(beyond), .sum) == 0 else {
        throw InputError("the number of a molecule must be below 2^53")
      }
    }
    let view = atoms.view
    var changed: Int64 = 0
    for i in indices {
      if assignment.apply(to: i, of: view) { changed += 1 }
    }
    if case .position = assignment { needsRebuild = true }
    return communicator.reduce(changed, .sum)
  }

  /// Throws if there is no such atom type.
  public func requireType(_ type: Int32) throws(InputError) {
    guard type >= 1 && type < masses.count else {
      throw InputError("there is no atom type \(type); the box has \(masses.count - 1)")
    }
  }

  /// Throws if atoms do not have a property.
  public func require(_ property: AtomProperty) throws(InputError) {
    guard atoms.view.has(property) else { throw property.isMissing }
  }

  /// The same if a word is that of a property.
  public func require(attribute word: String) throws(InputError) {
    if let property = AtomProperty(rawValue: word) { try require(property) }
  }

  private func check(_ assignment: AtomAssignment) throws(InputError) {
    switch assignment {
    case .type(let type), .typeFraction(let type, _, _):
      try requireType(type)
    case .image(let counts):
      for (d, count) in counts.enumerated() where !box.isPeriodic(d) && (count ?? 0) != 0 {
        throw InputError("image counts along a dimension that is not periodic must be 0")
      }
    case .property(let property, _):
      try require(property)
    case .position, .velocity:
      break
    }
  }
}

extension AtomAssignment {
  /// Changes one atom; false if chance passes it over.
  func apply(to i: Int, of atoms: AtomView) -> Bool {
    switch self {
    case .type(let type):
      atoms.type[i] = type
    case .typeFraction(let type, let fraction, let seed):
      var random = RandomPark(seed: Int32(clamping: seed), position: atoms.position(i))
      guard random.uniform() <= fraction else { return false }
      atoms.type[i] = type
    case .position(let d, let value):
      [atoms.x, atoms.y, atoms.z][d][i] = value[i]
    case .velocity(let d, let value):
      [atoms.vx, atoms.vy, atoms.vz][d][i] = value[i]
    case .property(let property, let value):
      // LAMMPS cuts the number of a molecule off, too.
      atoms.set(
        property, of: i, to: property == .molecule ? value[i].rounded(.towardZero) : value[i])
    case .image(let counts):
      var image = atoms.image(i)
      for (d, count) in counts.enumerated() { image[d] = count ?? image[d] }
      atoms.setImage(image, of: i)
    }
    return true
  }
}
