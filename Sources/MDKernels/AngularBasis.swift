/// The functions of c = cos θ that angular symmetry functions (1 + λc)^ζ are put together from: the first
/// powers of c, and those of 1 + λc that are evaluated as they are.
///
/// With both signs of λ, functions of small ζ are more than the powers of c that span them: ζ = 1, 2 and 4 are
/// six functions of five powers. The pairs are summed up for the powers, and the functions are made of the sums.
/// That is less work, and more exact: a network may lean on small differences of functions that depend linearly
/// on each other, and those of the same sums have no rounding errors of their own.
public struct AngularBasis: Sendable, Equatable {
  /// λ and ζ of (1 + λc)^ζ.
  public struct Shape: Sendable, Hashable {
    public let lambda: Double
    public let zeta: Int

    /// A shape from its parameters.
    public init(lambda: Double, zeta: Int) {
      self.lambda = lambda
      self.zeta = zeta
    }
  }

  /// A column of the basis, and what it is multiplied by.
  public struct Part: Sendable, Equatable {
    let column: Int
    let factor: Double
  }

  /// How many powers of c there are, from 1 on; they are the first columns.
  public let monomials: Int
  /// What is evaluated as it is: the columns behind the powers of c, those of a λ together and ζ ascending.
  public let powers: [Shape]

  /// The numbers of powers of c for which there are kernels.
  static let monomialCounts = [0, 2, 3, 5, 7, 9]

  /// The basis with the fewest columns for some shapes, and of those the one with most powers of c.
  ///
  /// - Parameter extraColumns: how many columns more it may have, if that makes the powers of c more: each function
  ///   that is made of them has no rounding errors of its own.
  public init(_ shapes: some Sequence<Shape>, extraColumns: Int = 0) {
    let shapes = Set(shapes).sorted { ($1.lambda, $0.zeta) < ($0.lambda, $1.zeta) }
    func rest(_ monomials: Int) -> [Shape] { shapes.filter { $0.zeta >= monomials } }
    let largest = shapes.map(\.zeta).max() ?? 0
    // Powers of c that make no function are of no use.
    let counts = Self.monomialCounts.filter { $0 <= largest + 1 }.reduce(into: [Int]()) {
      if $0.isEmpty || rest($1).count < rest($0.last!).count { $0.append($1) }
    }
    let columns = counts.map { $0 + rest($0).count }
    let most = columns.min()! + extraColumns
    let best = columns.lastIndex { $0 <= most }!
    monomials = counts[best]
    powers = rest(monomials)
  }

  /// How many columns there are.
  public var count: Int { monomials + powers.count }

  /// (1 + λc)^ζ in terms of the columns.
  public func parts(of shape: Shape) -> [Part] {
    if shape.zeta >= monomials {
      return [Part(column: monomials + powers.firstIndex(of: shape)!, factor: 1)]
    }
    var (parts, factor) = ([Part](), 1.0)
    for k in 0...shape.zeta {
      parts.append(Part(column: k, factor: factor))
      // The next binomial coefficient, and λ.
      factor *= Double(shape.zeta - k) / Double(k + 1) * shape.lambda
    }
    return parts
  }

  /// What the function of a column's derivative is multiplied by: c^(k−1) by k, (1 + λc)^(ζ−1) by λζ.
  public func slope(ofColumn column: Int) -> Double {
    if column < monomials { return Double(column) }
    let shape = powers[column - monomials]
    return shape.lambda * Double(shape.zeta)
  }
}
