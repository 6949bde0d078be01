import MDCore
import MDLinearAlgebra

/// Principal components of symmetry functions, each scaled to variance 1.
public struct PrincipalComponents: Sendable {
  /// The variance along each component, largest first; their sum is the number of functions that
  /// differ between atoms.
  public let variances: [Double]
  /// A row for each component: the weights of the functions, of length 1.
  public let vectors: [[Double]]

  /// - Throws: what the linear algebra says.
  public init(_ correlation: DescriptorCorrelation) throws {
    let n = correlation.count
    let (values, columns) = try LinearAlgebra.load().eigen(symmetric: correlation.matrix, n: n)
    variances = values.reversed().map { max($0, 0) }
    vectors = (0..<n).reversed().map { Array(columns[($0 * n)..<(($0 + 1) * n)]) }
  }

  /// The share of the variance that the first components have together: first, first two, …
  public var explained: [Double] {
    let total = variances.reduce(0, +)
    var sum = 0.0
    return variances.map { variance in
      sum += variance
      return total > 0 ? sum / total : 0
    }
  }

  /// How many components have this share of the variance.
  public func count(explaining share: Double) -> Int {
    (explained.firstIndex { $0 >= share } ?? variances.count - 1) + 1
  }

  /// The coordinates of the atoms of a sample along some components, a row for each atom.
  public func projections(
    of sample: DescriptorSample, _ correlation: DescriptorCorrelation, components: Int
  ) -> [[Double]] {
    let n = correlation.count
    let used = min(components, vectors.count)
    return (0..<sample.count).map { row in
      (0..<used).map { k in
        var sum = 0.0
        for f in correlation.usable {
          let value = (sample.values[row * n + f] - correlation.means[f]) / correlation.sigmas[f]
          sum += vectors[k][f] * value
        }
        return sum
      }
    }
  }
}
