import Foundation
import MDCore
import MDDomain
import MDLinearAlgebra

/// The extended Kalman filter: recursive least squares for weights whose errors are linear only
/// nearby. With the rows of an update as columns of H and their errors ξ,
///
/// X = P·H, A = Hᵀ·X + R, K = X·A⁻¹, P ← (P − K·Xᵀ)/λ + q, w ← w + K·ξ
///
/// (Shah, Palmieri, Datum, Neural Networks 5, 779 (1992); Singraber, Morawietz, Behler, Dellago,
/// J. Chem. Theory Comput. 15, 3075 (2019)). With the Cholesky factor A = UᵀU and Y = X·U⁻¹ that is
/// P ← (P − Y·Yᵀ)/λ + q, which stays symmetric.
///
/// P belongs to weights in units of their spread before the fit: what the data say nothing of grows by forgetting, what they
/// say much of shrinks, and numbers of weights that are of other sizes besides would leave P without its positive
/// eigenvalues to rounding (seen in a fit of 2,732 weights, with spreads from 0.07 to 35).
///
/// P is cut into stretches of columns that do not depend on the number of ranks and are dealt out to
/// them; each stretch is multiplied by itself, so that every number is the same on any number of ranks.
final class KalmanFilter {
  /// What an update changes besides P and the weights.
  struct Parameters: Equatable, Sendable, Codable {
    /// n2p2's kinds.
    enum Kind: Int, Sendable, Codable {
      case standard = 0
      case fadingMemory = 1
    }
    var kind = Kind.fadingMemory
    /// P begins as 1/ε on the diagonal.
    var epsilon = 0.01
    /// Process noise, now, its decay an update, and the least.
    var q = 0.0
    var qDecay = 0.0
    var qMinimum = 0.0
    /// Learning rate of the standard kind: R = 1/η; its growth an update, and the most.
    var eta = 1.0
    var etaGrowth = 0.0
    var etaMaximum = 1.0
    /// Forgetting factor, and how it goes to 1: λ ← νλ + 1 − ν.
    var lambda = 1.0
    var nu = 1.0

    /// What stands on the diagonal of R.
    fileprivate var noise: Double { kind == .standard ? 1 / eta : lambda }

    fileprivate mutating func advance() {
      if q > qMinimum { q *= exp(-qDecay) }
      if kind == .fadingMemory { lambda = nu * lambda + 1 - nu }
    }
  }

  /// Columns of P that are multiplied together: enough for BLAS, few enough for many ranks.
  static func stretch(_ count: Int) -> Int { min(128, max(48, (count / 16 + 7) / 8 * 8)) }

  let count: Int
  var parameters: Parameters
  private let algebra: LinearAlgebra
  private let communicator: any Communicator
  private let stretches: [Range<Int>]
  /// The stretches of each rank, and the columns that they make.
  private let owned: [Range<Int>]
  private let columns: [Range<Int>]
  /// The product of all λ since P was last given back what was forgotten.
  private var forgotten = 1.0
  /// The unit of each weight.
  private let spreads: [Double]
  /// Updates before which P had lost its definiteness to rounding, and was mended.
  private(set) var mendedUpdates = 0
  /// Columns of P, `count` numbers each, of this rank.
  private var covariance: AlignedBuffer<Double>
  private var gain = AlignedBuffer<Double>()
  private var scaling = AlignedBuffer<Double>()
  private var step = AlignedBuffer<Double>()

  init(
    count: Int, parameters: Parameters, variances: [Double]? = nil, algebra: LinearAlgebra,
    communicator: any Communicator
  ) {
    self.count = count
    self.parameters = parameters
    self.algebra = algebra
    self.communicator = communicator
    let stretches = Self.stretches(count)
    let owned = (0..<communicator.size).map {
      MDTraining.share(of: stretches.count, rank: $0, ranks: communicator.size)
    }
    columns = owned.map { own in
      own.isEmpty
        ? 0..<0 : stretches[own.lowerBound].lowerBound..<stretches[own.upperBound - 1].upperBound
    }
    (self.stretches, self.owned) = (stretches, owned)
    let mine = columns[communicator.rank]
    spreads =
      variances.map { $0.map { $0.squareRoot() } }
      ?? [Double](repeating: (1 / parameters.epsilon).squareRoot(), count: count)
    covariance = AlignedBuffer(capacity: mine.count * count)
    for (n, column) in mine.enumerated() { covariance.pointer[n * count + column] = 1 }
  }

  private static func stretches(_ count: Int) -> [Range<Int>] {
    let stretch = stretch(count)
    return stride(from: 0, to: count, by: stretch).map { $0..<min(count, $0 + stretch) }
  }

