import Foundation

/// Random numbers that depend on nothing but a seed, an atom's id and a step, so that they are the same
/// on any number of ranks and in any order: Philox 4×32-10 of Salmon, Moraes, Dror and Shaw, "Parallel
/// random numbers: as easy as 1, 2, 3", SC'11.
public struct CounterRandom: Sendable {
  private let key: SIMD2<UInt32>
  private var counter: SIMD4<UInt32>
  private var block = SIMD4<UInt32>.zero
  private var used = 4
  private var saved: Double?

  /// The sequence of an atom in a step.
  ///
  /// - Parameters:
  ///   - seed: the user's number.
  ///   - id: which atom.
  ///   - step: which step, below 2⁴⁸.
  ///   - stream: tells users of one seed apart.
  @inlinable
  public init(seed: UInt32, id: Int64, step: Int64, stream: UInt32 = 0) {
    self.init(
      key: SIMD2(seed, stream),
      counter: SIMD4(
        UInt32(truncatingIfNeeded: id), UInt32(truncatingIfNeeded: id >> 32),
        UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32) << 16))
  }

  /// A sequence from a key and its first counter; the lower half of the last word counts blocks.
  @usableFromInline
  init(key: SIMD2<UInt32>, counter: SIMD4<UInt32>) {
    self.key = key
    self.counter = counter
  }

  /// The next 32 bits.
  public mutating func next() -> UInt32 {
    if used == 4 {
      block = Self.philox(counter, key: key)
      counter.w &+= 1
      used = 0
    }
    defer { used += 1 }
    return block[used]
  }

  /// The next number in [0, 1), of 53 bits.
  public mutating func uniform() -> Double {
    let high = UInt64(next()) << 32
    let bits = (high | UInt64(next())) >> 11
    return Double(bits) * 0x1p-53
  }

  /// The next number of the normal distribution with variance 1, by Box and Muller's method.
  public mutating func gaussian() -> Double {
    if let second = saved {
      saved = nil
      return second
    }
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    saved = radius * sin(angle)
    return radius * cos(angle)
  }

  /// The next number of the gamma distribution with scale 1, by Marsaglia and Tsang's method (ACM Trans. Math. Softw.
  /// 26, 363 (2000)).
  ///
  /// - Parameter shape: more than 0; the mean, and the variance.
  public mutating func gamma(shape: Double) -> Double {
    guard shape >= 1 else { return gamma(shape: shape + 1) * pow(1 - uniform(), 1 / shape) }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = gaussian()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      if log(1 - uniform()) < 0.5 * x * x + d * (1 - v + log(v)) { return d * v }
    }
  }

  /// Ten rounds over one counter.
  static func philox(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var c = counter
    var k = key
    for round in 0..<10 {
      if round > 0 { k &+= SIMD2(0x9E37_79B9, 0xBB67_AE85) }
      let p0 = UInt64(c.x) * 0xD251_1F53
      let p1 = UInt64(c.z) * 0xCD9E_8D57
      c = SIMD4(
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c.y ^ k.x, UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c.w ^ k.y, UInt32(truncatingIfNeeded: p0))
    }
    return c
  }
}
