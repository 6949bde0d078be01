/// Eight neighbouring elements of an aligned array at once, for loops over the atoms.
extension UnsafeMutablePointer where Pointee == Double {
  /// The elements from `index` on, a multiple of 8 in an ``AlignedBuffer``.
  @inlinable
  public subscript(lanes index: Int) -> SIMD8<Double> {
    @inline(__always)
    get { UnsafeRawPointer(self + index).load(as: SIMD8<Double>.self) }
    @inline(__always)
    nonmutating set {
      UnsafeMutableRawPointer(self + index).storeBytes(of: newValue, as: SIMD8<Double>.self)
    }
  }
}

/// How many of `count` elements make whole groups of eight; the others come one by one.
@inlinable
@inline(__always)
public func wholeLanes(_ count: Int) -> Int { count & ~7 }
