import MDKernels

/// Values and derivatives of the functions of one group for one centre; all rows hold a number for
/// each function of the group, padded to whole vectors.
struct GroupDerivatives {
  private let group: FunctionGroup
  private let factors: Int
  private let shapes: Int
  /// Vectors of eight functions.
  private let vectors: Int
  private var width: Int { 8 * vectors }
  /// x, y, z, r, 1/r, weight and place in the environment of each neighbour that counts.
  private let geometry: UnsafeMutablePointer<Double>
  /// Two rows a neighbour: its factor's value and derivative for each function.
  private let factorRows: UnsafeMutablePointer<Double>
  /// Three rows a neighbour: the derivatives at it.
  private let gradients: UnsafeMutablePointer<Double>
  /// Value and slope of the factor of r_jk, then of the shape, a row each.
  private let pairRows: UnsafeMutablePointer<Double>
  private let shapeValues: UnsafeMutablePointer<Double>
  /// The functions' values.
  let sums: UnsafeMutablePointer<Double>
  private var count = 0
  private var firstCount = 0

  private static let columns = 7

  static func benchSize(of group: FunctionGroup, neighbors: Int) -> Int {
    let width = 8 * DoubleLanes.vectors(for: group.terms.count)
    return neighbors * (columns + 5 * width) + 5 * width + 2 * max(1, group.shapes.count)
  }

  init(_ group: FunctionGroup, bench: UnsafeMutablePointer<Double>, neighbors: Int) {
    self.group = group
    factors = group.factors.count
    shapes = group.shapes.count
    vectors = DoubleLanes.vectors(for: group.terms.count)
    let width = 8 * vectors
    factorRows = bench
    gradients = factorRows + 2 * width * neighbors
    pairRows = gradients + 3 * width * neighbors
    sums = pairRows + 4 * width
    geometry = sums + width
    shapeValues = geometry + Self.columns * neighbors
    bench.update(repeating: 0, count: neighbors * 5 * width + 5 * width)
  }

  /// Collects the neighbours that the group looks at, and their factors.
  mutating func pack(_ environment: CenterEnvironment, _ atomicNumbers: [Double]) {
    if group.key.isWeighted {
      append(environment, element: nil, atomicNumbers)
      firstCount = count
      return
    }
    append(environment, element: Int32(group.key.neighbors[0]), atomicNumbers)
    firstCount = count
    if group.key.isAngular && !group.isSameElement {
      append(environment, element: Int32(group.key.neighbors[1]), atomicNumbers)
    }
  }

  private mutating func append(
    _ environment: CenterEnvironment, element: Int32?, _ atomicNumbers: [Double]
  ) {
    let reach = group.reach
    for n in 0..<environment.count {
      let own = environment.elements[n]
      if let element, own != element { continue }
      let d = environment.displacements[n]
      let r = FusedProduct.dot((d.x, d.y, d.z), (d.x, d.y, d.z)).squareRoot()
      if r >= reach { continue }
      let row = geometry + Self.columns * count
      (row[0], row[1], row[2], row[3], row[4]) = (d.x, d.y, d.z, r, 1 / r)
      row[5] = element == nil ? atomicNumbers[Int(own)] : 1
      row[6] = Double(n)
      var cached = CachedCutoff()
      let values = factorRows + 2 * width * count
      for f in 0..<factors {
        let (value, slope) = group.factors[f].valueAndDerivative(r, cached: &cached)
        for t in group.termStarts[f]..<group.termStarts[f + 1] {
          values[t] = row[5] * value
          values[width + t] = row[5] * slope
        }
      }
      count += 1
    }
  }

  /// Fills `sums`, and the derivatives if they are wanted.
  func evaluate(wantsDerivatives: Bool) {
    if group.key.isAngular {
      evaluateAngular(wantsDerivatives: wantsDerivatives)
    } else {
      evaluateRadial()
    }
  }

