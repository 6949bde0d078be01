import MDCore

/// What `group ID …` does to the group.
public enum GroupRule: Equatable, Sendable {
  /// Adds the atoms of a selection.
  case add(AtomSelection)
  /// Adds the atoms that are in any of the groups.
  case union([String])
  /// Adds the atoms of the first group that are in none of the others.
  case subtract([String])
  /// Adds the atoms that are in all of the groups.
  case intersect([String])
  /// Makes the group if it does not exist, and adds nothing.
  case empty
  /// Takes all atoms out and keeps the name.
  case clear
  /// Frees the name.
  case delete
}

extension SystemState {
  /// The mask of a group that must exist.
  public func requireGroup(_ name: String) throws(InputError) -> UInt32 {
    guard let mask = groups.mask(of: name) else {
      let known = groups.all.compactMap { $0 }
      let hint = nearestName(to: name, among: known).map { "; did you mean '\($0)'?" } ?? "."
      throw InputError(
        "there is no group '\(name)'\(hint) Defined: \(known.joined(separator: ", "))")
    }
    return mask
  }

  /// Defines, changes or removes a group as LAMMPS's `group` does; atoms are added to those that a
  /// group has already.
  ///
  /// - Returns: how many atoms the group has now.
  @discardableResult
  public mutating func changeGroup(_ name: String, _ rule: GroupRule) throws(InputError) -> Int64 {
    switch rule {
    case .clear, .delete: return try emptyGroup(name, removing: rule == .delete)
    default: break
    }
    guard name != "all" else {
      throw InputError("the group 'all' holds every atom and cannot be changed")
    }
    // The names must be known before the group itself is made.
    let others = try masks(of: rule)
    guard let bit = groups.define(name) else {
      throw InputError("there are 32 groups already; 'group ID delete' frees one")
    }
    let view = atoms.view
    for i in 0..<view.owned {
      view.groups[i] = rule.apply(bit, others: others, to: i, of: view)
    }
    return count(.group(bit))
  }

  private func masks(of rule: GroupRule) throws(InputError) -> [UInt32] {
    switch rule {
    case .union(let names), .subtract(let names), .intersect(let names):
      var result: [UInt32] = []
      for name in names { result.append(try requireGroup(name)) }
      return result
    default: return []
    }
  }

  private mutating func emptyGroup(_ name: String, removing: Bool) throws(InputError) -> Int64 {
    guard name != "all" else {
      throw InputError("the group 'all' cannot be \(removing ? "deleted" : "cleared")")
    }
    let bit = try requireGroup(name)
    let view = atoms.view
    for i in 0..<view.owned { view.groups[i] &= ~bit }
    if removing { groups.remove(name) }
    return 0
  }
}

extension GroupRule {
  /// The group bits of an atom after the rule for the group with a bit.
  func apply(_ bit: UInt32, others: [UInt32], to i: Int, of atoms: AtomView) -> UInt32 {
    var bits = atoms.groups[i]
    switch self {
    case .add(let selection):
      if selection.contains(i, of: atoms) { bits |= bit }
    case .union:
      if others.contains(where: { bits & $0 != 0 }) { bits |= bit }
    case .intersect:
      if others.allSatisfy({ bits & $0 != 0 }) { bits |= bit }
    case .subtract:
      if bits & others[0] != 0 { bits |= bit }
      for other in others.dropFirst() where bits & other != 0 { bits &= ~bit }
    case .empty, .clear, .delete:
      break
    }
    return bits
  }
}
