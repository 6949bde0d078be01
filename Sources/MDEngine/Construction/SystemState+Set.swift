import MDCore

/// A property of atoms and its new value, as `set` gives it.
public enum AtomAssignment: Equatable, Sendable {
  /// The atom type.
  case type(Int32)
  /// The type, for a share of the atoms chosen at random by seed and position.
  case typeFraction(Int32, fraction: Double, seed: Int)
  /// A coordinate (0, 1, 2), Å.
  case position(Int, Double)
  /// A component of the velocity, Å/ps.
  case velocity(Int, Double)
  /// Image counts; nil leaves one as it is.
  case image([Int32?])
}

extension SystemState {
  /// Gives the atoms of a selection a new value.
  ///
  /// - Returns: how many atoms were changed.
  @discardableResult
  public mutating func assign(
    _ assignment: AtomAssignment, to selection: AtomSelection
  ) throws(InputError) -> Int64 {
    switch assignment {
    case .type(let type):
      try requireType(type)
      return forEachAtom(in: selection) { view, i in view.type[i] = type }
    case .typeFraction(let type, let fraction, let seed):
      try requireType(type)
      return assignType(type, toFraction: fraction, seed: seed, of: selection)
    case .position(let d, let value):
      needsRebuild = true
      return forEachAtom(in: selection) { view, i in
        var r = view.position(i)
        r[d] = value
        view.setPosition(r, of: i)
      }
    case .velocity(let d, let value):
      return forEachAtom(in: selection) { view, i in [view.vx, view.vy, view.vz][d][i] = value }
    case .image(let counts):
      for (d, count) in counts.enumerated() where !box.isPeriodic(d) && (count ?? 0) != 0 {
        throw InputError("image counts along a dimension that is not periodic must be 0")
      }
      return forEachAtom(in: selection) { view, i in
        var image = view.image(i)
        for (d, count) in counts.enumerated() { image[d] = count ?? image[d] }
        view.setImage(image, of: i)
      }
    }
  }

  /// Throws if there is no such atom type.
  public func requireType(_ type: Int32) throws(InputError) {
    guard type >= 1 && type < masses.count else {
      throw InputError("there is no atom type \(type); the box has \(masses.count - 1)")
    }
  }

  private func assignType(
    _ type: Int32, toFraction fraction: Double, seed: Int, of selection: AtomSelection
  ) -> Int64 {
    var changed: Int64 = 0
    forEachAtom(in: selection) { view, i in
      var random = RandomPark(seed: seed, position: view.position(i))
      guard random.uniform() <= fraction else { return }
      view.type[i] = type
      changed += 1
    }
    return communicator.reduce(changed, .sum)
  }
}
