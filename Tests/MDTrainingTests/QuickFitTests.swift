import Foundation
import MDCore
import MDDomain
import MDPotentials
import Testing

@testable import MDTraining

/// Short fits that must get somewhere.
@Suite struct QuickFitTests {
  /// Root-mean-square errors after a fit of ten crystals of two elements.
  private func errors(_ keywords: String, epochs: Int, energyError: Double = 0.001) throws
    -> ErrorSums
  {
    let preparation = try SampleData.preparation(
      SampleData.structures(10), input: SampleData.input(extra: keywords, nodes: "8 8")
    ) {
      $0.epochs = epochs
      $0.testFraction = 0
      $0.expected.energy = energyError
    }
    let state = try SampleData.fit(preparation)
    return state.curve[state.bestEpoch].training
  }

  // Without a network the force components' root mean square is 0.64 eV/Å and the energies' spread
  // 36 meV an atom.
  @Test func blockKalmanFits() throws {
    let errors = try errors("optimizer block-kalman", epochs: 10)
    #expect(errors.force.rmse < 0.06)
    #expect(errors.energy.rmse < 0.004)
  }

  @Test func candidatesFit() throws {
    let keywords = """
      updater_type 1
      use_short_forces
      kalman_type 1
      kalman_epsilon 0.01
      kalman_lambda_short 0.98
      kalman_nue_short 0.9987
      short_force_fraction 0.3
      force_weight 5
      """
    let errors = try errors(keywords, epochs: 8)
    #expect(errors.force.rmse < 0.15)
    #expect(errors.energy.rmse < 0.01)
  }

  @Test func quasiNewtonFits() throws {
    let errors = try errors("optimizer lbfgs", epochs: 80, energyError: 0.01)
    #expect(errors.force.rmse < 0.25)
  }

  @Test func adamFits() throws {
    let errors = try errors(
      "optimizer adam\nstructures_per_update 1\ngradient_adam_eta 0.02", epochs: 100,
      energyError: 0.01)
    #expect(errors.force.rmse < 0.35)
  }

  @Test func separateZerosAreFound() throws {
    var structures = SampleData.structures(6)
    structures += SampleData.structures(12, file: "shifted")[6...].map {
      var copy = $0
      copy.energy += 0.8 * Double(copy.count)
      return copy
    }
    let preparation = try SampleData.preparation(
      structures, input: SampleData.input(nodes: "8 8")
    ) {
      $0.epochs = 8
      $0.testFraction = 0
      $0.separatesZeros = true
    }
    let state = try SampleData.fit(preparation)
    let zero =
      preparation.data.zeros[1]
      + preparation.energyScale * state.best[preparation.problem.layout.count]
    // Both files hold structures of one kind; the zero is known as well as the energies are.
    #expect(abs(zero - 0.8) < 0.01)
  }

  @Test func earlyStoppingKeepsTheBestWeights() throws {
    let preparation = try SampleData.preparation(
      SampleData.structures(6),
      input: SampleData.input(extra: "optimizer adam\ngradient_adam_eta 0.5")
    ) {
      $0.epochs = 40
      $0.patience = 3
      $0.testFraction = 0.3
    }
    let trainer = SampleData.trainer(preparation)
    let ending = try trainer.run(tell: { _, _ in }, save: { _ in })
    // A step this large jumps about.
    #expect(ending == .noImprovement)
    #expect(trainer.state.epoch == trainer.state.bestEpoch + 3)
    let losses = trainer.state.curve.map(\.validation.loss)
    #expect(losses[trainer.state.bestEpoch] == losses.min())
    let again = preparation.problem.errors(
      preparation.data.validation, weights: trainer.state.best
    ).reduce(0) { $0 + $1.loss }
    #expect(abs(again - trainer.state.bestLoss) < 1e-9 * again)
  }

  @Test func rareEnvironmentsWeighMore() throws {
    // Six structures that are nearly the same, and another one.
    let pair = SampleData.structures(2)
    var structures = (0..<6).map { n in
      SampleData.labelled(
        pair[0].positions.map { $0 + Vector3(0.002 * Double(n), 0, 0) * $0.y }, pair[0].elements,
        box: pair[0].box, frame: n + 1)
    }
    structures.append(pair[1])
    let preparation = try SampleData.preparation(structures, input: SampleData.input()) {
      $0.uniformWidth = 0.05
      $0.testFraction = 0
    }
    let weights = preparation.problem.atomWeights.compactMap { $0 }
    let common = weights[..<6].flatMap { $0 }.max() ?? 0
    #expect(weights[6].min() ?? 0 > common)
    let elements = preparation.problem.structures.map(\.elements)
    for element in Int32(0)...1 {
      let own = zip(weights, elements).flatMap { zip($0, $1).filter { $0.1 == element }.map(\.0) }
      #expect(abs(own.reduce(0, +) / Double(own.count) - 1) < 1e-9)
    }
  }
}
