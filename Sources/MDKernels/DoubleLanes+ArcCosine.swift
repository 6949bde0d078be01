extension SIMD8 where Scalar == Double {
  /// The angle in [0, π] with this cosine, for values from −1 to 1, to 2 units in the last place of π.
  ///
  /// arccos c is π/2 − arcsin c up to |c| = ½, and 2 arcsin √((1 − c)/2) beyond, so that arcsin z is only needed for
  /// z² ≤ ¼: z + z³ times a polynomial in z² through the Chebyshev points of that range (error 4e-18).
  @inlinable @inline(__always)
  public func arcCosine() -> Self {
    let size = magnitude
    let half = Self(repeating: 0.5)
    let isLarge = half.isLess(size)
    let w = (half - size * 0.5).selected(isLarge, else: size * size)
    let z = w.squareRoot().selected(isLarge, else: size)
    // Even and odd powers apart, so that half as many products wait for each other.
    let v = w * w
    var even = Self(repeating: 0.028757851367421566)
    even = Self(repeating: 0.01740087944269402).addingProduct(even, v)
    even = Self(repeating: 0.01032281435018578).addingProduct(even, v)
    even = Self(repeating: 0.013971212973552933).addingProduct(even, v)
    even = Self(repeating: 0.02237217294214989).addingProduct(even, v)
    even = Self(repeating: 0.04464285714635543).addingProduct(even, v)
    even = Self(repeating: 0.16666666666666669).addingProduct(even, v)
    var odd = Self(repeating: -0.014851887071247204)
    odd = Self(repeating: 0.005457506718640358).addingProduct(odd, v)
    odd = Self(repeating: 0.011479177415184906).addingProduct(odd, v)
    odd = Self(repeating: 0.017352392720869973).addingProduct(odd, v)
    odd = Self(repeating: 0.030381944138531247).addingProduct(odd, v)
    odd = Self(repeating: 0.07499999999998433).addingProduct(odd, v)
    let p = even.addingProduct(odd, w)
    let sine = z.addingProduct(z * w, p)
    // For c ≥ 0; the angle of −c is what is missing to π.
    let acute = (sine + sine).selected(isLarge, else: Self(repeating: .pi / 2) - sine)
    return (Self(repeating: .pi) - acute).selected(isLess(.zero), else: acute)
  }
}
