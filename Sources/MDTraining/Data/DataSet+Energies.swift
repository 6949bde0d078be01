import MDCore
import MDLinearAlgebra

extension DataSet {
  /// The energy of an atom of each element (eV) that describes the energies best, Σ over the
  /// structures of w·(E − Σ n·e)²/N²: what `atom_energy` of `input.nn` is for. Of elements that occur
  /// in fixed proportions only the sum is known; the energies are the smallest that give it.
  ///
  /// - Returns: by element, in the order of ``elements``.
  public func atomEnergies() throws -> [Double] {
    let elements = elements
    let rows = structures.map { structure in
      elements.map { symbol in
        Double(structure.elements.reduce(0) { $0 + ($1 == symbol ? 1 : 0) })
          / Double(structure.count)
      }
    }
    let targets = structures.map { $0.energy / Double($0.count) }
    let model = try LeastSquares.minimumNorm(
      rows: rows, targets: targets, weights: structures.map(\.weight))
    return model
  }

  /// How much higher the energy zero of each file lies than that of the first, eV an atom: found by one
  /// linear model of the energy an atom in features that all structures share, with a constant a file.
  ///
  /// - Parameters:
  ///   - features: for each structure, such as the means of symmetry functions over its atoms.
  ///   - ridge: how much smooth models are preferred, relative to the features' spread.
  /// - Returns: one number a file, the first 0. Files without any likeness to the others get what the
  ///   model's slope says, which may be far off.
  public func relativeOffsets(features: [[Double]], ridge: Double = 1e-6) throws -> [Double] {
    precondition(features.count == structures.count, "features for every structure")
    guard files.count > 1, let width = features.first?.count else {
      return [Double](repeating: 0, count: files.count)
    }
    let count = Double(structures.count)
    let means = (0..<width).map { f in features.reduce(0) { $0 + $1[f] } / count }
    let spreads = (0..<width).map { f in
      (features.reduce(0) { $0 + ($1[f] - means[f]) * ($1[f] - means[f]) } / count).squareRoot()
    }
    let used = (0..<width).filter { spreads[$0] > 1e-12 * abs(means[$0]) }
    let rows = structures.indices.map { i in
      used.map { (features[i][$0] - means[$0]) / spreads[$0] }
        + files.indices.map { fileIndices[i] == $0 ? 1.0 : 0.0 }
    }
    let energies = structures.map { $0.energy / Double($0.count) }
    let middle = energies.reduce(0, +) / count
    let model = try LeastSquares.ridge(
      rows: rows, targets: energies.map { $0 - middle }, weights: structures.map(\.weight),
      penalties: used.map { _ in ridge * count } + files.map { _ in 1e-12 * count })
    let constants = model[used.count...]
    return constants.map { $0 - constants.first! }
  }
}
