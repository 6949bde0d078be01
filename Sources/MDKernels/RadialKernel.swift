/// One function Σ_j e^(−η(r − rs)²)·fc(r) of a set that looks at the same neighbours.
public struct RadialTerm: Sendable {
  /// η, in inverse squared lengths, and rs.
  public let eta, shift: Double

  /// A term from its parameters.
  public init(eta: Double, shift: Double) {
    self.eta = eta
    self.shift = shift
  }
}

/// The neighbours that a set of radial functions looks at, and where the terms of each are kept
/// between the sweeps: a row of `stride` places for each function.
public struct RadialRange<Real: LaneScalar> {
  public typealias Lanes = Real.Lanes

  let neighbors: NeighborColumns<Real>
  let shell: ShellColumns<Real>
  let values: UnsafeMutablePointer<Real>
  let stride, start, vectors: Int

  /// `vectors` vectors of neighbours from place `start` on.
  public init(
    neighbors: NeighborColumns<Real>, shell: ShellColumns<Real>, values: UnsafeMutablePointer<Real>,
    stride: Int, start: Int, vectors: Int
  ) {
    self.neighbors = neighbors
    self.shell = shell
    self.values = values
    self.stride = stride
    self.start = start
    self.vectors = vectors
  }

  /// Evaluates all functions for all neighbours.
  ///
  /// - Parameters:
  ///   - functions: numbers of the functions.
  ///   - sums: the sum of function f, still in lanes, goes to `sums + f·sumStride`.
  public func evaluate(
    _ terms: UnsafeBufferPointer<RadialTerm>, functions: UnsafeBufferPointer<Int>,
    sums: UnsafeMutablePointer<Real>, sumStride: Int
  ) {
    for t in 0..<terms.count {
      let (eta, shift) = (terms[t].eta, terms[t].shift)
      var place = values + t * stride + start
      var sum = Lanes.zero
      for v in 0..<vectors {
        let n = start + Lanes.width * v
        var square = neighbors.square.lanes(n)
        if shift != 0 {
          let d = neighbors.distance.lanes(n) - shift
          square = d * d
        }
        let value = square.gaussian(eta) * shell.value.lanes(n)
        place.store(value, 0)
        sum += value
        place += Lanes.width
      }
      sums.store(sum, functions[t] * sumStride)
    }
  }

  /// Adds Σ_f w_f·∂G_f to the gradients: along each neighbour's own direction.
  ///
  /// - Parameters:
  ///   - weights: w_f of all functions, then w_f·η, then w_f·η·rs; from one to the next it is a vector, since
  ///     those of a vector of centres stand side by side.
  ///   - hasShifts: whether any rs is not 0.
  public func addGradient(functions: Int, weights: UnsafePointer<Real>, hasShifts: Bool) {
    let width = Lanes.width
    let rates = weights + width &* functions
    let shifts = rates + width &* functions
    for v in 0..<vectors {
      let n = start + Lanes.width * v
      var (sum, first, shifted) = (Lanes.zero, Lanes.zero, Lanes.zero)
      var row = values + n
      for f in 0..<functions {
        let value = row.lanes(0)
        sum.addProduct(value, Lanes(repeating: weights[width &* f]))
        first.addProduct(value, Lanes(repeating: rates[width &* f]))
        if hasShifts { shifted.addProduct(value, Lanes(repeating: shifts[width &* f])) }
        row += stride
      }
      var alpha = neighbors.alpha.lanes(n)
      alpha.addProduct(sum, shell.slope.lanes(n))
      alpha.addProduct(first, Lanes(repeating: -2))
      if hasShifts { alpha.addProduct(shifted + shifted, neighbors.inverse.lanes(n)) }
      neighbors.alpha.store(alpha, n)
    }
  }
}
