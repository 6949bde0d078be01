import Foundation
import MDCore
import MDDomain
import MDLinearAlgebra
import Testing

@testable import MDTraining

/// The filter with its factors, stretches and ranks against the formulas as they are printed.
@Suite struct KalmanFilterTests {
  /// P, K and w by plain loops and Gauss–Jordan elimination.
  struct Plain {
    var p: [[Double]]
    var w: [Double]
    var parameters: KalmanFilter.Parameters

    mutating func update(_ h: [[Double]], _ errors: [Double]) {
      let (n, m) = (w.count, errors.count)
      if parameters.kind == .standard && parameters.eta < parameters.etaMaximum {
        parameters.eta *= exp(parameters.etaGrowth)
      }
      let x = (0..<n).map { i in
        (0..<m).map { r in (0..<n).reduce(0.0) { $0 + p[i][$1] * h[r][$1] } }
      }
      var a = (0..<m).map { r in
        (0..<m).map { s in (0..<n).reduce(0.0) { $0 + h[r][$1] * x[$1][s] } }
      }
      let noise = parameters.kind == .standard ? 1 / parameters.eta : parameters.lambda
      for r in 0..<m { a[r][r] += noise }
      let inverse = Self.inverse(a)
      let k = (0..<n).map { i in
        (0..<m).map { s in (0..<m).reduce(0.0) { $0 + x[i][$1] * inverse[$1][s] } }
      }
      let growth = parameters.kind == .fadingMemory ? 1 / parameters.lambda : 1
      for i in 0..<n {
        for j in 0..<n {
          p[i][j] = growth * (p[i][j] - (0..<m).reduce(0.0) { $0 + k[i][$1] * x[j][$1] })
        }
        p[i][i] += parameters.q
        w[i] += (0..<m).reduce(0.0) { $0 + k[i][$1] * errors[$1] }
      }
      if parameters.q > parameters.qMinimum { parameters.q *= exp(-parameters.qDecay) }
      if parameters.kind == .fadingMemory {
        parameters.lambda = parameters.nu * parameters.lambda + 1 - parameters.nu
      }
    }

