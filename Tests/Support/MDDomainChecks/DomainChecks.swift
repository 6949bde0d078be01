import MDCore
import MDDomain

/// A check that did not hold.
public struct CheckFailure: Error, CustomStringConvertible {
  public let description: String
}

/// Compares the decomposition of one case with brute force, on one rank of any communicator.
public struct DomainChecks: ~Copyable {
  let check: CheckCase
  let communicator: any Communicator
  var decomposition: Decomposition
  var atoms = AtomStore()
  var neighbors = NeighborList()

  /// Å: coordinates are up to 1e6 Å with 1e-16 relative rounding, and pass through a few additions.
  static let tolerance = 1e-8

  public init(_ check: CheckCase, _ communicator: any Communicator) throws {
    self.check = check
    self.communicator = communicator
    decomposition = try Decomposition(
      communicator: communicator, box: check.box, processors: check.processors(communicator.size))
  }

  /// All checks of one case.
  public static func run(_ check: CheckCase, _ communicator: any Communicator) throws {
    var checks = try DomainChecks(check, communicator)
    try checks.migration()
    try checks.neighborLists()
    try checks.reverseSums()
    try checks.updates()
    try checks.notices()
    // Once more with warm buffers, from where the atoms are.
    try checks.migrationAfterDeformation()
  }

  func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
    if !condition {
      throw CheckFailure(
        description:
          "\(check) on \(communicator.size) ranks, rank \(communicator.rank): \(message())")
    }
  }

  /// Unwrapped starting positions of all atoms.
  var start: BruteForce {
    BruteForce(
      box: check.box,
      unwrapped: [.zero] + (0..<check.atoms).map { check.atom($0 + 1).position })
  }

  /// Atoms begin on ranks that have nothing to do with where they are, and end at their owners.
  mutating func migration() throws {
    for id in 1...max(1, check.atoms)
    where check.atoms > 0 && id % communicator.size == communicator.rank {
      atoms.append(check.atom(id))
    }
    atoms.addColumns("check", width: 2)
    for i in 0..<atoms.owned {
      atoms.view.extra[2 * i] = Double(atoms.view.id[i])
      atoms.view.extra[2 * i + 1] = -Double(atoms.view.id[i])
    }
    decomposition.migrate(&atoms, box: check.box)
    try ownedOnce(check.box)
    for i in 0..<atoms.owned {
      let atom = atoms.read(i)
      let original = check.atom(Int(atom.id))
      let unwrapped = atom.position + check.box.shift(atom.image)
      try require(
        (unwrapped - original.position).length < Self.tolerance,
        "atom \(atom.id) went from \(original.position) to \(unwrapped)")
      try require(
        atom.type == original.type && atom.velocity == original.velocity
          && atom.groups == original.groups, "atom \(atom.id) has lost a part of itself")
      let extra = atoms.view.extra + 2 * i
      try require(
        extra[0] == Double(atom.id) && extra[1] == -Double(atom.id),
        "atom \(atom.id) carries \(extra[0]) and \(extra[1]) of another")
    }
  }

  func ownedOnce(_ box: Box) throws {
    var owners = [Int64](repeating: 0, count: check.atoms + 1)
    for i in 0..<atoms.owned {
      let atom = atoms.read(i)
      owners[Int(atom.id)] += 1
      try require(
        decomposition.owns(atom.position, in: box), "atom \(atom.id) is not at its owner")
      let s = box.fractional(atom.position)
      for d in 0..<3 where box.isPeriodic(d) {
        try require(s[d] > -1e-12 && s[d] < 1, "atom \(atom.id) is not wrapped: \(s)")
      }
    }
    let total = communicator.reduce(owners, .sum)
    for id in 0..<check.atoms {
      try require(total[id + 1] == 1, "atom \(id + 1) has \(total[id + 1]) owners")
    }
  }

  /// Every owned atom has the neighbours that brute force finds, each once.
  mutating func neighborLists() throws {
    decomposition.exchangeGhosts(&atoms, box: check.box, cutoff: check.cutoff)
    try ghostsAreImages(of: start)
    neighbors.rebuild(atoms: atoms.view, box: check.box, cutoff: check.cutoff)
    try neighborsEqual(start)
  }

  func ghostsAreImages(of truth: BruteForce) throws {
    var seen: Set<NeighborKey> = []
    for i in 0..<atoms.total {
      let atom = atoms.read(i)
      let place = truth.unwrapped[Int(atom.id)] - truth.box.shift(atom.image)
      try require(
        (atom.position - place).length < Self.tolerance,
        "ghost \(i) of atom \(atom.id) is at \(atom.position), not \(place)")
      let fresh = seen.insert(NeighborKey(id: atom.id, image: atom.image)).inserted
      try require(fresh, "atom \(atom.id) occurs twice with image \(atom.image)")
      let original = check.atom(Int(atom.id))
      try require(
        atom.type == original.type && atom.groups == original.groups,
        "ghost \(i) has another type or group than atom \(atom.id)")
    }
  }

  func neighborsEqual(_ truth: BruteForce) throws {
    let view = atoms.view
    let list = neighbors.view
    try require(list.count == atoms.owned, "the list is not for the owned atoms")
    for i in 0..<list.count {
      let found = list.neighbors(of: i).map {
        NeighborKey(id: view.id[Int($0)], image: view.image(Int($0)) &- view.image(i))
      }
      try require(Set(found).count == found.count, "atom \(view.id[i]) has a neighbour twice")
      let expected = truth.neighbors(of: view.id[i], cutoff: check.cutoff)
      // Rounding decides whether a pair at the cutoff itself is in.
      let missing = expected.filter { $0.value < check.cutoff - Self.tolerance }.keys
        .filter { !found.contains($0) }.sorted()
      let beyond = found.filter {
        truth.displacement(from: view.id[i], to: $0).length > check.cutoff + Self.tolerance
      }
      try require(missing.isEmpty, "atom \(view.id[i]) lacks the neighbours \(missing)")
      try require(
        beyond.isEmpty, "atom \(view.id[i]) has the neighbours \(beyond) beyond the cutoff")
    }
  }
}
