import CSIMD

/// The functions of ``LaneVector`` for sixteen floats: those of eight doubles with shorter polynomials.
extension SIMD16 where Scalar == Float {
  /// Splits x into n·ln 2 + r with whole n and |r| ≤ ½ ln 2; returns r and the bits of 2ⁿ − 1.0's.
  ///
  /// n is rounded by adding 1.5·2²³. Valid for |x| < 88.
  @inlinable @inline(__always)
  func reducedByPowersOfTwo() -> (rest: Self, exponent: SIMD16<UInt32>) {
    let magic = Self(repeating: Float(0x1.8p23))
    let shifted = magic.addingProduct(self, Self(repeating: Float(1.442695)))
    let n = shifted - magic
    // ln 2 in two parts; n times the first is exact.
    let high = addingProduct(n, Self(repeating: Float(-0x1.62e4p-1)))
    let rest = high.addingProduct(n, Self(repeating: Float(-1.4286068e-06)))
    return (rest, unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< 23)
  }

  /// eʳ − 1 for |r| ≤ ½ ln 2: r + r²·p(r) with p of degree 4 through the Chebyshev points (8e-9).
  @inlinable @inline(__always)
  func smallExponentialMinusOne() -> Self {
    var p = Self(repeating: Float(0.0013926177501010365))
    p = Self(repeating: Float(0.00836317418011074)).addingProduct(p, self)
    p = Self(repeating: Float(0.041666554653757494)).addingProduct(p, self)
    p = Self(repeating: Float(0.16666577018959405)).addingProduct(p, self)
    p = Self(repeating: Float(0.5)).addingProduct(p, self)
    return addingProduct(p, self * self)
  }

  @inlinable @inline(__always)
  public func exponential() -> Self {
    let (rest, exponent) = atLeast(Self(repeating: Float(-87))).reducedByPowersOfTwo()
    let value = rest.smallExponentialMinusOne() + Self(repeating: Float(1))
    return unsafeBitCast(
      unsafeBitCast(value, to: SIMD16<UInt32>.self) &+ exponent, to: Self.self)
  }

  /// exp(−rate·x) for x of 0 or more.
  ///
  /// x·rate·log₂ e is split into a whole n and the rest without being rounded: a multiply-add takes n off
  /// the product, and a second one brings in what the factor lost as a float. Then 2ⁿ times a polynomial of
  /// degree 6 (5e-9).
  @inlinable @inline(__always)
  public func gaussian(_ rate: Double) -> Self {
    let exponent = -rate * 1.4426950408889634
    let factor = Float(exponent)
    let lost = Float(exponent - Double(factor))
    // What is far away must not leave a rest of its own size.
    let x = atMost(Self(repeating: Float(-1000 / exponent)))
    let n = csimd_round_f32(x * Self(repeating: factor))
    let f = (-n).addingProduct(x, Self(repeating: factor))
      .addingProduct(x, Self(repeating: lost))
    var p = Self(repeating: Float(0.0001545316294512069))
    p = Self(repeating: Float(0.0013390863364671234)).addingProduct(p, f)
    p = Self(repeating: Float(0.009618082557277852)).addingProduct(p, f)
    p = Self(repeating: Float(0.05550357114219078)).addingProduct(p, f)
    p = Self(repeating: Float(0.24022650760568126)).addingProduct(p, f)
    p = Self(repeating: Float(0.6931471880262288)).addingProduct(p, f)
    p = Self(repeating: Float(1)).addingProduct(p, f)
    return csimd_scale_f32(p, n)
  }

  /// eˣ − 1 without cancellation near 0.
  @inlinable @inline(__always)
  public func exponentialMinusOne() -> Self {
    let (rest, exponent) = atLeast(Self(repeating: Float(-87))).reducedByPowersOfTwo()
    let one = unsafeBitCast(Self(repeating: Float(1)), to: SIMD16<UInt32>.self)
    let power = unsafeBitCast(one &+ exponent, to: Self.self)
    return (power - Self(repeating: Float(1)))
      .addingProduct(power, rest.smallExponentialMinusOne())
  }

  /// tanh x = t/(t + 2) with t = e²ˣ − 1.
  @inlinable @inline(__always)
  public func hyperbolicTangent() -> Self {
    // Beyond 10 the result is ±1 to the last bit.
    let limit = Self(repeating: Float(10))
    let doubled = atLeast(-limit).atMost(limit) * Self(repeating: Float(2))
    let t = doubled.exponentialMinusOne()
    return t / (t + Self(repeating: Float(2)))
  }
}
