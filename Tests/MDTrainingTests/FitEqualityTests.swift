import Foundation
import MDCore
import MDDomain
import MDPotentials
import Testing

@testable import MDTraining

/// A fit gives the same weights on any number of ranks, with any memory, and when it was interrupted.
@Suite struct FitEqualityTests {
  static let optimizers: [(name: String, keywords: String)] = [
    ("block-kalman", "optimizer block-kalman\nstructures_per_update 2\natom_fraction 0.6"),
    (
      "kalman",
      """
      updater_type 1
      use_short_forces
      kalman_type 0
      kalman_epsilon 0.01
      kalman_q0 0.01
      kalman_qtau 2.3
      kalman_qmin 1e-6
      kalman_eta 0.01
      kalman_etatau 2.3
      kalman_etamax 1.0
      selection_mode 2 2 1 3 0
      short_force_fraction 0.03
      task_batch_size_force 2
      rmse_threshold_energy 0.0
      rmse_threshold_force 1.0
      rmse_threshold_trials 3
      force_weight 5.0
      jacobian_mode 1
      streams 2
      normalize_data_set ref
      """
    ),
    ("adam", "optimizer adam\nstructures_per_update 2"),
    ("lbfgs", "optimizer lbfgs"),
  ]

  private static func preparation(
    _ keywords: String, epochs: Int, _ communicator: any Communicator, memory: Int = 2048
  ) throws -> FitPreparation {
    var structures = SampleData.structures(4)
    structures += SampleData.structures(3, file: "other").map {
      var copy = $0
      copy.energy += 0.7 * Double(copy.count)
      return copy
    }
    return try SampleData.preparation(
      structures, input: SampleData.input(extra: keywords), communicator: communicator
    ) {
      $0.epochs = epochs
      $0.testFraction = 0.3
      $0.usesStress = true
      $0.separatesZeros = true
      $0.memoryBudget = memory
      $0.averagedEpochs = 2
    }
  }

  @Test(arguments: optimizers.map(\.keywords))
  func sameOnAnyNumberOfRanks(_ keywords: String) throws {
    let one = try SampleData.fit(Self.preparation(keywords, epochs: 3, SingleRank()))
    #expect(one.weights != one.curve.map { _ in 0 })
    for ranks in [2, 4] {
      let all = try InMemoryWorld(size: ranks).run { communicator in
        try SampleData.fit(Self.preparation(keywords, epochs: 3, communicator))
      }
      for state in all {
        if keywords.contains("kalman") {
          // Every number is made by one rank, and sums run in the same order.
          #expect(state.weights == one.weights)
          #expect(state.best == one.best)
        } else {
          // The gradient is summed over ranks: rounding, grown over a few steps.
          for (a, b) in zip(state.weights, one.weights) { #expect(abs(a - b) < 1e-7) }
        }
      }
    }
  }

  @Test(arguments: optimizers.map(\.keywords))
  func goesOnAsIfNeverInterrupted(_ keywords: String) throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("fit-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let whole = try SampleData.fit(Self.preparation(keywords, epochs: 4, SingleRank()))
    let first = SampleData.trainer(try Self.preparation(keywords, epochs: 4, SingleRank()))
    _ = try first.run(
      tell: { record, _ in if record.epoch == 3 { throw Interruption() } },
      save: { trainer in
        try Checkpoint.write(trainer, identity: "fit", to: path)
      }, every: 2)
    // It goes on on another number of ranks.
    let states = try InMemoryWorld(size: 2).run { communicator in
      let saved = try Checkpoint.read(path, identity: "fit", communicator: communicator)
      let trainer = SampleData.trainer(try Self.preparation(keywords, epochs: 4, communicator))
      try trainer.restore(saved.state, optimizer: saved.optimizer)
      #expect(trainer.state.epoch == 2)
      try trainer.run(tell: { _, _ in }, save: { _ in })
      return trainer.state
    }
    for state in states {
      #expect(state.epoch == 4)
      for (a, b) in zip(state.weights, whole.weights) {
        #expect(keywords.contains("kalman") ? a == b : abs(a - b) < 1e-7)
      }
    }
    #expect(throws: (any Error).self) {
      try Checkpoint.read(path, identity: "another fit", communicator: SingleRank())
    }
  }

  @Test func memoryChangesNothing() throws {
    let keywords = Self.optimizers[0].keywords
    let preparation = try Self.preparation(keywords, epochs: 2, SingleRank())
    let roomy = preparation.problem
    #expect(preparation.store.keptCount.kept == 7)
    let bytes = roomy.structures.map { roomy.builder.bytes($0) }
    // Room for two tables beside the one that is being made.
    let store = TableStore(
      roomy.structures, builder: roomy.builder, budget: 6 * (bytes.max() ?? 0),
      communicator: SingleRank())
    #expect(store.keptCount.kept == 2)
    let tight = FitProblem(
      design: roomy.design, structures: roomy.structures, builder: roomy.builder, store: store,
      expected: roomy.expected, energyScale: preparation.energyScale, algebra: roomy.algebra,
      communicator: SingleRank())
    var weights: [[Double]] = []
    for problem in [roomy, tight] {
      let optimizer = preparation.optimizer(problem, seed: 4)
      var own = preparation.initialWeights(seed: 4, problem: problem)
      for epoch in 1...2 {
        try optimizer.epoch(
          epoch, problem: problem, training: preparation.data.training, errors: ErrorSums(),
          weights: &own)
      }
      weights.append(own)
    }
    #expect(weights[0] == weights[1])
  }

  @Test func tablesTakeWhatIsForeseen() throws {
    let preparation = try Self.preparation("", epochs: 1, SingleRank())
    let problem = preparation.problem
    for index in problem.structures.indices {
      let table = problem.table(index)
      let bytes =
        12 * table.centers.count + 4 * table.derivativeCount + 8 * table.inputs.count
        + 4 * table.strains.count
      let foreseen = problem.builder.bytes(problem.structures[index])
      #expect(bytes <= foreseen)
      #expect(foreseen < bytes + 2048)
    }
  }

  struct Interruption: Error {}
}

extension Trainer {
  /// Runs until `tell` throws an interruption, saving every so many epochs.
  fileprivate func run(
    tell: (EpochRecord, Bool) throws -> Void, save: (Trainer) throws -> Void, every: Int
  ) throws {
    do {
      try run(
        tell: { record, isBest in
          try tell(record, isBest)
          if record.epoch == every { try save(self) }
        }, save: { _ in })
    } catch is FitEqualityTests.Interruption {
    }
  }
}
