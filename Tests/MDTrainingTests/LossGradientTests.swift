import MDCore
import MDDomain
import MDLinearAlgebra
import MDPotentials
import Testing

@testable import MDTraining

/// Gradients of the loss and rows of the Jacobian against differences, for two elements, a curved
/// output layer in between, energies, forces and stresses.
@Suite struct LossGradientTests {
  private func problem(_ communicator: any Communicator = SingleRank()) throws -> (
    FitPreparation, [Double]
  ) {
    let preparation = try SampleData.preparation(
      SampleData.structures(2), input: SampleData.input(), communicator: communicator
    ) {
      $0.usesStress = true
      $0.testFraction = 0
      $0.expected = ExpectedErrors(energy: 0.01, force: 0.3, stress: 0.02)
    }
    let weights = preparation.initialWeights(seed: 5, problem: preparation.problem)
    return (preparation, weights)
  }

  private func loss(_ problem: FitProblem, _ weights: [Double]) -> Double {
    problem.errors([0, 1], weights: weights).reduce(0) { $0 + $1.loss }
  }

  @Test func gradientEqualsDifferences() throws {
    let (preparation, weights) = try problem()
    let problem = preparation.problem
    problem.atomWeights = problem.structures.map { structure in
      (0..<structure.count).map { 0.5 + Double($0) / 4 }
    }
    let (value, gradient, _) = problem.lossAndGradient([0, 1], weights: weights)
    // The sum runs in another order: rounding.
    #expect(abs(value - loss(problem, weights)) < 1e-12 * value)
    let size = gradient.map(abs).max() ?? 0
    for n in weights.indices {
      var moved = weights
      moved[n] += 1e-5
      let above = loss(problem, moved)
      moved[n] = weights[n] - 1e-5
      let difference = (above - loss(problem, moved)) / 2e-5
      // Central differences of a loss of this size are good to 1e-8 of the largest slope.
      #expect(abs(gradient[n] - difference) < 1e-6 * size, "parameter \(n)")
    }
  }

  @Test func gradientIsTheSumOverRows() throws {
    let (preparation, weights) = try problem()
    let problem = preparation.problem
    let gradient = problem.lossAndGradient([1], weights: weights).gradient
    let structure = problem.structures[1]
    let count = problem.parameterCount
    let memory = RowMemory()
    memory.reserve(structure.rowCount, parameters: count)
    let rows = problem.addRows(
      of: 1, atoms: Array(0..<structure.count), weights: weights, jacobian: memory.jacobian,
      errors: memory.errors, first: 0)
    #expect(rows == structure.rowCount)
    let size = gradient.map(abs).max() ?? 0
    for n in 0..<count {
      let sum = (0..<rows).reduce(0.0) { $0 - memory.jacobian[$1 * count + n] * memory.errors[$1] }
      // The same products in another order.
      #expect(abs(sum - gradient[n]) < 1e-10 * size, "parameter \(n)")
    }
  }

  @Test func predictionsEqualThoseOfTheWrittenPotential() throws {
    let sources = SampleData.structures(2)
    let (preparation, weights) = try problem()
    let text = SampleData.input()
    let writer = PotentialWriter(
      design: preparation.problem.design, inputText: text, statistics: preparation.statistics,
      layout: preparation.problem.layout, energyFactor: 1,
      energyScale: preparation.energyScale, atomEnergies: preparation.data.atomEnergies)
    let folder = PotentialFolder(name: "written", files: try writer.files(weights: weights))
    let model = try NeuralNetworkModel(folder: folder)
    #expect(model.warnings.isEmpty)
    for index in 0..<2 {
      let own = preparation.problem.predict(index, weights: weights)
      let structure = preparation.problem.structures[index]
      let written = try evaluate(model, sources[index])
      let offset = structure.ranges.enumerated().reduce(0) {
        $0 + preparation.data.atomEnergies[$1.offset] * Double($1.element.count)
      }
      // Tables hold derivatives in single precision; energies know nothing of that.
      #expect(abs(own.energy + offset - written.energy) < 1e-9)
      for (place, atom) in structure.order.enumerated() {
        for c in 0..<3 {
          #expect(abs(own.forces[3 * place + c] - written.forces[atom][c]) < 2e-5)
        }
      }
      for (a, b) in zip(own.stress, written.stress) { #expect(abs(a - b) < 2e-6) }
    }
  }

  private func evaluate(_ model: NeuralNetworkModel, _ source: LabelledStructure) throws -> (
    energy: Double, forces: [Vector3], stress: [Double]
  ) {
    let loaded = LoadedPotential.network(model, lengthFactor: 1, energyFactor: 1)
    let prediction = try StructurePrediction.evaluate(
      [source], with: loaded, communicator: SingleRank())[0]
    return (prediction.energy, prediction.forces, prediction.stress?.components ?? [])
  }
}
