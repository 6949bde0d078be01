import MDCore
import MDDomain
import MDLinearAlgebra
import MDPotentials

/// Structures, their tables and the networks' layout: everything of a fit but the weights.
///
/// All ranks hold all structures; each holds the derivatives at its share of the atoms of every
/// structure, so that any structure is worked on by all ranks at once and what is done does not depend
/// on how many they are. Tables that do not fit into the memory budget are made again whenever they are
/// needed.
final class FitProblem {
  let design: NetworkDesign
  let layout: NetworkLayout
  /// Weights and biases, then an energy zero for every data set but the first.
  let parameterCount: Int
  let structures: [FitStructure]
  let communicator: any Communicator
  let algebra: LinearAlgebra
  let builder: FunctionTableBuilder
  let evaluator: TableEvaluator
  let expected: ExpectedErrors
  /// Weights of the atoms' forces for each structure; nil where all are 1.
  var atomWeights: [[Double]?]
  private let store: TableStore
  /// Where each structure's atoms' inputs begin.
  let inputStarts: [[Int]]

  /// - Parameters:
  ///   - store: the tables.
  ///   - energyScale: eV for the networks' unit of energy.
  init(
    design: NetworkDesign, structures: [FitStructure], builder: FunctionTableBuilder,
    store: TableStore, expected: ExpectedErrors, energyScale: Double, algebra: LinearAlgebra,
    communicator: any Communicator
  ) {
    self.design = design
    self.structures = structures
    self.builder = builder
    self.expected = expected
    self.algebra = algebra
    self.communicator = communicator
    layout = NetworkLayout(design)
    evaluator = TableEvaluator(
      layout: layout, visibility: builder.visibility, energyScale: energyScale, algebra: algebra)
    atomWeights = structures.map { _ in nil }
    parameterCount = layout.count + (structures.map(\.dataset).max() ?? 0)
    inputStarts = structures.map { builder.inputStarts($0) }
    self.store = store
  }

  /// The same structures with other networks, or another unit of energy for them.
  init(_ other: FitProblem, design: NetworkDesign? = nil, energyScale: Double? = nil) {
    let design = design ?? other.design
    self.design = design
    structures = other.structures
    builder = other.builder
    expected = other.expected
    algebra = other.algebra
    communicator = other.communicator
    store = other.store
    atomWeights = other.atomWeights
    inputStarts = other.inputStarts
    layout = NetworkLayout(design)
    parameterCount = layout.count + other.parameterCount - other.layout.count
    evaluator = TableEvaluator(
      layout: layout, visibility: builder.visibility,
      energyScale: energyScale ?? other.evaluator.energyScale, algebra: algebra)
  }

  /// The table of a structure. All ranks ask for it together.
  func table(_ index: Int) -> FunctionTable { store.table(index, structures[index]) }

  /// What the networks say about a structure; on every rank. Leaves the evaluator at it.
  func predict(_ index: Int, weights: [Double]) -> Prediction {
    let structure = structures[index]
    let wantsGradients = structure.forces != nil || structure.stress != nil
    evaluator.evaluate(
      structure, table(index), weights: weights, wantsGradients: wantsGradients)
    var forces: [Double] = []
    if structure.forces != nil {
      forces = ownForces(structure)
      share(&forces, of: structure)
    }
    return Prediction(
      energy: energy(structure, weights), forces: forces, stress: evaluator.stress)
  }

  /// The energy of the structure at which the evaluator stands, with its data set's zero.
  func energy(_ structure: FitStructure, _ weights: [Double]) -> Double {
    guard let place = zero(of: structure) else { return evaluator.energy }
    return evaluator.energy + evaluator.energyScale * Double(structure.count) * weights[place]
  }

  /// Which parameter is the energy zero of a structure's data set; nil for the first.
  func zero(of structure: FitStructure) -> Int? {
    structure.dataset == 0 ? nil : layout.count + structure.dataset - 1
  }

  /// target ← target + factor·∂E/∂(parameters) of the structure at which the evaluator stands.
  func addEnergyDerivative(
    _ structure: FitStructure, factor: Double, to target: UnsafeMutablePointer<Double>
  ) {
    evaluator.addEnergyDerivative(factor: factor, to: target)
    if let place = zero(of: structure) {
      target[place] += factor * evaluator.energyScale * Double(structure.count)
    }
  }

  /// The forces on this rank's share, zeros elsewhere.
  private func ownForces(_ structure: FitStructure) -> [Double] {
    var forces = [Double](repeating: 0, count: 3 * structure.count)
    for atom in evaluator.table.share {
      let force = evaluator.force(on: atom)
      for c in 0..<3 { forces[3 * atom + c] = force[c] }
    }
    return forces
  }

  private func share(_ forces: inout [Double], of structure: FitStructure) {
    let segments = (0..<communicator.size).map { rank in
      let atoms = MDTraining.share(of: structure.count, rank: rank, ranks: communicator.size)
      return (3 * atoms.lowerBound)..<(3 * atoms.upperBound)
    }
    forces.withUnsafeMutableBufferPointer {
      communicator.share($0.baseAddress!, segments: segments)
    }
  }

  /// The errors of each of some structures; on every rank.
  func errors(_ indices: [Int], weights: [Double]) -> [ErrorSums] {
    indices.map { index in
      structures[index].errors(
        predict(index, weights: weights), expected, atomWeights: atomWeights[index])
    }
  }
}
