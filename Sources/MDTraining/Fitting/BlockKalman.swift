import MDCore
import MDDomain

/// The Kalman filter with whole structures as observations: an update takes the energy, all forces or
/// those of a share of the atoms, and the stress of one or a few structures at once.
///
/// n2p2 takes a few force components an update and leaves most of them unused; here an epoch uses every
/// number of the data, and P is multiplied by wide matrices, which BLAS does at the processor's rate.
final class BlockKalman: FitOptimizer {
  private let filter: KalmanFilter
  private let rows = RowMemory()
  private let structuresPerUpdate: Int
  private let atomFraction: Double
  private let seed: UInt32

  init(filter: KalmanFilter, structuresPerUpdate: Int, atomFraction: Double, seed: UInt32) {
    self.filter = filter
    self.structuresPerUpdate = structuresPerUpdate
    self.atomFraction = atomFraction
    self.seed = seed
  }

  /// The most rows that an update of some structures can have.
  static func mostRows(
    _ structures: [FitStructure], structuresPerUpdate: Int, atomFraction: Double
  ) -> Int {
    let rows = structures.map {
      1 + ($0.forces == nil ? 0 : 3 * chosenCount($0.count, atomFraction))
        + ($0.stress?.count ?? 0)
    }
    return structuresPerUpdate * (rows.max() ?? 0)
  }

  private static func chosenCount(_ atoms: Int, _ fraction: Double) -> Int {
    max(1, Int((Double(atoms) * fraction).rounded()))
  }

  func epoch(
    _ epoch: Int, problem: FitProblem, training: [Int], errors: ErrorSums,
    weights: inout [Double]
  ) throws {
    let order = shuffled(training, seed: seed, epoch: epoch)
    var next = 0
    while next < order.count {
      let batch = order[next..<min(order.count, next + structuresPerUpdate)]
      next += structuresPerUpdate
      let chosen = batch.map { atoms(of: $0, problem: problem, epoch: epoch) }
      let room = zip(batch, chosen).reduce(0) { sum, item in
        sum + 1 + 3 * item.1.count + (problem.structures[item.0].stress?.count ?? 0)
      }
      rows.reserve(room, parameters: problem.parameterCount)
      var count = 0
      for (index, atoms) in zip(batch, chosen) {
        count += problem.addRows(
          of: index, atoms: atoms, weights: weights, jacobian: rows.jacobian,
          errors: rows.errors, first: count)
      }
      try filter.update(
        rows: count, jacobian: rows.jacobian, errors: rows.errors, weights: &weights)
    }
    try filter.recallPrior()
  }

  /// The atoms of a structure whose forces are taken this time, ascending.
  private func atoms(of index: Int, problem: FitProblem, epoch: Int) -> [Int] {
    let count = problem.structures[index].count
    guard atomFraction < 1 else { return Array(0..<count) }
    let order = shuffled(
      Array(0..<count), seed: seed, epoch: epoch, stream: 0x20_0000 + UInt32(index))
    return order[..<Self.chosenCount(count, atomFraction)].sorted()
  }

  var remark: String? { filter.remark }

  func state() -> [Double] { filter.gatheredState() }

  func restore(_ state: [Double]) throws { try filter.restore(state) }
}

/// The memory of the rows of an update.
final class RowMemory {
  private var jacobianBuffer = AlignedBuffer<Double>()
  private var errorBuffer = AlignedBuffer<Double>()

  var jacobian: UnsafeMutablePointer<Double> { jacobianBuffer.pointer }
  var errors: UnsafeMutablePointer<Double> { errorBuffer.pointer }

  func reserve(_ rows: Int, parameters: Int) {
    jacobianBuffer.reserve(rows * parameters, keeping: 0)
    errorBuffer.reserve(rows, keeping: 0)
  }
}

/// A random order of some numbers that depends on seed and epoch only (Fisher and Yates).
func shuffled(_ values: [Int], seed: UInt32, epoch: Int, stream: UInt32 = 0x0E) -> [Int] {
  var random = CounterRandom(seed: seed, id: Int64(epoch), step: 0, stream: stream)
  var result = values
  for n in stride(from: result.count - 1, to: 0, by: -1) {
    result.swapAt(n, Int(random.uniform() * Double(n + 1)))
  }
  return result
}
