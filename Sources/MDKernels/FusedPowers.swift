/// Exponents that published potentials use again and again: the powers of 1 + λc for a ζ and for its derivative,
/// ζ − 1, made in one pass without the powers on the way written.
///
/// Other sets go through ``PowerLadder`` step by step.
enum FusedPowers: Sendable {
  case sixth
  case eighth
  case sixteenth
  case eighthAndSixteenth

  /// The form of a sorted set of ζ, if there is one.
  init?(zetas: [Int]) {
    switch zetas {
    case [6]: self = .sixth
    case [8]: self = .eighth
    case [16]: self = .sixteenth
    case [8, 16]: self = .eighthAndSixteenth
    default: return nil
    }
  }

  /// Multiplications for a vector of pairs.
  var productCount: Int {
    switch self {
    case .sixth: 4
    case .eighth: 5
    case .sixteenth: 6
    case .eighthAndSixteenth: 7
    }
  }

  /// Writes the powers ζ − 1 and ζ of max(0, 1 + λc), for one ζ after the other, into consecutive streams.
  func run<Real: LaneScalar>(
    cosine: UnsafePointer<Real>, lambda: Double, into slots: UnsafeMutablePointer<Real>,
    stride: Int, vectors: Int
  ) {
    let pass = Pass(
      cosine: cosine, lambda: Real.Lanes(repeating: lambda), slots: slots, stride: stride,
      vectors: vectors)
    switch self {
    case .sixth: pass.run(6)
    case .eighth: pass.run(8)
    case .sixteenth: pass.run(16)
    case .eighthAndSixteenth: pass.run(16, hasEighth: true)
    }
  }

  private struct Pass<Real: LaneScalar> {
    typealias Lanes = Real.Lanes

    let cosine: UnsafePointer<Real>
    let lambda: Lanes
    let slots: UnsafeMutablePointer<Real>
    let stride, vectors: Int

    /// The arguments are literals, so that each form gets a loop of its own.
    @inline(__always)
    func run(_ last: Int, hasEighth: Bool = false) {
      let one = Lanes(repeating: 1)
      let (slots, stride, cosine, lambda) = (slots, stride, cosine, lambda)
      for v in 0..<vectors {
        let n = Lanes.width &* v
        let p = one.addingProduct(cosine.lanes(n), lambda).atLeast(.zero)
        let p2 = p * p
        if hasEighth {
          let p4 = p2 * p2
          let p7 = p4 * (p2 * p)
          let p8 = p7 * p
          slots.store(p7, n)
          (slots + stride).store(p8, n)
          (slots + 2 &* stride).store(p8 * p7, n)
          (slots + 3 &* stride).store(p8 * p8, n)
          continue
        }
        let power = Self.power(last &- 1, p, p2)
        slots.store(power, n)
        (slots + stride).store(power * p, n)
      }
    }

    @inline(__always)
    private static func power(_ exponent: Int, _ p: Lanes, _ p2: Lanes) -> Lanes {
      if exponent == 5 { return (p2 * p2) * p }
      let p3 = p2 * p
      if exponent == 7 { return (p2 * p2) * p3 }
      let p6 = p3 * p3
      return (p6 * p6) * p3
    }
  }
}
