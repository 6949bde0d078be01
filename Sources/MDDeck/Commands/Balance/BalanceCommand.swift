import Foundation
import MDCore
import MDEngine

/// `balance THRESH shift DIMENSIONS NITER STOPTHRESH`
struct BalanceCommand: DeckCommand {
  static let names = ["balance"]
  var replay: Replay { .performOnRealAtoms }

  private let settings: LoadBalance

  init(_ arguments: inout Arguments) throws {
    let threshold = try arguments.number("the imbalance above which cuts move")
    settings = try LoadBalance(&arguments, threshold: threshold)
  }

  func run(in session: Session) throws {
    let outcome = try session.withSimulation { simulation in
      simulation.settle()
      return simulation.balance(settings)
    }
    session.log.write("Balancing ...")
    session.log.write(
      "  initial/final maximal load/proc = \(outcome.mostBefore) \(outcome.mostAfter)")
    session.log.write(
      String(
        format: "  initial/final imbalance factor  = %.8g %.8g", outcome.before, outcome.after))
    let cuts = try session.withSimulation { $0.decomposition.cuts }
    for (axis, cuts) in zip(["x", "y", "z"], cuts) {
      let places = cuts.positions.map { String(format: "%.6g", $0) }
      session.log.write("  \(axis) cuts: \(places.joined(separator: " "))")
    }
  }
}

extension LoadBalance {
  /// Reads `shift DIMENSIONS NITER STOPTHRESH`. The cuts are found at once from the counts of atoms,
  /// so that the last two are only checked.
  init(_ arguments: inout Arguments, threshold: Double) throws {
    guard threshold >= 1 else {
      throw arguments.error("the threshold is an imbalance, 1 or more, not \(threshold)")
    }
    _ = try arguments.choice("balance style", among: ["shift"])
    let unknown = arguments.nextIsUnknown
    let word = try arguments.word("the dimensions, such as xyz")
    let letters = unknown ? ["x"] : Array(word).map(String.init)
    let places = letters.compactMap { ["x", "y", "z"].firstIndex(of: $0) }
    guard places.count == letters.count, Set(places).count == places.count, !places.isEmpty else {
      throw arguments.error("dimensions are x, y and z, each at most once, not '\(word)'")
    }
    _ = try arguments.integer("the number of iterations", atLeast: 1)
    _ = try arguments.number("the imbalance at which to stop")
    try arguments.expectEnd()
    self.init(threshold: threshold, dimensions: places)
  }
}

extension FixCommand {
  /// `fix ID all balance N THRESH shift DIMENSIONS NITER STOPTHRESH`
  static func parseBalance(_ arguments: inout Arguments) throws -> Builder {
    let interval = try arguments.integer("the steps between looks", atLeast: 0)
    let threshold = try arguments.number("the imbalance above which cuts move")
    let settings = try LoadBalance(&arguments, threshold: threshold)
    return { id, _, _ in FixBalance(id: id, interval: Int64(interval), settings: settings) }
  }
}
