/// The powers of 1 + λc for one ζ and for its derivative, ζ − 1, made in one pass without the powers on the way
/// written; the same for 8 and 16 together, which published potentials use again and again.
///
/// Other sets go through ``PowerLadder`` step by step.
enum FusedPowers: Sendable {
  case single(zeta: Int)
  case eighthAndSixteenth

  /// The form of a sorted set of ζ, if there is one.
  init?(zetas: [Int]) {
    if zetas == [8, 16] {
      self = .eighthAndSixteenth
    } else if zetas.count == 1, (3...12).contains(zetas[0]) || zetas[0] == 16 {
      self = .single(zeta: zetas[0])
    } else {
      return nil
    }
  }

  /// Multiplications for a vector of pairs.
  var productCount: Int {
    switch self {
    case .single(16): 6
    case .single(let zeta):
      // Squares up to the largest in ζ − 1, the product of those that are in it, and one more.
      Int.bitWidth - (zeta - 1).leadingZeroBitCount - 1 + (zeta - 1).nonzeroBitCount
    case .eighthAndSixteenth: 7
    }
  }

  /// Writes the powers ζ − 1 and ζ of max(0, 1 + λc), for one ζ after the other, into consecutive streams.
  func run<Real: LaneScalar>(
    cosine: UnsafePointer<Real>, lambda: Double, into slots: UnsafeMutablePointer<Real>,
    stride: Int, vectors: Int
  ) {
    let streams = PowerStreams(
      cosine: cosine, lambda: Real.Lanes(repeating: lambda), slots: slots, stride: stride,
      vectors: vectors)
    switch self {
    case .single(3): PowerPass<Real, 3>(streams: streams).run()
    case .single(4): PowerPass<Real, 4>(streams: streams).run()
    case .single(5): PowerPass<Real, 5>(streams: streams).run()
    case .single(6): PowerPass<Real, 6>(streams: streams).run()
    case .single(7): PowerPass<Real, 7>(streams: streams).run()
    case .single(8): PowerPass<Real, 8>(streams: streams).run()
    case .single(9): PowerPass<Real, 9>(streams: streams).run()
    case .single(10): PowerPass<Real, 10>(streams: streams).run()
    case .single(11): PowerPass<Real, 11>(streams: streams).run()
    case .single(12): PowerPass<Real, 12>(streams: streams).run()
    case .single: PowerPass<Real, 16>(streams: streams).run()
    case .eighthAndSixteenth: streams.fillEighthAndSixteenth()
    }
  }
}

/// What powers are made of and where they go.
private struct PowerStreams<Real: LaneScalar> {
  typealias Lanes = Real.Lanes

  let cosine: UnsafePointer<Real>
  let lambda: Lanes
  let slots: UnsafeMutablePointer<Real>
  let stride, vectors: Int

  @inline(__always)
  func base(_ n: Int) -> Lanes {
    Lanes(repeating: 1).addingProduct(cosine.lanes(n), lambda).atLeast(.zero)
  }

  func fillEighthAndSixteenth() {
    let streams = self
    for v in 0..<streams.vectors {
      let n = Lanes.width &* v
      let p = streams.base(n)
      let p2 = p * p
      let p7 = (p2 * p2) * (p2 * p)
      let p8 = p7 * p
      streams.slots.store(p7, n)
      (streams.slots + streams.stride).store(p8, n)
      (streams.slots + 2 &* streams.stride).store(p8 * p7, n)
      (streams.slots + 3 &* streams.stride).store(p8 * p8, n)
    }
  }
}

/// The pass for one ζ, which is part of the type so that each gets a loop of its own.
private struct PowerPass<Real: LaneScalar, let zeta: Int> {
  typealias Lanes = Real.Lanes

  let streams: PowerStreams<Real>

  func run() {
    let streams = streams
    for v in 0..<streams.vectors {
      let n = Lanes.width &* v
      let p = streams.base(n)
      let power = Self.previousPower(p)
      streams.slots.store(power, n)
      (streams.slots + streams.stride).store(power * p, n)
    }
  }

  /// p^(ζ − 1) by squares, but for 15 by threes.
  @inline(__always)
  private static func previousPower(_ p: Lanes) -> Lanes {
    let exponent = zeta - 1
    let p2 = exponent >= 2 ? p * p : p
    if exponent == 15 {
      let p3 = p2 * p
      let p6 = p3 * p3
      return (p6 * p6) * p3
    }
    let p4 = exponent >= 4 ? p2 * p2 : p
    let p8 = exponent >= 8 ? p4 * p4 : p
    var result = exponent & 1 != 0 ? p : Lanes(repeating: 1)
    if exponent & 2 != 0 { result = exponent & 1 != 0 ? result * p2 : p2 }
    if exponent & 4 != 0 { result = exponent & 3 != 0 ? result * p4 : p4 }
    if exponent & 8 != 0 { result = exponent & 7 != 0 ? result * p8 : p8 }
    return result
  }
}
