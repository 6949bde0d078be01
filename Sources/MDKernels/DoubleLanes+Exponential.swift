import CSIMD

extension SIMD8 where Scalar == Double {
  /// Splits x into n·ln 2 + r with whole n and |r| ≤ ½ ln 2; returns r and the bits of 2ⁿ − 1.0's.
  ///
  /// n is rounded by adding 1.5·2⁵²: the low bits of the sum are n, and shifting them into the
  /// exponent makes 2ⁿ without a conversion. Valid for |x| < 709.
  @inlinable @inline(__always)
  func reducedByPowersOfTwo() -> (rest: Self, exponent: SIMD8<UInt64>) {
    let magic = Self(repeating: 0x1.8p52)
    let shifted = magic.addingProduct(self, Self(repeating: 1.4426950408889634))
    let n = shifted - magic
    // ln 2 in two parts; n times the first is exact.
    let high = addingProduct(n, Self(repeating: -0x1.62e42feep-1))
    let rest = high.addingProduct(n, Self(repeating: -1.9082149292705877e-10))
    return (rest, unsafeBitCast(shifted, to: SIMD8<UInt64>.self) &<< 52)
  }

  /// eʳ − 1 for |r| ≤ ½ ln 2: r + r²·p(r) with p of degree 9 through the Chebyshev points (1e-17).
  @inlinable @inline(__always)
  func smallExponentialMinusOne() -> Self {
    var p = Self(repeating: 2.5100472505694996e-08)
    p = Self(repeating: 2.7620201591031547e-07).addingProduct(p, self)
    p = Self(repeating: 2.7557268276905696e-06).addingProduct(p, self)
    p = Self(repeating: 2.4801521057868204e-05).addingProduct(p, self)
    p = Self(repeating: 0.00019841269863171557).addingProduct(p, self)
    p = Self(repeating: 0.0013888888917367081).addingProduct(p, self)
    p = Self(repeating: 0.008333333333330039).addingProduct(p, self)
    p = Self(repeating: 0.041666666666623824).addingProduct(p, self)
    p = Self(repeating: 0.16666666666666669).addingProduct(p, self)
    p = Self(repeating: 0.5).addingProduct(p, self)
    return addingProduct(p, self * self)
  }

  /// eˣ for x ≤ 709; what would be below 2⁻¹⁰²² stays there.
  @inlinable @inline(__always)
  public func exponential() -> Self {
    let (rest, exponent) = atLeast(Self(repeating: -708)).reducedByPowersOfTwo()
    let value = rest.smallExponentialMinusOne() + 1
    return unsafeBitCast(
      unsafeBitCast(value, to: SIMD8<UInt64>.self) &+ exponent, to: Self.self)
  }

  /// exp(−rate·x) for x of 0 or more.
  ///
  /// As a power of two it is cheaper than eˣ: what is left of x·rate·log₂ e after rounding to a whole n is
  /// exact, also for what is far away. A polynomial of degree 11 through the Chebyshev points of ±½ (8e-18),
  /// times 2ⁿ.
  @inlinable @inline(__always)
  public func gaussian(_ rate: Double) -> Self {
    let x = self * Self(repeating: -rate * 1.4426950408889634)
    let n = csimd_round(x)
    let f = x - n
    var p = Self(repeating: 4.4549605981865186e-10)
    p = Self(repeating: 7.072585949269223e-09).addingProduct(p, f)
    p = Self(repeating: 1.0178062445845774e-07).addingProduct(p, f)
    p = Self(repeating: 1.321544258792169e-06).addingProduct(p, f)
    p = Self(repeating: 1.525273382983612e-05).addingProduct(p, f)
    p = Self(repeating: 0.0001540353044173605).addingProduct(p, f)
    p = Self(repeating: 0.0013333558146416936).addingProduct(p, f)
    p = Self(repeating: 0.009618129107606888).addingProduct(p, f)
    p = Self(repeating: 0.0555041086648216).addingProduct(p, f)
    p = Self(repeating: 0.24022650695910097).addingProduct(p, f)
    p = Self(repeating: 0.6931471805599453).addingProduct(p, f)
    p = Self(repeating: 1).addingProduct(p, f)
    return csimd_scale(p, n)
  }

