import Foundation
import MDCore
import MDDomain

extension SystemState {
  /// The largest atom id on any rank; 0 if there are no atoms.
  public var largestID: Int64 {
    let view = atoms.view
    var largest: Int64 = 0
    for i in 0..<view.owned { largest = max(largest, view.id[i]) }
    return communicator.reduce(largest, .maximum)
  }

  /// Brings `totalAtoms` up to date after atoms were added or taken away on some ranks.
  ///
  /// - Returns: the new total.
  @discardableResult
  public mutating func recountAtoms() -> Int64 {
    totalAtoms = communicator.reduce(Int64(atoms.owned), .sum)
    needsRebuild = true
    return totalAtoms
  }

  /// What an atom takes at least, bytes; with lists and ghosts it is several times as much.
  private static let leastBytes = 200.0

  /// Throws if so many atoms do not fit into the memory of the machine by far: a slip in a number of cells is
  /// told, and not found out when all memory is gone. Collective.
  func requireRoom(for atoms: Int64) throws(InputError) {
    let share = Double(atoms) * Self.leastBytes / Double(communicator.size)
    let memory = communicator.reduce(
      Double(ProcessInfo.processInfo.physicalMemory), .minimum)
    guard share > memory else { return }
    let gibibyte = Double(1 << 30)
    throw InputError(
      String(
        format:
          "%lld atoms need more than %.0f GiB on each of %d ranks, and the machine has %.0f GiB",
        atoms, (share / gibibyte).rounded(.down), communicator.size, memory / gibibyte))
  }

  /// Recounts after atoms were created and checks that every atom found an owner.
  mutating func countCreated(ownedBefore: Int, expected: Int64) throws(InputError) -> Int64 {
    let created = communicator.reduce(Int64(atoms.owned - ownedBefore), .sum)
    recountAtoms()
    guard created == expected else {
      throw InputError(
        "\(expected) atoms should have been created, but \(created) found an owner among the ranks")
    }
    return created
  }
}
