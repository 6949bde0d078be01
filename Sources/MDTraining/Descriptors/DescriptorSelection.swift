import MDCore
import MDLinearAlgebra

/// How a subset of symmetry functions is chosen from a pool.
public enum DescriptorSelection: String, Sendable, CaseIterable {
  /// CUR decomposition: the function with the largest weight in the leading principal component of
  /// what the functions chosen so far do not explain (Imbalzano et al., J. Chem. Phys. 148, 241730
  /// (2018), with one vector and orthogonalisation).
  case cur
  /// Farthest point: the function whose largest correlation with those chosen so far is smallest; the
  /// first is that of the largest weight in the first principal component (same source).
  case fps
  /// Pearson: the function that stands best for those not yet covered; whatever correlates with it
  /// beyond a threshold is covered by it and left out.
  case pearson

  /// Chooses functions, the most important first.
  ///
  /// - Parameters:
  ///   - count: how many at most; fewer if the rest is a mixture of the chosen ones.
  ///   - threshold: |correlation| above which Pearson's way leaves functions out; nil for the
  ///     largest, in steps, that leaves at most `count`.
  ///   - cost: what a function costs when some are chosen already, above 0; scores are divided by it
  ///     to the power `emphasis`.
  ///   - emphasis: 0 looks at no cost.
  /// - Throws: ``LinearAlgebraError`` if the machine has no BLAS.
  public func select(
    _ correlation: DescriptorCorrelation, count: Int, threshold: Double? = nil,
    emphasis: Double = 0,
    cost: @escaping (_ candidate: Int, _ chosen: [Int]) -> Double = { _, _ in 1 }
  ) throws -> [Int] {
    let price = Price(emphasis: emphasis, cost: cost)
    switch self {
    case .cur: return try Self.cur(correlation, count, price)
    case .fps: return try Self.farthest(correlation, count, price)
    case .pearson:
      if let threshold {
        return Array(Self.covering(correlation, threshold, price).prefix(count))
      }
      return Self.covering(correlation, count: count, price)
    }
  }

  /// What scores are divided by.
  private struct Price {
    let emphasis: Double
    let cost: (Int, [Int]) -> Double

    func callAsFunction(_ candidate: Int, _ chosen: [Int]) -> Double {
      emphasis == 0 ? 1 : Self.power(max(cost(candidate, chosen), 1e-12), emphasis)
    }

    private static func power(_ base: Double, _ exponent: Double) -> Double {
      exponent == 1 ? base : realPower(base, exponent)
    }
  }

  /// The best of some candidates; the first of equal ones.
  private static func best(_ candidates: [Int], _ score: (Int) -> Double) -> Int? {
    var found: (candidate: Int, score: Double)?
    for candidate in candidates {
      let score = score(candidate)
      if score > found?.score ?? -.infinity { found = (candidate, score) }
    }
    return found?.candidate
  }

  /// What is below that share of a function's variance is rounding.
  private static let nothing = 1e-9

  private static func cur(_ correlation: DescriptorCorrelation, _ count: Int, _ price: Price)
    throws -> [Int]
  {
    let library = try LinearAlgebra.load()
    var residual = CorrelationResidual(correlation)
    var chosen: [Int] = []
    while chosen.count < count {
      let candidates = residual.remaining.filter { residual.rest($0) > nothing }
      let weights = residual.leadingWeights(library)
      guard let next = best(candidates, { weights[$0] / price($0, chosen) }) else { break }
      chosen.append(next)
      residual.remove(next)
    }
    return chosen
  }

  private static func farthest(
    _ correlation: DescriptorCorrelation, _ count: Int, _ price: Price
  ) throws -> [Int] {
    let weights = CorrelationResidual(correlation).leadingWeights(try LinearAlgebra.load())
    guard let first = best(correlation.usable, { weights[$0] / price($0, []) }) else { return [] }
    var chosen = [first]
    var likeness = (0..<correlation.count).map { abs(correlation[first, $0]) }
    while chosen.count < count {
      let candidates = correlation.usable.filter {
        !chosen.contains($0) && likeness[$0] < 1 - nothing
      }
      let next = best(candidates) { (1 - likeness[$0]) / price($0, chosen) }
      guard let next else { break }
      chosen.append(next)
      for c in likeness.indices { likeness[c] = max(likeness[c], abs(correlation[next, c])) }
    }
    return chosen
  }

  /// Functions such that each of the pool correlates beyond the threshold with one of them.
  private static func covering(
    _ correlation: DescriptorCorrelation, _ threshold: Double, _ price: Price
  ) -> [Int] {
    var open = correlation.usable
    var chosen: [Int] = []
    while let next = best(
      open,
      { candidate in
        let covered = open.reduce(0.0) {
          $0 + correlation[candidate, $1] * correlation[candidate, $1]
        }
        return covered / price(candidate, chosen)
      })
    {
      chosen.append(next)
      open.removeAll { $0 == next || abs(correlation[next, $0]) > threshold }
    }
    return chosen
  }

  /// The same with the largest threshold that leaves at most `count`, by bisection.
  private static func covering(
    _ correlation: DescriptorCorrelation, count: Int, _ price: Price
  ) -> [Int] {
    // In 1 − threshold, by powers: what matters lies near 1.
    var (low, high) = (1e-12, 1.0)
    var found = covering(correlation, 0, price)
    for _ in 0..<40 where high / low > 1.01 {
      let middle = (low * high).squareRoot()
      let chosen = covering(correlation, 1 - middle, price)
      if chosen.count > count {
        low = middle
      } else {
        high = middle
        found = chosen
      }
      if chosen.count == count { break }
    }
    return Array(found.prefix(count))
  }
}
