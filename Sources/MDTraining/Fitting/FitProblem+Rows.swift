import MDCore
import MDDomain

extension FitProblem {
  /// Adds rows of one structure: its energy, the forces on some atoms, its stress.
  ///
  /// - Parameters:
  ///   - atoms: ascending; ignored without forces.
  ///   - jacobian, errors: get the rows from row `first` on; there is room for them. A row of the
  ///     Jacobian is the derivatives of a prediction with respect to the weights, one of the errors
  ///     reference minus prediction, both divided by the expected error.
  /// - Returns: how many were added; on every rank.
  func addRows(
    of index: Int, atoms: [Int], weights: [Double], jacobian: UnsafeMutablePointer<Double>,
    errors: UnsafeMutablePointer<Double>, first: Int
  ) -> Int {
    let structure = structures[index]
    let hasForces = structure.forces != nil
    let chosen = hasForces ? atoms : []
    evaluator.evaluate(
      structure, table(index), weights: weights,
      wantsGradients: true)
    let count = parameterCount
    let stress = structure.stress
    let rows = 1 + 3 * chosen.count + (stress?.count ?? 0)
    let base = jacobian + first * count
    base.update(repeating: 0, count: rows * count)
    let own = errors + first
    own.update(repeating: 0, count: rows)
    let root = structure.weight.squareRoot()

    let energyFactor = root / (Double(structure.count) * expected.energy)
    addEnergyDerivative(structure, factor: energyFactor, to: base)
    own[0] = energyFactor * (structure.energy - energy(structure, weights))

    addForceRows(structure, index, chosen, root, base + count, own + 1)
    if let stress {
      addStressRows(
        stress, root, base + (1 + 3 * chosen.count) * count, own + 1 + 3 * chosen.count, index)
    }
    return rows
  }

  private func addForceRows(
    _ structure: FitStructure, _ index: Int, _ atoms: [Int], _ root: Double,
    _ base: UnsafeMutablePointer<Double>, _ errors: UnsafeMutablePointer<Double>
  ) {
    guard let forces = structure.forces else { return }
    let count = parameterCount
    let mine = evaluator.table.share
    for (n, atom) in atoms.enumerated() where mine.contains(atom) {
      let factor = root * (atomWeights[index].map { $0[atom].squareRoot() } ?? 1) / expected.force
      let predicted = evaluator.addForceDerivatives(
        atom: atom, components: [0, 1, 2], factor: factor, to: base + 3 * n * count,
        stride: count)
      for c in 0..<3 { errors[3 * n + c] = factor * (forces[3 * atom + c] - predicted[c]) }
    }
    let segments = (0..<communicator.size).map { rank in
      let share = MDTraining.share(of: structure.count, rank: rank, ranks: communicator.size)
      let first = atoms.firstIndex { $0 >= share.lowerBound } ?? atoms.count
      let end = atoms.firstIndex { $0 >= share.upperBound } ?? atoms.count
      return (3 * first)..<(3 * end)
    }
    communicator.share(
      base, segments: segments.map { ($0.lowerBound * count)..<($0.upperBound * count) })
    communicator.share(errors, segments: segments)
  }

  /// One rank makes each row, since a row takes all atoms.
  private func addStressRows(
    _ stress: [Double], _ root: Double, _ base: UnsafeMutablePointer<Double>,
    _ errors: UnsafeMutablePointer<Double>, _ index: Int
  ) {
    let count = parameterCount
    let factor = root / expected.stress
    let predicted = evaluator.stress
    let (rank, ranks) = (communicator.rank, communicator.size)
    let starts = inputStarts[index]
    for row in MDTraining.share(of: stress.count, rank: rank, ranks: ranks) {
      var directions = [Double](repeating: 0, count: starts[starts.count - 1])
      directions.withUnsafeMutableBufferPointer {
        evaluator.strainDirections(row: row, factor: factor, addTo: $0.baseAddress!)
        evaluator.addDirectionalDerivative(
          $0.baseAddress!, atoms: 0..<structures[index].count, to: base + row * count)
      }
    }
    for row in stress.indices { errors[row] = factor * (stress[row] - predicted[row]) }
    communicator.share(
      base,
      segments: (0..<ranks).map {
        let own = MDTraining.share(of: stress.count, rank: $0, ranks: ranks)
        return (own.lowerBound * count)..<(own.upperBound * count)
      })
  }
}
