import MDKernels

/// What ``VectorGroupKernel`` does, counted in its source: arithmetic vector instructions of eight doubles, conversions,
/// compressions and expansions among them.
extension FunctionGroup {
  /// Instructions of both sweeps for one centre.
  ///
  /// - Parameters:
  ///   - neighbors: within a reach, of each element.
  ///   - pairs: of neighbours within a reach that are nearer to each other than it, if the group is narrow, else all.
  func operations(neighbors: (_ reach: Double) -> Int, pairs: (_ reach: Double) -> Int) -> Int {
    // Gathered and evaluated at each neighbour in either sweep.
    var count = 0
    for (f, factor) in factors.enumerated() {
      let vectors = DoubleLanes.vectors(for: neighbors(factor.reach))
      let terms = termStarts[f + 1] - termStarts[f]
      count += 2 * vectors * (factor.operations + 6)
      guard key.isAngular else {
        count += vectors * 9
        continue
      }
      let live = DoubleLanes.vectors(for: pairs(factor.reach))
      // A multiply-add for each term, two on the way back; products with what the factor is at the third distance.
      count += live * 3 * terms
      if key.isCompact { count += live }
      if key.isNarrow { count += live * (2 * factor.operations + 5) }
      count += pieces(neighbors(factor.reach)) * (4 + 10 + (key.isNarrow ? 3 : 0))
    }
    guard key.isAngular else { return count }
    // Distances and angles when pairs are taken and when gradients are spread.
    let looked = pieces(neighbors(reach))
    count += looked * (2 * (key.isNarrow ? 22 : 12) + 60)
    let live = DoubleLanes.vectors(for: pairs(reach))
    if key.isNarrow { count += live * 2 }
    if key.isCompact { count += live * (2 * 30 + 6) }
    return count + live * shapes.reduce(0) { $0 + $1.operations }
  }

  /// Vectors of pairs that are looked at: of each neighbour, with those before it or with all of the second element.
  private func pieces(_ neighbors: Int) -> Int {
    isSameElement
      ? (0..<neighbors).reduce(0) { $0 + DoubleLanes.vectors(for: $1) }
      : neighbors * DoubleLanes.vectors(for: neighbors)
  }
}

extension RadialFactor {
  /// Of the value and the derivative at a vector of distances.
  fileprivate var operations: Int {
    switch self {
    // The cutoff function, which factors may share, is not looked at closely.
    case .gaussian: 22 + 28
    case .compact(let function): function.operations(withSlope: true)
    }
  }
}

extension AngularShape {
  /// Of the value, and of the value and the derivative, at a vector of triplets.
  fileprivate var operations: Int {
    switch self {
    case .integerPower(_, let zeta, _):
      2 * (5 + zeta.bitWidth - zeta.leadingZeroBitCount + zeta.nonzeroBitCount) + 1
    case .realPower: 2 * (6 + 28 + 20) + 1
    case .compact(let function):
      function.operations(withSlope: false) + function.operations(withSlope: true)
    }
  }
}

extension CompactFunction {
  fileprivate func operations(withSlope: Bool) -> Int {
    let value: Int
    let slope: Int
    switch core {
    case .polynomial1: (value, slope) = (3, 1)
    case .polynomial2: (value, slope) = (5, 2)
    case .polynomial3: (value, slope) = (6, 3)
    case .polynomial4: (value, slope) = (8, 3)
    case .cosine: (value, slope) = (10, 11)
    case .exponential: (value, slope) = (26, 4)
    }
    let folding = isAsymmetric ? 2 : 0
    return 3 + folding + value + (withSlope ? slope + folding + 2 : 0)
  }
}
