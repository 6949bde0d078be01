import MDCore
import MDDomain

extension Simulation {
  /// More neighbours than any model of atoms has.
  static let crowd = 1e6

  /// Throws if, at the density of the box, an atom would have more neighbours than fit: the cutoff is
  /// in another unit than the box, or one of them is a mistake.
  func checkForCrowding() throws(InputError) {
    let range = ghostRange
    var volume = state.box.volume
    for d in 0..<3 where !state.box.isPeriodic(d) {
      volume *= max(1, 2 * range / state.box.lengths[d])
    }
    let neighbors = Double(state.totalAtoms) / volume * 4 / 3 * .pi * range * range * range
    guard neighbors > Self.crowd else { return }
    let what =
      range > interactionRange
      ? "the cutoff of a compute (or comm_modify) and the skin reach" : "cutoff and skin reach"
    throw InputError(
      "an atom would have about \(Int64(min(neighbors, 1e18))) neighbours: \(what) "
        + "\(range) Å, and the box of \(state.totalAtoms) atoms has \(state.box.volume) Å³")
  }

  /// Atoms closer than this are on one spot, Å: no model of atoms has an energy for them.
  static let coincidence = 1e-3

  /// Throws if two interacting atoms are on one spot, naming the pair with the lowest ids. Looks at
  /// the neighbour list. Collective.
  func checkForCoincidingAtoms() throws(InputError) {
    guard potential != nil else { return }
    let atoms = state.atoms.view
    let list = neighbors.view
    let limit = Self.coincidence * Self.coincidence
    var pairs: [(Int64, Int64)] = []
    for i in 0..<list.count {
      for entry in list.neighbors(of: i) {
        let j = Int(entry)
        let d = atoms.position(i) - atoms.position(j)
        guard d.dot(d) < limit, atoms.id[i] <= atoms.id[j] else { continue }
        pairs.append((atoms.id[i], atoms.id[j]))
      }
    }
    let communicator = state.communicator
    let count = communicator.reduce(Int64(pairs.count), .sum)
    guard count > 0 else { return }
    let first = communicator.reduce(pairs.map(\.0).min() ?? .max, .minimum)
    let second = communicator.reduce(
      pairs.filter { $0.0 == first }.map(\.1).min() ?? .max, .minimum)
    let others = count > 1 ? " (and \(count - 1) more such pairs)" : ""
    throw InputError(
      "atoms \(first) and \(second) are on one spot, closer than \(Self.coincidence) Å\(others); "
        + "`delete_atoms overlap 0.1 all all` removes one of each such pair")
  }
}
