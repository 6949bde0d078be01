import MDCore
import MDDomain

extension FitProblem {
  /// Half the sum of weighted squares over some structures, and its gradient with respect to the
  /// weights; on every rank.
  ///
  /// A force enters through λ = ∂L/∂F alone: with u_i = Σ_a ∂g_i/∂r_a·λ_a its part of the gradient is
  /// that of −s·Σ_i ∇e_i·u_i, one directional derivative an atom instead of one a force. The sums over
  /// atoms are split among the ranks, so that different numbers of ranks agree to rounding.
  func lossAndGradient(_ indices: [Int], weights: [Double]) -> (
    loss: Double, gradient: [Double], sums: ErrorSums
  ) {
    var gradient = [Double](repeating: 0, count: parameterCount)
    var total = ErrorSums()
    for index in indices {
      let structure = structures[index]
      let prediction = predict(index, weights: weights)
      let rows = structure.weightedErrors(
        prediction, expected, atomWeights: atomWeights[index])
      total.add(
        structure.errors(prediction, expected, atomWeights: atomWeights[index]))
      gradient.withUnsafeMutableBufferPointer {
        addGradient(index, rows, to: $0.baseAddress!)
      }
    }
    gradient.withUnsafeMutableBufferPointer { communicator.reduce($0, .sum) }
    return (total.loss, gradient, total)
  }

  /// Adds what this rank contributes for the structure at which the evaluator stands.
  private func addGradient(
    _ index: Int, _ rows: [Double], to gradient: UnsafeMutablePointer<Double>
  ) {
    let structure = structures[index]
    let root = structure.weight.squareRoot()
    if communicator.isRoot {
      addEnergyDerivative(
        structure, factor: -rows[0] * root / (Double(structure.count) * expected.energy),
        to: gradient)
    }
    guard structure.forces != nil || structure.stress != nil else { return }
    let starts = inputStarts[index]
    var directions = [Double](repeating: 0, count: starts[structure.count])
    var next = 1
    directions.withUnsafeMutableBufferPointer { directions in
      let target = directions.baseAddress!
      if let forces = structure.forces {
        var lambda = [Double](repeating: 0, count: forces.count)
        for n in forces.indices {
          let own = atomWeights[index].map { $0[n / 3].squareRoot() } ?? 1
          lambda[n] = -rows[next + n] * root * own / expected.force
        }
        next += forces.count
        evaluator.addForceDirections(
          lambda, factor: -evaluator.energyScale, to: target, inputStarts: starts)
      }
      if communicator.isRoot, let stress = structure.stress {
        for row in stress.indices {
          evaluator.strainDirections(
            row: row, factor: -rows[next + row] * root / expected.stress, addTo: target)
        }
      }
      communicator.reduce(directions, .sum)
      evaluator.addDirectionalDerivative(
        target, atoms: evaluator.table.share, to: gradient)
    }
  }
}
