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
  /// Weights and biases.
  var parameterCount: Int { layout.count }
  let structures: [FitStructure]
  let communicator: any Communicator
  let algebra: LinearAlgebra
  let builder: FunctionTableBuilder
  let evaluator: TableEvaluator
  let expected: ExpectedErrors
  /// Weights of the atoms' forces for each structure; nil where all are 1.
  var atomWeights: [[Double]?]
  private var tables: [FunctionTable?]
  private let isKept: [Bool]
  /// Where each structure's atoms' inputs begin.
  let inputStarts: [[Int]]

  /// - Parameters:
  ///   - scalings: of the inputs.
  ///   - energyScale: eV for the networks' unit of energy.
  ///   - tableBudget: bytes that a rank may spend on tables.
  init(
    design: NetworkDesign, structures: [FitStructure], builder: FunctionTableBuilder,
    expected: ExpectedErrors, energyScale: Double, tableBudget: Int, algebra: LinearAlgebra,
    communicator: any Communicator
  ) {
    self.design = design
    self.structures = structures
    self.builder = builder
    self.expected = expected
    self.algebra = algebra
    self.communicator = communicator
    layout = NetworkLayout(
      shapes: design.symbols.indices.map {
        NetworkShape(nodes: design.nodes(of: $0), activations: design.activations(of: $0))
      })
    evaluator = TableEvaluator(
      layout: layout, visibility: builder.visibility, energyScale: energyScale, algebra: algebra)
    atomWeights = structures.map { _ in nil }
    inputStarts = structures.map { builder.inputStarts($0) }
    tables = structures.map { _ in nil }
    isKept = Self.choose(structures, builder, tableBudget, communicator)
  }

  /// Which tables are kept: in the order of the structures as long as there is room on every rank,
  /// beside one that is made for the moment.
  private static func choose(
    _ structures: [FitStructure], _ builder: FunctionTableBuilder, _ budget: Int,
    _ communicator: any Communicator
  ) -> [Bool] {
    let own = structures.map { Double(builder.bytes($0)) }
    let bytes = communicator.reduce(own, .maximum)
    // What is being made stands in memory twice: as parcels and as a table.
    var room = Double(budget) - 2 * (bytes.max() ?? 0)
    return bytes.map {
      room -= $0
      return room >= 0
    }
  }

  /// How many tables are kept, and how many there are.
  var keptCount: (kept: Int, all: Int) { (isKept.count { $0 }, isKept.count) }

  /// The table of a structure. All ranks ask for it together.
  func table(_ index: Int) -> FunctionTable {
    if let table = tables[index] { return table }
    let table = builder.table(structures[index])
    if isKept[index] { tables[index] = table }
    return table
  }

  /// Makes all tables that are kept.
  func prepare() {
    for index in structures.indices where isKept[index] { _ = table(index) }
  }

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
      energy: evaluator.energy, forces: forces, stress: evaluator.stress)
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