  /// Bytes that a rank needs for so many weights and rows an update; the root works on all of P besides.
  static func bytes(count: Int, rows: Int, ranks: Int) -> Int {
    let stretches = stretches(count).count
    let columns = (stretches + ranks - 1) / ranks * stretch(count)
    return 8 * ((columns + 4 * count) * count + 2 * count * rows + rows * (rows + 2) + count)
  }

  /// One update.
  ///
  /// - Parameters:
  ///   - rows: columns of H.
  ///   - jacobian: H, a column of `count` derivatives for each row; each is multiplied by the spread of its weight.
  ///   - errors: ξ, reference minus prediction.
  /// - Throws: ``LinearAlgebraError`` if P is broken beyond rounding.
  func update(
    rows: Int, jacobian: UnsafeMutablePointer<Double>, errors: UnsafePointer<Double>,
    weights: inout [Double]
  ) throws {
    gain.reserve(rows * (count + 1), keeping: 0)
    scaling.reserve(rows * rows, keeping: 0)
    let (x, a) = (gain.pointer, scaling.pointer)
    let mine = columns[communicator.rank]
    if parameters.kind == .standard && parameters.eta < parameters.etaMaximum {
      parameters.eta *= exp(parameters.etaGrowth)
    }
    for row in 0..<rows {
      let derivatives = jacobian + row * count
      for n in 0..<count { derivatives[n] *= spreads[n] }
    }
    // Xᵀ, a column for each weight; ξ as one column more.
    for stretch in stretches[owned[communicator.rank]] {
      algebra.multiply(
        .transposed, .plain, m: rows, n: stretch.count, k: count, alpha: 1, jacobian,
        covariance.pointer + (stretch.lowerBound - mine.lowerBound) * count, beta: 0,
        x + stretch.lowerBound * rows, strides: (count, count, rows))
    }
    communicator.share(
      x, segments: columns.map { ($0.lowerBound * rows)..<($0.upperBound * rows) })
    (x + count * rows).update(from: errors, count: rows)
    try factor(rows: rows, jacobian, x, into: a)
    algebra.solveTransposedUpper(m: rows, n: count + 1, a, x)
    let errorColumn = x + count * rows
    step.reserve(count, keeping: 0)
    algebra.multiply(
      .transposed, m: rows, n: count, alpha: 1, x, errorColumn, beta: 0, step.pointer)
    for n in 0..<count { weights[n] += spreads[n] * step.pointer[n] }
    let growth = parameters.kind == .fadingMemory ? 1 / parameters.lambda : 1
    forgotten /= growth
    for stretch in stretches[owned[communicator.rank]] {
      let place = covariance.pointer + (stretch.lowerBound - mine.lowerBound) * count
      algebra.multiply(
        .transposed, .plain, m: count, n: stretch.count, k: rows, alpha: -growth, x,
        x + stretch.lowerBound * rows, beta: growth, place, strides: (rows, rows, count))
      for column in stretch {
        place[(column - stretch.lowerBound) * count + column] +=
          parameters.q / (spreads[column] * spreads[column])
      }
    }
    parameters.advance()
  }

  /// The Cholesky factor of A = Hᵀ·X + R.
  ///
  /// Should A not be positive definite, rounding has made P indefinite: what lies within rounding of its largest
  /// elements is then added to its diagonal, and to X, more of it until A is. All ranks have the same A.
  private func factor(
    rows: Int, _ jacobian: UnsafePointer<Double>, _ x: UnsafeMutablePointer<Double>,
    into a: UnsafeMutablePointer<Double>
  ) throws {
    var (added, next, most) = (0.0, 0.0, 0.0)
    while true {
      algebra.multiply(
        .transposed, .transposed, m: rows, n: rows, k: count, alpha: 1, jacobian, x, beta: 0, a,
        strides: (count, rows, rows))
      for n in 0..<rows { a[n * rows + n] += parameters.noise }
      do {
        return try algebra.factorPositive(n: rows, a)
      } catch {
        if most == 0 {
          most = largestVariance()
          next = most * 1e-15
          mendedUpdates += 1
        }
        guard next <= most else { throw error }
        addVariance(next - added, rows: rows, jacobian, x)
        (added, next) = (next, 10 * next)
      }
    }
  }

  /// How often the variance before the fit a direction may have at most.
  static let mostGrowth = 1e3