  private func evaluateRadial() {
    for j in 0..<count {
      let row = geometry + Self.columns * j
      let values = factorRows + 2 * width * j
      let target = gradients + 3 * width * j
      for t in 0..<group.terms.count {
        sums[t] += values[t]
        let slope = values[width + t] * row[4]
        target[t] = slope * row[0]
        target[width + t] = slope * row[1]
        target[2 * width + t] = slope * row[2]
      }
    }
  }

  private func evaluateAngular(wantsDerivatives: Bool) {
    let isNarrow = group.key.isNarrow
    let isSame = group.isSameElement
    let reach2 = group.reach * group.reach
    for j in 0..<firstCount {
      for k in (isSame ? j + 1 : firstCount)..<max(count, j + 1) {
        let pair = Pair(
          geometry + Self.columns * j, geometry + Self.columns * k, isCompact: group.key.isCompact)
        if isNarrow {
          if pair.r2 >= reach2 || !fillFactors(pair.r2.squareRoot()) { continue }
        }
        fillShapes(pair.cosine)
        if wantsDerivatives {
          if isNarrow { addNarrow(pair, j, k) } else { addWide(pair, j, k) }
        } else {
          addValues(j, k, isNarrow: isNarrow)
        }
      }
    }
  }

  /// The rows of the factor of r_jk, the slope divided by r_jk; false if all are 0.
  private func fillFactors(_ r: Double) -> Bool {
    let factors = group.factors.span
    let starts = group.termStarts.span
    var cached = CachedCutoff()
    var isLive = false
    for f in 0..<factors.count {
      let (value, slope) = factors[f].valueAndDerivative(r, cached: &cached)
      isLive = isLive || value != 0 || slope != 0
      let scaled = slope / r
      for t in starts[f]..<starts[f + 1] {
        pairRows[t] = value
        pairRows[width + t] = scaled
      }
    }
    return isLive
  }

  private func fillShapes(_ cosine: Double) {
    let shapes = group.shapes.span
    let terms = group.terms.span
    for s in 0..<shapes.count {
      (shapeValues[2 * s], shapeValues[2 * s + 1]) = shapes[s].valueAndDerivative(cosine)
    }
    for t in 0..<terms.count {
      pairRows[2 * width + t] = shapeValues[2 * terms[t].shape]
      pairRows[3 * width + t] = shapeValues[2 * terms[t].shape + 1]
    }
  }

  private func addValues(_ j: Int, _ k: Int, isNarrow: Bool) {
    let (first, second) = (factorRows + 2 * width * j, factorRows + 2 * width * k)
    for v in 0..<vectors {
      var value = first.lanes(8 * v) * second.lanes(8 * v) * pairRows.lanes(2 * width + 8 * v)
      if isNarrow { value *= pairRows.lanes(8 * v) }
      sums.store(sums.lanes(8 * v) + value, 8 * v)
    }
  }

  /// Two neighbours seen from the centre.
  private struct Pair {
    let dx, dy, dz, r2, cosine: Double
    init(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, isCompact: Bool) {
      (dx, dy, dz) = (b[0] - a[0], b[1] - a[1], b[2] - a[2])
      r2 = dx * dx + dy * dy + dz * dz
      let dot = FusedProduct.dot((a[0], a[1], a[2]), (b[0], b[1], b[2]))
      cosine = dot * (isCompact ? 1 / (a[3] * b[3]) : a[4] * b[4])
    }
  }

  /// Adds one triplet whose functions depend on r_jk too. With a = value at j, b at k, c at r_jk and
  /// P the shape, the derivative at j is
  /// a′bcP·x_j/r_j + ab c P′·(x_k/(r_j r_k) − cos·x_j/r_j²) − ab (c′/r_jk) P·(x_k − x_j).
  private func addNarrow(_ pair: Pair, _ j: Int, _ k: Int) {
    let (rowJ, rowK) = (geometry + Self.columns * j, geometry + Self.columns * k)
    let (first, second) = (factorRows + 2 * width * j, factorRows + 2 * width * k)
    for v in 0..<vectors {
      let (a, da) = (first.lanes(8 * v), first.lanes(width + 8 * v))
      let (b, db) = (second.lanes(8 * v), second.lanes(width + 8 * v))
      let (c, dc) = (pairRows.lanes(8 * v), pairRows.lanes(width + 8 * v))
      let (p, dp) = (pairRows.lanes(2 * width + 8 * v), pairRows.lanes(3 * width + 8 * v))
      let (ab, cp) = (a * b, c * p)
      sums.store(sums.lanes(8 * v).addingProduct(ab, cp), 8 * v)
      let terms = Slopes(
        first: da * b * cp, second: a * db * cp, cosine: ab * c * dp, between: ab * dc * p)
      add(terms, pair, rowJ, rowK, gradients + 3 * width * j, gradients + 3 * width * k, v)
    }
  }

