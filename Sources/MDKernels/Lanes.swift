import CSIMD

/// Eight doubles, the unit of work of the kernels: one register with AVX-512, two with AVX2.
///
/// Masks are bytes, lane 0 in bit 0.
public typealias Lanes = SIMD8<Double>

extension UnsafePointer where Pointee == Double {
  /// The eight values from an index on.
  @inlinable @inline(__always)
  public func lanes(_ index: Int) -> Lanes {
    UnsafeRawPointer(self + index).loadUnaligned(as: Lanes.self)
  }
}

extension UnsafeMutablePointer where Pointee == Double {
  /// The eight values from an index on.
  @inlinable @inline(__always)
  public func lanes(_ index: Int) -> Lanes {
    UnsafeRawPointer(self + index).loadUnaligned(as: Lanes.self)
  }

  /// Overwrites the eight values from an index on.
  @inlinable @inline(__always)
  public func store(_ value: Lanes, _ index: Int) {
    UnsafeMutableRawPointer(self + index).storeBytes(of: value, as: Lanes.self)
  }

  /// Zeroes a whole number of vectors.
  @inlinable @inline(__always)
  public func clear(vectors: Int) {
    for v in 0..<vectors { store(.zero, 8 * v) }
  }
}

extension SIMD8 where Scalar == Double {
  /// The number of whole vectors that hold a number of values.
  @inlinable @inline(__always)
  public static func vectors(for count: Int) -> Int { (count &+ 7) >> 3 }

  /// The lanes below another value's.
  @inlinable @inline(__always)
  public func isLess(_ other: Self) -> UInt8 { csimd_less(self, other) }

  /// The lanes equal to another value's.
  @inlinable @inline(__always)
  public func isEqual(_ other: Self) -> UInt8 { csimd_equal(self, other) }

  /// This value in the lanes of a mask, another one elsewhere.
  @inlinable @inline(__always)
  public func selected(_ mask: UInt8, else other: Self) -> Self { csimd_select(mask, self, other) }

  /// The larger of two, lane by lane.
  @inlinable @inline(__always)
  public func atLeast(_ other: Self) -> Self { csimd_max(self, other) }

  /// The smaller of two, lane by lane.
  @inlinable @inline(__always)
  public func atMost(_ other: Self) -> Self { csimd_min(self, other) }

  /// Without the signs.
  @inlinable @inline(__always)
  public var magnitude: Self { csimd_abs(self) }

  /// The lanes of a mask moved to the front, zeros behind them.
  @inlinable @inline(__always)
  public func compressed(_ mask: UInt8) -> Self { csimd_compress(mask, self) }

  /// The first lanes spread out to the lanes of a mask, zeros elsewhere.
  @inlinable @inline(__always)
  public func expanded(_ mask: UInt8) -> Self { csimd_expand(mask, self) }

  /// The sum of the lanes, in pairs.
  @inlinable @inline(__always)
  public var total: Double {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}

/// The sums of eight vectors, one a lane.
@inlinable @inline(__always)
public func sumRows(_ rows: UnsafePointer<Double>) -> Lanes { csimd_sum_rows(rows) }