  /// Gives P back some of what the updates since the last call have forgotten of the variances before the fit, 1 in the
  /// units of the weights: P ← (P⁻¹ + (1 − Πλ)/1000)⁻¹, the inverse being what is known.
  ///
  /// Forgetting makes P grow wherever the data say nothing (the wind-up of such filters), by e¹⁶ in a fit of sixteen
  /// epochs, until rounding of what is large covers what is small and P has negative eigenvalues. So it stays
  /// below ``mostGrowth``. Collective; the root works on all of P.
  func recallPrior() throws {
    guard forgotten < 1 else { return }
    let kept = forgotten
    forgotten = 1
    var state = gatheredState()
    try communicator.collectively {
      guard communicator.isRoot else { return }
      try state.withUnsafeMutableBufferPointer { state in
        let p = state.baseAddress! + 3
        try invert(p)
        mirror(p)
        for n in 0..<count { p[n * count + n] += (1 - kept) / Self.mostGrowth }
        try invert(p)
        mirror(p)
      }
    }
    try restore(communicator.broadcast(state))
  }

  /// Replaces the upper triangle of a symmetric matrix of the size of P by that of its inverse; where rounding has
  /// made it indefinite, what lies within rounding is added to its diagonal first.
  private func invert(_ matrix: UnsafeMutablePointer<Double>) throws {
    let diagonal = (0..<count).map { matrix[$0 * count + $0] }
    let most = diagonal.max() ?? 0
    var added = 0.0
    while true {
      do {
        try algebra.factorPositive(n: count, matrix)
        return try algebra.invertFactored(n: count, matrix)
      } catch {
        guard added < most else { throw error }
        added = added == 0 ? most * 1e-15 : 10 * added
        // The factor stands in the upper triangle; the lower one is as it was.
        for n in 0..<count {
          for m in 0..<n { matrix[n * count + m] = matrix[m * count + n] }
          matrix[n * count + n] = diagonal[n] + added
        }
      }
    }
  }

  /// Copies the upper triangle of a symmetric matrix into the lower one.
  private func mirror(_ matrix: UnsafeMutablePointer<Double>) {
    for n in 0..<count {
      for m in 0..<n { matrix[m * count + n] = matrix[n * count + m] }
    }
  }

  /// The largest element on the diagonal of P. Collective.
  private func largestVariance() -> Double {
    let mine = columns[communicator.rank]
    let own = mine.map { covariance.pointer[($0 - mine.lowerBound) * count + $0] }
    return communicator.reduce(own.max() ?? 0, .maximum)
  }

  /// Adds a multiple of the identity to P, and what comes of it to Xᵀ.
  private func addVariance(
    _ amount: Double, rows: Int, _ jacobian: UnsafePointer<Double>,
    _ x: UnsafeMutablePointer<Double>
  ) {
    let mine = columns[communicator.rank]
    for column in mine {
      covariance.pointer[(column - mine.lowerBound) * count + column] += amount
    }
    for n in 0..<count {
      for row in 0..<rows { x[n * rows + row] += amount * jacobian[row * count + n] }
    }
  }

  /// What to say of mended updates.
  var remark: String? {
    guard mendedUpdates > 0 else { return nil }
    return
      "rounding spoilt the Kalman filter before \(mendedUpdates) updates, and it was mended; fewer epochs, a "
      + "smaller network or a little noise (kalman_q0_short, kalman_qmin_short) help"
  }

  // MARK: Checkpoints

  /// q, η, λ and P, column after column, on the root; nothing on the others. Collective.
  func gatheredState() -> [Double] {
    let own = UnsafeRawBufferPointer(
      start: covariance.pointer, count: 8 * columns[communicator.rank].count * count)
    guard communicator.isRoot else {
      communicator.send(own, to: 0, tag: 3110)
      return []
    }
    var state = [parameters.q, parameters.eta, parameters.lambda]
    state.reserveCapacity(3 + count * count)
    state += own.bindMemory(to: Double.self)
    var buffer = MessageBuffer()
    for source in 1..<max(communicator.size, 1) {
      communicator.receive(into: &buffer, from: source, tag: 3110)
      state += buffer.contents.withMemoryRebound(to: Double.self) { Array($0) }
    }
    return state
  }

  /// Goes on from what ``gatheredState()`` gave on the root; `state` is the same on all ranks.
  ///
  /// - Throws: ``InputError`` if it belongs to another number of weights.
  func restore(_ state: [Double]) throws {
    guard state.count == 3 + count * count else {
      throw InputError("the checkpoint belongs to networks of another size")
    }
    (parameters.q, parameters.eta, parameters.lambda) = (state[0], state[1], state[2])
    let mine = columns[communicator.rank]
    state.withUnsafeBufferPointer {
      covariance.pointer.update(
        from: $0.baseAddress! + 3 + mine.lowerBound * count, count: mine.count * count)
    }
  }
}