  /// The same without a factor of r_jk.
  private func addWide(_ pair: Pair, _ j: Int, _ k: Int) {
    let (rowJ, rowK) = (geometry + Self.columns * j, geometry + Self.columns * k)
    let (first, second) = (factorRows + 2 * width * j, factorRows + 2 * width * k)
    for v in 0..<vectors {
      let (a, da) = (first.lanes(8 * v), first.lanes(width + 8 * v))
      let (b, db) = (second.lanes(8 * v), second.lanes(width + 8 * v))
      let (p, dp) = (pairRows.lanes(2 * width + 8 * v), pairRows.lanes(3 * width + 8 * v))
      let ab = a * b
      sums.store(sums.lanes(8 * v).addingProduct(ab, p), 8 * v)
      let terms = Slopes(first: da * b * p, second: a * db * p, cosine: ab * dp, between: .zero)
      add(terms, pair, rowJ, rowK, gradients + 3 * width * j, gradients + 3 * width * k, v)
    }
  }

  /// ∂G/∂r_ij, ∂G/∂r_ik, ∂G/∂cos θ and ∂G/∂r_jk divided by r_jk of eight functions.
  private struct Slopes {
    let first, second, cosine, between: DoubleLanes
  }

  @inline(__always)
  private func add(
    _ slopes: Slopes, _ pair: Pair, _ rowJ: UnsafePointer<Double>, _ rowK: UnsafePointer<Double>,
    _ targetJ: UnsafeMutablePointer<Double>, _ targetK: UnsafeMutablePointer<Double>, _ v: Int
  ) {
    let (uj, uk) = (rowJ[4], rowK[4])
    let along = slopes.cosine * (uj * uk)
    let alphaJ = slopes.first * uj - slopes.cosine * (pair.cosine * uj * uj)
    let alphaK = slopes.second * uk - slopes.cosine * (pair.cosine * uk * uk)
    @inline(__always)
    func add(_ target: UnsafeMutablePointer<Double>, _ component: Int, _ value: DoubleLanes) {
      let place = component * width + 8 * v
      target.store(target.lanes(place) + value, place)
    }
    add(targetJ, 0, alphaJ * rowJ[0] + along * rowK[0] - slopes.between * pair.dx)
    add(targetJ, 1, alphaJ * rowJ[1] + along * rowK[1] - slopes.between * pair.dy)
    add(targetJ, 2, alphaJ * rowJ[2] + along * rowK[2] - slopes.between * pair.dz)
    add(targetK, 0, alphaK * rowK[0] + along * rowJ[0] + slopes.between * pair.dx)
    add(targetK, 1, alphaK * rowK[1] + along * rowJ[1] + slopes.between * pair.dy)
    add(targetK, 2, alphaK * rowK[2] + along * rowJ[2] + slopes.between * pair.dz)
  }

  /// Writes the derivatives to rows that hold a number for each function of the element, three rows
  /// a neighbour of the environment.
  func unpack(to target: UnsafeMutablePointer<Double>, columns: Int) {
    let terms = group.terms.span
    for n in 0..<count {
      let place = Int(geometry[Self.columns * n + 6])
      for component in 0..<3 {
        let row = target + (3 * place + component) * columns
        let own = gradients + (3 * n + component) * width
        for t in 0..<terms.count { row[terms[t].function] = own[t] }
      }
    }
  }
}
