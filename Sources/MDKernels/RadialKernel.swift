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

  /// Evaluates one function for all its neighbours and returns the sum, still in lanes.
  public func evaluate(_ term: RadialTerm, row: Int) -> Lanes {
    let target = values + row * stride
    let rate = Lanes(repeating: -term.eta)
    var sum = Lanes.zero
    for v in 0..<vectors {
      let n = start + Lanes.width * v
      let square: Lanes
      if term.shift == 0 {
        square = neighbors.square.lanes(n)
      } else {
        let d = neighbors.distance.lanes(n) - term.shift
        square = d * d
      }
      let value = (rate * square).exponential() * shell.value.lanes(n)
      target.store(value, n)
      sum += value
    }
    return sum
  }

  /// Adds Σ_f w_f·∂G_f to the gradients: along each neighbour's own direction.
  public func addGradient(_ terms: UnsafeBufferPointer<RadialTerm>, weights: UnsafePointer<Real>) {
    for v in 0..<vectors {
      let n = start + Lanes.width * v
      var (sum, first, shifted) = (Lanes.zero, Lanes.zero, Lanes.zero)
      for (f, term) in terms.enumerated() {
        let value = values.lanes(f * stride + n)
        let weight = Double(weights[f])
        sum.addProduct(value, Lanes(repeating: weight))
        first.addProduct(value, Lanes(repeating: weight * term.eta))
        shifted.addProduct(value, Lanes(repeating: weight * term.eta * term.shift))
      }
      var alpha = neighbors.alpha.lanes(n)
      alpha.addProduct(sum, shell.slope.lanes(n))
      alpha.addProduct(first, Lanes(repeating: -2))
      alpha.addProduct(shifted + shifted, neighbors.inverse.lanes(n))
      neighbors.alpha.store(alpha, n)
    }
  }
}