    static func inverse(_ matrix: [[Double]]) -> [[Double]] {
      var a = matrix
      let n = a.count
      var b = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0.0 } }
      for i in 0..<n {
        let pivot = a[i][i]
        for j in 0..<n {
          a[i][j] /= pivot
          b[i][j] /= pivot
        }
        for r in 0..<n where r != i {
          let factor = a[r][i]
          for j in 0..<n {
            a[r][j] -= factor * a[i][j]
            b[r][j] -= factor * b[i][j]
          }
        }
      }
      return b
    }
  }

  private static func run(
    _ parameters: KalmanFilter.Parameters, count: Int, variances: [Double]? = nil,
    _ communicator: any Communicator
  ) throws -> [Double] {
    let filter = KalmanFilter(
      count: count, parameters: parameters, variances: variances,
      algebra: try LinearAlgebra.load(), communicator: communicator)
    var random = CounterRandom(seed: 9, id: 0, step: 0)
    var weights = (0..<count).map { _ in random.gaussian() }
    for rows in [1, 4, 3] {
      var jacobian = (0..<(rows * count)).map { _ in random.gaussian() }
      let errors = (0..<rows).map { _ in random.gaussian() }
      try filter.update(rows: rows, jacobian: &jacobian, errors: errors, weights: &weights)
    }
    #expect(filter.mendedUpdates == 0)
    return weights
  }

  private func plain(
    _ parameters: KalmanFilter.Parameters, count: Int, variances: [Double]? = nil
  ) -> [Double] {
    var random = CounterRandom(seed: 9, id: 0, step: 0)
    let start = (0..<count).map { _ in random.gaussian() }
    var plain = Plain(
      p: (0..<count).map { i in
        (0..<count).map {
          $0 == i ? variances?[i] ?? 1 / parameters.epsilon : 0
        }
      },
      w: start, parameters: parameters)
    for rows in [1, 4, 3] {
      let jacobian = (0..<(rows * count)).map { _ in random.gaussian() }
      let errors = (0..<rows).map { _ in random.gaussian() }
      plain.update(
        (0..<rows).map { Array(jacobian[($0 * count)..<(($0 + 1) * count)]) }, errors)
    }
    return plain.w
  }

  static let kinds: [KalmanFilter.Parameters] = {
    var fading = KalmanFilter.Parameters()
    (fading.lambda, fading.nu, fading.q, fading.qDecay) = (0.96, 0.99, 0.01, 0.3)
    var standard = KalmanFilter.Parameters()
    standard.kind = .standard
    (standard.eta, standard.etaGrowth, standard.etaMaximum) = (0.01, 0.7, 0.03)
    (standard.q, standard.qDecay, standard.qMinimum) = (0.02, 0.5, 0.015)
    return [fading, standard]
  }()

  @Test(arguments: kinds) func updatesAsPrinted(_ parameters: KalmanFilter.Parameters) throws {
    let own = try Self.run(parameters, count: 60, SingleRank())
    let twin = plain(parameters, count: 60)
    // Factors against an explicit inverse of matrices with elements near 1e4: some thousand roundings.
    for (a, b) in zip(own, twin) { #expect(abs(a - b) < 1e-8 * max(1, abs(b))) }
  }

  /// Weights of spreads that differ as much as those of a real fit.
  @Test(arguments: kinds) func spreadsOfTheirOwn(_ parameters: KalmanFilter.Parameters) throws {
    let variances = (0..<60).map { pow(10, Double($0 % 7) - 3) }
    let own = try Self.run(parameters, count: 60, variances: variances, SingleRank())
    let twin = plain(parameters, count: 60, variances: variances)
    for (a, b) in zip(own, twin) { #expect(abs(a - b) < 1e-8 * max(1, abs(b))) }
  }

  /// P behind updates with much forgetting, and once some of what was forgotten is given back:
  /// (P⁻¹ + (1 − Πλ)/1000)⁻¹, the same bits on any number of ranks.
  @Test func thePriorIsRecalled() throws {
    let parameters = KalmanFilter.Parameters(lambda: 0.5)
    @Sendable func covariance(recalling: Bool, _ communicator: any Communicator) throws -> [Double]
    {
      let filter = KalmanFilter(
        count: 70, parameters: parameters, variances: [Double](repeating: 0.25, count: 70),
        algebra: try LinearAlgebra.load(), communicator: communicator)
      var random = CounterRandom(seed: 9, id: 0, step: 0)
      var weights = [Double](repeating: 0, count: 70)
      for _ in 0..<20 {
        var jacobian = (0..<70).map { _ in random.gaussian() }
        try filter.update(rows: 1, jacobian: &jacobian, errors: [0.5], weights: &weights)
      }
      if recalling { try filter.recallPrior() }
      return Array(filter.gatheredState().dropFirst(3))
    }
    let before = try covariance(recalling: false, SingleRank())
    let after = try covariance(recalling: true, SingleRank())
    var known = Plain.inverse((0..<70).map { Array(before[(70 * $0)..<(70 + 70 * $0)]) })
    for n in 0..<70 { known[n][n] += (1 - pow(0.5, 20)) / KalmanFilter.mostGrowth }
    // Elements up to 1e3, from inverses of a matrix with a condition near 1e6.
    for (a, b) in zip(after, Plain.inverse(known).joined()) { #expect(abs(a - b) < 1e-6) }
    #expect(before.max()! > 1e5)
    #expect(after.max()! < KalmanFilter.mostGrowth)
    #expect(after.max()! > 0.5 * KalmanFilter.mostGrowth)
    let ranks = try InMemoryWorld(size: 3).run { try covariance(recalling: true, $0) }
    #expect(ranks[0] == after)
  }

  /// The same few things seen again and again, with forgetting, make what is never seen grow without end and the rest
  /// small, until rounding is larger: the filter mends itself, says so, and goes on.
  @Test func aSpoiltFilterIsMended() throws {
    var parameters = KalmanFilter.Parameters()
    (parameters.lambda, parameters.nu) = (0.9, 1)
    let filter = KalmanFilter(
      count: 40, parameters: parameters, algebra: try LinearAlgebra.load(),
      communicator: SingleRank())
    var random = CounterRandom(seed: 4, id: 0, step: 0)
    let seen = (0..<80).map { _ in 1e4 * random.gaussian() }
    var weights = [Double](repeating: 0, count: 40)
    for _ in 0..<600 {
      var jacobian = seen
      try filter.update(rows: 2, jacobian: &jacobian, errors: [1, -1], weights: &weights)
    }
    #expect(filter.mendedUpdates > 0)
    let remark = try #require(filter.remark)
    #expect(remark.contains("\(filter.mendedUpdates) updates"))
    let areFinite = weights.allSatisfy { $0.isFinite }
    #expect(areFinite)
  }

  @Test func sameBitsOnAnyNumberOfRanks() throws {
    let parameters = Self.kinds[0]
    let one = try Self.run(parameters, count: 150, SingleRank())
    for ranks in [2, 3, 5] {
      let all = try InMemoryWorld(size: ranks).run { communicator in
        try Self.run(parameters, count: 150, communicator)
      }
      for own in all { #expect(own == one) }
    }
  }
}
