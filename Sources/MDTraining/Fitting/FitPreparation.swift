import Foundation
import MDCore
import MDDomain
import MDLinearAlgebra
import MDPotentials

/// Makes what a fit works on from data and settings: statistics, tables, first weights, the optimiser.
struct FitPreparation {
  let settings: FitSettings
  let data: TrainingData
  let statistics: FunctionStatistics
  /// What the fit goes on from, if it does.
  let earlier: EarlierFit?
  private(set) var problem: FitProblem
  /// eV for the networks' unit of energy.
  var energyScale: Double { problem.evaluator.energyScale }
  let store: TableStore
  /// The unit of energy and force of n2p2's way for eV and eV/Å.
  private(set) var candidateUnits: (energy: Double, force: Double)

  /// - Parameters:
  ///   - earlier: a fit whose weights this one goes on from.
  ///   - lengthFactor, energyFactor: the potential's units for an Å and an eV.
  init(
    design: NetworkDesign, data: TrainingData, settings: FitSettings, earlier: EarlierFit?,
    lengthFactor: Double, energyFactor: Double, communicator: any Communicator
  ) throws {
    self.settings = settings
    self.data = data
    let algebra = try LinearAlgebra.load()
    let builder = FunctionTableBuilder(
      design, lengthFactor: lengthFactor, wantsStrains: settings.usesStress,
      communicator: communicator)
    let fitted = Array(data.structures[..<(data.training.count + data.validation.count)])
    statistics =
      earlier.map { FunctionStatistics($0.statistics) }
      ?? FunctionStatistics(fitted, builder: builder, communicator: communicator)
    self.earlier = earlier
    builder.scalings = try statistics.scalings(design)

    let modelEnergy = energyFactor * design.energyConversion
    let modelForce = modelEnergy / (lengthFactor * design.lengthConversion)
    var scale = data.naturalScale
    var units = (energy: modelEnergy, force: modelForce)
    if settings.optimizer == .kalman {
      if settings.candidates.normalization != .statistics {
        let spread = data.deviations
        units = (
          energy: spread.energy > 0 ? 1 / spread.energy : 1,
          force: spread.force > 0 ? 1 / spread.force : 1
        )
      }
      scale = 1 / units.energy
    }
    candidateUnits = units
    let layout = NetworkLayout(design)
    let isLinear = layout.shapes.allSatisfy { $0.activations[$0.layers - 1] == .identity }
    if !isLinear { scale = 1 / modelEnergy }

    let budget = try Self.tableBudget(
      settings, structures: data.structures, parameters: layout.count + data.zeros.count - 1,
      ranks: communicator.size)
    store = TableStore(
      data.structures, builder: builder, budget: budget, communicator: communicator)
    problem = FitProblem(
      design: design, structures: data.structures, builder: builder, store: store,
      expected: settings.expected, energyScale: scale, algebra: algebra,
      communicator: communicator)
    if settings.optimizer == .kalman, isLinear, settings.candidates.normalization == .force {
      normalizeByForces()
    }
    if let width = settings.uniformWidth {
      let weights = UniformTraining.weights(
        problem, training: data.training, width: width, power: settings.uniformPower)
      problem.atomWeights = weights.map { $0 }
    }
  }

  /// `normalize_data_set force`: the unit of energy in which the forces of the first, random weights spread as those
  /// of the data do.
  private mutating func normalizeByForces() {
    let weights = initialWeights(seed: settings.seed, problem: problem)
    let spread = data.deviation(
      (data.training + data.validation).flatMap {
        problem.predict($0, weights: weights).forces
      })
    guard spread > 0 else { return }
    // A force of 1 of the unit is the data's spread already.
    let scale = problem.evaluator.energyScale / (spread * candidateUnits.force)
    candidateUnits.energy = 1 / scale
    problem = FitProblem(problem, energyScale: scale)
  }

  /// What the tables may take: the budget without the matrices of the optimiser.
  private static func tableBudget(
    _ settings: FitSettings, structures: [FitStructure], parameters: Int, ranks: Int
  ) throws -> Int {
    let rows: Int
    switch settings.optimizer {
    case .blockKalman:
      rows = BlockKalman.mostRows(
        structures, structuresPerUpdate: settings.structuresPerUpdate ?? 1,
        atomFraction: settings.atomFraction)
    case .kalman:
      rows =
        settings.candidates.streams
        * max(settings.candidates.energy.batch, settings.candidates.force.batch)
    case .adam, .lbfgs: rows = 0
    }
    let matrices =
      rows > 0
      ? KalmanFilter.bytes(count: parameters, rows: rows, ranks: ranks) : 8 * 50 * parameters
    let budget = settings.memoryBudget << 20
    guard budget > matrices else {
      throw InputError(
        "memory_budget \(settings.memoryBudget): the optimiser's matrices alone take "
          + "\((matrices >> 20) + 1) MiB a rank (\(parameters) weights, \(rows) rows an update); give more, "
          + "use more ranks, a smaller atom_fraction, or optimizer adam")
    }
    return budget - matrices
  }

