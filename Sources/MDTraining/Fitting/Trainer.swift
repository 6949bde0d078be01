import Foundation
import MDCore
import MDDomain

/// What is known after an epoch.
struct EpochRecord: Equatable, Sendable, Codable {
  let epoch: Int
  /// Since the fit began, without what ran before an interruption twice.
  var seconds: Double
  let training: ErrorSums
  let validation: ErrorSums
  /// Network's atomic energy minus reference at each invariant point, eV.
  let invariants: [Double]
  /// Whether the errors are those of averaged weights.
  let isAverage: Bool
}

/// Runs the epochs of a fit, keeps the best weights and tells how it goes.
final class Trainer {
  let problem: FitProblem
  let optimizer: any FitOptimizer
  let settings: FitSettings
  let training: [Int]
  let validation: [Int]
  /// Structures that are only looked at.
  let invariants: [Int]
  private(set) var state: State

  /// Everything that changes, besides what the optimiser remembers.
  struct State: Equatable, Sendable, Codable {
    var epoch = 0
    var weights: [Double]
    var best: [Double]
    var bestEpoch = 0
    var bestLoss = Double.infinity
    var curve: [EpochRecord] = []
    /// The weights of the last epochs, for their average.
    var recent: [[Double]] = []
    var seconds = 0.0
  }

  init(
    problem: FitProblem, optimizer: any FitOptimizer, settings: FitSettings, training: [Int],
    validation: [Int], invariants: [Int], weights: [Double]
  ) {
    self.problem = problem
    self.optimizer = optimizer
    self.settings = settings
    self.training = training
    self.validation = validation
    self.invariants = invariants
    state = State(weights: weights, best: weights)
  }

  /// Goes on from a checkpoint.
  func restore(_ saved: State, optimizer memory: [Double]) throws {
    guard saved.weights.count == problem.parameterCount else {
      throw InputError("the checkpoint belongs to networks of another size")
    }
    state = saved
    try optimizer.restore(memory)
  }

  /// Why the fit has ended.
  enum Ending: Equatable {
    case allEpochs
    case noImprovement
  }

  /// Runs until the epochs are over or nothing improves.
  ///
  /// - Parameters:
  ///   - tell: gets each record, on every rank.
  ///   - save: called every ``FitSettings/checkpointEpochs`` epochs, on every rank.
  @discardableResult
  func run(
    tell: (EpochRecord, _ isBest: Bool) throws -> Void, save: (Trainer) throws -> Void
  ) throws -> Ending {
    let clock = ContinuousClock()
    var began = clock.now
    if state.curve.isEmpty { try record(&began, clock, tell) }
    while state.epoch < settings.plannedEpochs {
      if let patience = settings.patience, state.epoch - state.bestEpoch >= patience {
        return .noImprovement
      }
      state.epoch += 1
      let before = state.curve[state.curve.count - 1].training
      try optimizer.epoch(
        state.epoch, problem: problem, training: training, errors: before,
        weights: &state.weights)
      guard state.weights.allSatisfy(\.isFinite) else {
        throw InputError(
          "the weights became infinite in epoch \(state.epoch); take a smaller step (gradient_adam_eta), "
            + "or a larger kalman_epsilon, and look for wrong labels in the data")
      }
      try record(&began, clock, tell)
      if settings.checkpointEpochs > 0 && state.epoch % settings.checkpointEpochs == 0 {
        try save(self)
      }
    }
    return .allEpochs
  }

  /// Evaluates the weights, and their average over the last epochs, and keeps what is best.
  private func record(
    _ began: inout ContinuousClock.Instant, _ clock: ContinuousClock,
    _ tell: (EpochRecord, Bool) throws -> Void
  ) throws {
    let own = evaluate(state.weights)
    var isBest = consider(state.weights, own)
    if settings.averagedEpochs > 1 && state.epoch > 0 {
      state.recent.append(state.weights)
      if state.recent.count > settings.averagedEpochs { state.recent.removeFirst() }
      if state.recent.count > 1 {
        let mean = average(state.recent)
        isBest = consider(mean, evaluate(mean)) || isBest
      }
    }
    let now = clock.now
    state.seconds += Double((now - began) / .seconds(1))
    began = now
    state.curve.append(
      EpochRecord(
        epoch: state.epoch, seconds: state.seconds, training: own.training,
        validation: own.validation, invariants: own.invariants, isAverage: false))
    try tell(state.curve[state.curve.count - 1], isBest)
  }

  private func average(_ all: [[Double]]) -> [Double] {
    (0..<all[0].count).map { n in all.reduce(0) { $0 + $1[n] } / Double(all.count) }
  }

  private typealias Errors = (training: ErrorSums, validation: ErrorSums, invariants: [Double])

  private func evaluate(_ weights: [Double]) -> Errors {
    func sum(_ indices: [Int]) -> ErrorSums {
      var total = ErrorSums()
      for own in problem.errors(indices, weights: weights) { total.add(own) }
      return total
    }
    let points = invariants.map { index in
      let prediction = problem.predict(index, weights: weights)
      let structure = problem.structures[index]
      return (prediction.energy - structure.energy) / Double(structure.count)
    }
    return (sum(training), sum(validation), points)
  }

  /// Keeps weights that are better than all before, judged by the validation structures, or by the
  /// training structures if there are no others.
  private func consider(_ weights: [Double], _ errors: Errors) -> Bool {
    let judged = validation.isEmpty ? errors.training : errors.validation
    guard judged.loss < state.bestLoss else { return false }
    state.bestLoss = judged.loss
    state.best = weights
    state.bestEpoch = state.epoch
    return true
  }
}
