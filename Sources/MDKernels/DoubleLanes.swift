import CSIMD

/// Eight doubles: one register with AVX-512, two with AVX2.
public typealias DoubleLanes = SIMD8<Double>

extension Double: LaneScalar {
  public typealias Lanes = DoubleLanes
  public typealias Register = csimd_f64_register

  @inlinable @inline(__always)
  public static func negative(_ a: Register) -> Register { csimd_negate_register(a) }

  @inlinable @inline(__always)
  public static func keepTogether(_ a: inout Register, _ b: inout Register) {
    (a, b) = unsafeBitCast(csimd_together(a, b), to: (Register, Register).self)
  }

  @inlinable @inline(__always)
  public static func eight(at source: UnsafePointer<Double>) -> SIMD8<Double> { source.lanes(0) }

  @inlinable @inline(__always)
  public static func store(_ eight: SIMD8<Double>, to target: UnsafeMutablePointer<Double>) {
    target.store(eight, 0)
  }

  @inlinable @inline(__always)
  public static func store(
    _ low: SIMD8<Double>, _ high: SIMD8<Double>, compressed mask: UInt16,
    to target: UnsafeMutablePointer<Double>
  ) {
    let first = UInt8(truncatingIfNeeded: mask)
    csimd_compress_store(first, low, target)
    csimd_compress_store(
      UInt8(truncatingIfNeeded: mask &>> 8), high, target + first.nonzeroBitCount)
  }

  @inlinable @inline(__always)
  public static func compress(
    _ sixteen: UnsafePointer<Int32>, _ mask: UInt16, to target: UnsafeMutablePointer<Int32>
  ) {
    let first = UInt8(truncatingIfNeeded: mask)
    Lanes.compress(sixteen, first, to: target)
    Lanes.compress(
      sixteen + 8, UInt8(truncatingIfNeeded: mask &>> 8), to: target + first.nonzeroBitCount)
  }
}

extension SIMD8: LaneVector where Scalar == Double {
  public typealias Mask = UInt8

  @inlinable @inline(__always) public static var width: Int { 8 }
  @inlinable @inline(__always) public static var farAway: Double { 1e300 }
  @inlinable @inline(__always) public static var unlimited: Double { 1e200 }
  @inlinable @inline(__always) public static var isSingle: Bool { false }

  @inlinable @inline(__always)
  public func isLess(_ other: Self) -> UInt8 { csimd_less(self, other) }

  @inlinable @inline(__always)
  public func isEqual(_ other: Self) -> UInt8 { csimd_equal(self, other) }

  @inlinable @inline(__always)
  public func selected(_ mask: UInt8, else other: Self) -> Self { csimd_select(mask, self, other) }

  @inlinable @inline(__always)
  public func atLeast(_ other: Self) -> Self { csimd_max(self, other) }

  @inlinable @inline(__always)
  public func atMost(_ other: Self) -> Self { csimd_min(self, other) }

  @inlinable @inline(__always)
  public var magnitude: Self { csimd_abs(self) }

  /// This value, or what it is times −1 where another one is negative.
  @inlinable @inline(__always)
  public func flipped(where other: Self) -> Self { csimd_flip_sign(self, other) }

  @inlinable @inline(__always)
  public func roots() -> (root: Self, inverse: Self) {
    unsafeBitCast(csimd_roots(self), to: (Self, Self).self)
  }

  @inlinable @inline(__always)
  public static prefix func - (a: Self) -> Self { csimd_negate(a) }

  @inlinable @inline(__always)
  public func store(compressed mask: UInt8, to target: UnsafeMutablePointer<Double>) {
    csimd_compress_store(mask, self, target)
  }

  @inlinable @inline(__always)
  public static func load(expanded mask: UInt8, from source: UnsafePointer<Double>) -> Self {
    csimd_expand_load(mask, source)
  }

  /// The lanes of eight indices from memory that are a certain one.
  @inlinable @inline(__always)
  public static func isEqual(_ source: UnsafePointer<Int32>, _ index: Int32) -> UInt8 {
    csimd_equal_indices(UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Int32>.self), index)
  }

  @inlinable @inline(__always)
  public static func compress(
    _ source: UnsafePointer<Int32>, _ mask: UInt8, to target: UnsafeMutablePointer<Int32>
  ) {
    let indices = UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Int32>.self)
    UnsafeMutableRawPointer(target).storeBytes(
      of: csimd_compress_indices(mask, indices), as: SIMD8<Int32>.self)
  }

  @inlinable @inline(__always)
  public var total: Double {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  @inlinable @inline(__always)
  public func add(to sums: inout SIMD8<Double>) { sums += self }

  @inlinable @inline(__always)
  public static func sumRows(
    _ rows: UnsafePointer<Double>, times factor: Double, to target: UnsafeMutablePointer<Double>
  ) {
    target.store(csimd_sum_rows(rows) * factor, 0)
  }

  @inlinable @inline(__always)
  public static func tileColumns(_ source: UnsafePointer<Double>) -> Self {
    csimd_tile_columns(source)
  }

  @inlinable @inline(__always)
  public static func tileRows(_ source: UnsafePointer<Double>) -> Self { csimd_tile_rows(source) }

  @inlinable @inline(__always)
  public static func rowsAsColumns(_ first: Self, _ second: Self) -> Self {
    csimd_rows_as_columns(first, second)
  }

  @inlinable @inline(__always)
  public static func addTiles(
    _ tiles: (Self, Self, Self, Self),
    to targets: (
      UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>,
      UnsafeMutablePointer<Double>
    )
  ) {
    csimd_add_tiles(tiles.0, tiles.1, targets.0, targets.1)
    csimd_add_tiles(tiles.2, tiles.3, targets.2, targets.3)
  }

  @inlinable @inline(__always)
  public static func transpose(
    _ source: UnsafePointer<Double>, _ starts: SIMD16<Int32>,
    to target: UnsafeMutablePointer<Double>, stride: Int
  ) {
    csimd_transpose(source, starts, target, stride)
  }
}