  /// Mean and standard deviation of each scaled input.
  func inputs(_ element: Int) -> [(mean: Double, sigma: Double)] {
    zip(problem.builder.scalings[element], statistics.lines[element]).map { scaling, line in
      (
        scaling.offset + scaling.factor * (line.mean - scaling.origin),
        abs(scaling.factor) * line.sigma
      )
    }
  }

  /// Random weights to begin with; the bias of a linear output begins at the mean energy of the data.
  func initialWeights(seed: UInt32, problem: FitProblem) -> [Double] {
    var initial = settings.initial
    initial.seed = seed
    var weights = problem.layout.shapes.enumerated().flatMap { element, shape in
      initial.weights(shape, element: element, inputs: inputs(element))
    }
    for (element, shape) in problem.layout.shapes.enumerated()
    where shape.activations[shape.layers - 1] == .identity {
      let bias = problem.layout.range(of: element).lowerBound + shape.biases(of: shape.layers - 1)
      weights[bias] += data.meanRest / energyScale
    }
    weights += [Double](repeating: 0, count: problem.parameterCount - weights.count)
    return weights
  }

  /// The variance of each weight before the fit: that of the scheme `centered`.
  private func priorVariances(_ problem: FitProblem) -> [Double] {
    var variances = [Double](repeating: 1, count: problem.parameterCount)
    for (element, shape) in problem.layout.shapes.enumerated() {
      let first = problem.layout.range(of: element).lowerBound
      let inputs = inputs(element)
      for layer in 0..<shape.layers {
        let (rows, columns) = (shape.nodes[layer + 1], shape.nodes[layer])
        for j in 0..<columns {
          let spread = layer == 0 ? max(inputs[j].sigma, InitialWeights.leastSpread) : 1
          for k in 0..<rows {
            variances[first + shape.start(of: layer) + j * rows + k] =
              1 / (Double(columns) * spread * spread)
          }
        }
      }
    }
    let width = settings.priorWidth
    return variances.map { $0 * width * width }
  }

  /// The optimiser that the settings ask for.
  func optimizer(_ problem: FitProblem, seed: UInt32) -> any FitOptimizer {
    let isRoot = problem.communicator.isRoot
    switch settings.optimizer {
    case .blockKalman:
      let batch = settings.structuresPerUpdate ?? 1
      return BlockKalman(
        filter: filter(
          problem, updates: (data.training.count + batch - 1) / batch,
          variances: priorVariances(problem)),
        structuresPerUpdate: batch, atomFraction: settings.atomFraction, seed: seed)
    case .kalman:
      let forces = data.training.reduce(0) { $0 + (data.structures[$1].forces?.count ?? 0) }
      let updates = CandidateKalman.updates(
        settings.candidates, energies: data.training.count, forces: forces)
      return CandidateKalman(
        filter: filter(problem, updates: updates.energy + updates.force, variances: nil),
        plan: settings.candidates, units: candidateUnits, seed: seed)
    case .adam:
      return Adam(
        settings.adam, parameters: problem.parameterCount,
        batch: settings.structuresPerUpdate ?? 4, epochs: settings.plannedEpochs,
        decay: settings.weightDecay, seed: seed, isRoot: isRoot)
    case .lbfgs:
      return LimitedMemoryBFGS(decay: settings.weightDecay, isRoot: isRoot)
    }
  }

  /// The forgetting factor and how it goes to 1.
  ///
  /// The filter remembers 1/(1 − λ) updates. At first that is a sixth of an epoch, so that what was
  /// learnt with poor weights is soon forgotten; at the end it is four times all epochs, so that the
  /// weights come to rest. In between 1 − λ falls by the same factor at every update.
  static func forgetting(updates: Int, epochs: Int) -> (lambda: Double, nu: Double) {
    let first = min(0.05, max(0.002, 6 / Double(max(updates, 1))))
    let all = Double(max(1, updates * epochs))
    let last = min(first, 0.25 / Double(max(updates, 1)) / Double(max(1, epochs)))
    return (1 - first, pow(last / first, 1 / all))
  }

  /// n2p2 divides the decay of the noise and the growth of the rate by the updates of an epoch.
  private func filter(_ problem: FitProblem, updates: Int, variances: [Double]?) -> KalmanFilter {
    var parameters = settings.kalman
    parameters.qDecay /= Double(max(updates, 1))
    parameters.etaGrowth /= Double(max(updates, 1))
    if settings.optimizer == .blockKalman && !settings.hasForgetting {
      (parameters.lambda, parameters.nu) = Self.forgetting(
        updates: updates, epochs: settings.plannedEpochs)
    }
    return KalmanFilter(
      count: problem.parameterCount, parameters: parameters, variances: variances,
      algebra: problem.algebra, communicator: problem.communicator)
  }
}
