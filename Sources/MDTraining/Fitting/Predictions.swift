/// What the networks say about one structure, in the units of the data.
struct Prediction: Sendable {
  /// eV, without the energies of atoms.
  var energy: Double
  /// eV/Å, three numbers an atom in the order of the fit; empty without forces.
  var forces: [Double]
  /// eV/Å³, as many as the reference has.
  var stress: [Double]
}

/// How large an error of each kind is as bad as one of the others: a row of the fit is its error
/// divided by this.
struct ExpectedErrors: Equatable, Sendable, Codable {
  /// eV an atom.
  var energy = 0.001
  /// eV/Å.
  var force = 0.1
  /// eV/Å³.
  var stress = 0.003
}

extension FitStructure {
  /// Reference minus prediction, each divided by its expected error and times the root of the
  /// structure's weight; atoms may have weights of their own.
  func weightedErrors(
    _ prediction: Prediction, _ expected: ExpectedErrors, atomWeights: [Double]?
  ) -> [Double] {
    let root = weight.squareRoot()
    var rows = [root * (energy - prediction.energy) / (Double(count) * expected.energy)]
    if let forces {
      for n in forces.indices {
        let own = atomWeights.map { $0[n / 3].squareRoot() } ?? 1
        rows.append(root * own * (forces[n] - prediction.forces[n]) / expected.force)
      }
    }
    if let stress {
      for (a, b) in zip(stress, prediction.stress) { rows.append(root * (a - b) / expected.stress) }
    }
    return rows
  }

  /// The errors of a prediction.
  func errors(
    _ prediction: Prediction, _ expected: ExpectedErrors, atomWeights: [Double]?
  ) -> ErrorSums {
    var sums = ErrorSums()
    sums.energy.add((prediction.energy - energy) / Double(count))
    if let forces { for n in forces.indices { sums.force.add(prediction.forces[n] - forces[n]) } }
    if let stress {
      for (a, b) in zip(stress, prediction.stress) { sums.stress.add(b - a) }
    }
    for row in weightedErrors(prediction, expected, atomWeights: atomWeights) {
      sums.loss += 0.5 * row * row
    }
    return sums
  }
}
