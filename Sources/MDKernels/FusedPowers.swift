/// Sets of exponents that published potentials use again and again, made in one pass with only the
/// powers that are asked for written: p, p³ and one or two more.
///
/// They are the exponents ζ − 1 of ζ = 1, 2, 4 and one of 6, 8, 16, or both of the last. Other sets go
/// through ``PowerLadder`` step by step.
enum FusedPowers: Sendable {
  case third
  case fifth
  case seventh
  case fifteenth
  case seventhAndFifteenth

  /// The form of a sorted set of exponents, if there is one.
  init?(exponents: [Int]) {
    switch exponents {
    case [1, 3]: self = .third
    case [1, 3, 5]: self = .fifth
    case [1, 3, 7]: self = .seventh
    case [1, 3, 15]: self = .fifteenth
    case [1, 3, 7, 15]: self = .seventhAndFifteenth
    default: return nil
    }
  }

  /// Writes max(0, 1 + λc) and its powers into consecutive streams.
  func run<Real: LaneScalar>(
    cosine: UnsafePointer<Real>, lambda: Double, into slots: UnsafeMutablePointer<Real>,
    stride: Int, vectors: Int
  ) {
    let pass = Pass(
      cosine: cosine, lambda: Real.Lanes(repeating: lambda), slots: slots, stride: stride,
      vectors: vectors)
    switch self {
    case .third: pass.run(3)
    case .fifth: pass.run(5)
    case .seventh: pass.run(7)
    case .fifteenth: pass.run(15)
    case .seventhAndFifteenth: pass.run(15, hasSeventh: true)
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
    func run(_ last: Int, hasSeventh: Bool = false) {
      let one = Lanes(repeating: 1)
      for v in 0..<vectors {
        let p = one.addingProduct(cosine.lanes(Lanes.width * v), lambda).atLeast(.zero)
        let p2 = p * p
        let p3 = p2 * p
        slots.store(p, Lanes.width * v)
        (slots + stride).store(p3, Lanes.width * v)
        if last == 3 { continue }
        if hasSeventh {
          let p7 = (p2 * p2) * p3
          (slots + 2 * stride).store(p7, Lanes.width * v)
          (slots + 3 * stride).store((p7 * p7) * p, Lanes.width * v)
          continue
        }
        (slots + 2 * stride).store(Self.power(last, p2, p3), Lanes.width * v)
      }
    }

    @inline(__always)
    private static func power(_ last: Int, _ p2: Lanes, _ p3: Lanes) -> Lanes {
      if last == 5 { return p3 * p2 }
      if last == 7 { return (p2 * p2) * p3 }
      let p6 = p3 * p3
      return (p6 * p6) * p3
    }
  }
}
