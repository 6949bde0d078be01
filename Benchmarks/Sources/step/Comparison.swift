import BenchmarkKit
import Foundation

/// Programs that run the same block of silicon in turn, A B C A B C, so that what the machine does
/// meanwhile meets all of them.
struct Comparison {
  /// A program with the potential that it runs, and how few steps will do.
  struct Entry {
    let program: MeasuredProgram
    let potential: BenchmarkPotential
    let minimumSteps: Int
    /// Its lines for the potential, if they are others than those of `pair_style hdnnp`.
    var pair: [String]?
  }

  let atoms: Int
  let repeats: Int
  let seconds: Double
  let preparation: (potential: BenchmarkPotential, steps: Int)
  let folder: URL

  /// The costs of the entries, in their order.
  func run(_ entries: [Entry]) throws -> [StepCost] {
    let decks = try entries.map { try deck($0) }
    var logs = [[RunLog]](repeating: [], count: entries.count)
    for turn in 0..<repeats {
      for (i, entry) in entries.enumerated() {
        let log = try entry.program.run(decks[i], in: folder)
        logs[i].append(log)
        let cost = String(format: "%.4g", log.cost)
        print(
          "\(entry.potential.name), \(log.atoms) atoms, turn \(turn + 1): "
            + "\(entry.program.name) \(cost) us")
      }
    }
    return entries.indices.map { i in
      StepCost(
        potential: entries[i].potential.name, program: entries[i].program.name, runs: logs[i])
    }
  }

  /// The deck of an entry, with as many steps as take about `seconds`.
  private func deck(_ entry: Entry) throws -> Deck {
    var deck = try Deck(
      cells: entry.potential.crystal.cells(atoms: atoms), potential: entry.potential,
      preparation: preparation.potential, preparationSteps: preparation.steps, steps: 1)
    if let pair = entry.pair { deck.pair = pair }
    deck.steps = try entry.program.steps(
      for: seconds, deck, minimum: entry.minimumSteps, in: folder)
    return deck
  }
}