  /// eˣ − 1 without cancellation near 0, for x ≤ 709.
  @inlinable @inline(__always)
  public func exponentialMinusOne() -> Self {
    // This way round what is no number stays none.
    let (rest, exponent) = Self(repeating: -708).atLeast(self).reducedByPowersOfTwo()
    let one = unsafeBitCast(Self(repeating: 1), to: SIMD8<UInt64>.self)
    let power = unsafeBitCast(one &+ exponent, to: Self.self)
    return (power - 1).addingProduct(power, rest.smallExponentialMinusOne())
  }

  /// tanh x = t/(t + 2) with t = e²ˣ − 1.
  @inlinable @inline(__always)
  public func hyperbolicTangent() -> Self {
    // Beyond 20 the result is ±1 to the last bit.
    let doubled = Self(repeating: 20).atMost(Self(repeating: -20).atLeast(self)) * 2
    let t = doubled.exponentialMinusOne()
    return csimd_quotient(t, t + 2)
  }

  /// ln x for normal x > 0.
  ///
  /// With x = 2ⁿ·m, ½√2 ≤ m < √2 and s = (m − 1)/(m + 1): ln m = 2s + s³·p(s²), p of degree 7.
  @inlinable @inline(__always)
  public func logarithm() -> Self {
    let (n, m) = splitAtRootHalf()
    let s = (m - 1) / (m + 1)
    return logarithm(n, s)
  }

  /// ln(1 + x) for x > -1, exact near 0 too, where 1 + x loses the last digits of x.
  @inlinable @inline(__always)
  public func logarithmOfOnePlus() -> Self {
    let sum = self + 1
    let lost = (self - (sum - 1)) / sum
    return sum.logarithm() + lost
  }

  /// x = 2ⁿ·m with ½√2 ≤ m < √2.
  @inlinable @inline(__always)
  func splitAtRootHalf() -> (n: Self, m: Self) {
    let bits = unsafeBitCast(self, to: SIMD8<UInt64>.self)
    let offset = bits &- SIMD8<UInt64>(repeating: 0x3FE6_A09E_667F_3BCD)
    // The exponent as a double: an arithmetic shift, then the bits below 1.5·2⁵².
    let whole = SIMD8<Int64>(truncatingIfNeeded: offset) &>> 52
    let magic = SIMD8<Int64>(repeating: 0x4338_0000_0000_0000)
    let n = unsafeBitCast(whole &+ magic, to: Self.self) - Self(repeating: 0x1.8p52)
    let m = bits &- (SIMD8<UInt64>(truncatingIfNeeded: whole) &<< 52)
    return (n, unsafeBitCast(m, to: Self.self))
  }

  @inlinable @inline(__always)
  func logarithm(_ n: Self, _ s: Self) -> Self {
    let z = s * s
    var p = Self(repeating: 0.13088034850927555)
    p = Self(repeating: 0.13268638369266825).addingProduct(p, z)
    p = Self(repeating: 0.15386244737621665).addingProduct(p, z)
    p = Self(repeating: 0.18181795547521137).addingProduct(p, z)
    p = Self(repeating: 0.22222222392581045).addingProduct(p, z)
    p = Self(repeating: 0.28571428570799784).addingProduct(p, z)
    p = Self(repeating: 0.40000000000000885).addingProduct(p, z)
    p = Self(repeating: 0.6666666666666666).addingProduct(p, z)
    let low = (n * Self(repeating: 1.9082149292705877e-10)).addingProduct(p, s * z)
    return (n * Self(repeating: 0x1.62e42feep-1)) + (s + s + low)
  }
}
