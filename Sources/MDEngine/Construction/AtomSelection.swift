import MDCore

/// Which atoms a command means.
public enum AtomSelection: Equatable, Sendable {
  /// Atoms whose group bits meet the mask.
  case group(UInt32)
  /// Atoms by their numbers.
  case ids(IntegerSet)
  /// Atoms by type.
  case types(IntegerSet)
  /// Atoms by molecule.
  case molecules(IntegerSet)
  /// Atoms that lie in a region now.
  case region(Region)
  /// Owned atoms by their place in storage.
  case marked([Bool])

  /// Whether an atom of a view is meant.
  public func contains(_ i: Int, of atoms: AtomView) -> Bool {
    switch self {
    case .group(let mask): atoms.groups[i] & mask != 0
    case .ids(let set): set.contains(atoms.id[i])
    case .types(let set): set.contains(Int64(atoms.type[i]))
    case .molecules(let set): set.contains(Int64(atoms.value(.molecule, of: i)))
    case .region(let region): region.contains(atoms.position(i))
    case .marked(let marks): marks[i]
    }
  }
}

extension SystemState {
  /// Does something to each owned atom of a selection.
  ///
  /// - Returns: how many atoms of all ranks that were.
  @discardableResult
  func forEachAtom(in selection: AtomSelection, _ body: (AtomView, Int) -> Void) -> Int64 {
    let view = atoms.view
    var count: Int64 = 0
    for i in 0..<view.owned where selection.contains(i, of: view) {
      body(view, i)
      count += 1
    }
    return communicator.reduce(count, .sum)
  }

  /// How many atoms of all ranks a selection holds.
  public func count(_ selection: AtomSelection) -> Int64 { forEachAtom(in: selection) { _, _ in } }
}
