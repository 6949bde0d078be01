import CSIMD

/// Sixteen floats: one register with AVX-512, two with AVX2.
public typealias FloatLanes = SIMD16<Float>

extension Float: LaneScalar {
  public typealias Lanes = FloatLanes
  public typealias Register = csimd_f32_register

  @inlinable @inline(__always)
  public static func negative(_ a: Register) -> Register { csimd_negate_register_f32(a) }

  @inlinable @inline(__always)
  public static func keepTogether(_ a: inout Register, _ b: inout Register) {
    (a, b) = unsafeBitCast(csimd_together_f32(a, b), to: (Register, Register).self)
  }

  @inlinable @inline(__always)
  public static func eight(at source: UnsafePointer<Float>) -> SIMD8<Double> {
    csimd_widen(UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Float>.self))
  }

  @inlinable @inline(__always)
  public static func store(_ eight: SIMD8<Double>, to target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).storeBytes(of: csimd_narrow(eight), as: SIMD8<Float>.self)
  }

  @inlinable @inline(__always)
  public static func store(
    _ low: SIMD8<Double>, _ high: SIMD8<Double>, compressed mask: UInt16,
    to target: UnsafeMutablePointer<Float>
  ) {
    csimd_compress_store_f32(mask, csimd_narrow_pair(low, high), target)
  }

  @inlinable @inline(__always)
  public static func compress(
    _ sixteen: UnsafePointer<Int32>, _ mask: UInt16, to target: UnsafeMutablePointer<Int32>
  ) {
    Lanes.compress(sixteen, mask, to: target)
  }
}

extension SIMD16: LaneVector where Scalar == Float {
  public typealias Mask = UInt16

  @inlinable @inline(__always) public static var width: Int { 16 }
  @inlinable @inline(__always) public static var farAway: Double { 1e30 }
  @inlinable @inline(__always) public static var unlimited: Double { 1e20 }
  @inlinable @inline(__always) public static var isSingle: Bool { true }

  @inlinable @inline(__always)
  public init(repeating value: Double) { self.init(repeating: Float(value)) }

  @inlinable @inline(__always)
  public func roots() -> (root: Self, inverse: Self) {
    unsafeBitCast(csimd_roots_f32(self), to: (Self, Self).self)
  }

  @inlinable @inline(__always)
  public static prefix func - (a: Self) -> Self { csimd_negate_f32(a) }

  @inlinable @inline(__always)
  public static func + (a: Self, b: Double) -> Self { a + Self(repeating: b) }

  @inlinable @inline(__always)
  public static func + (a: Double, b: Self) -> Self { Self(repeating: a) + b }

  @inlinable @inline(__always)
  public static func - (a: Self, b: Double) -> Self { a - Self(repeating: b) }

  @inlinable @inline(__always)
  public static func - (a: Double, b: Self) -> Self { Self(repeating: a) - b }

  @inlinable @inline(__always)
  public static func * (a: Self, b: Double) -> Self { a * Self(repeating: b) }

  @inlinable @inline(__always)
  public static func * (a: Double, b: Self) -> Self { Self(repeating: a) * b }

  @inlinable @inline(__always)
  public static func / (a: Double, b: Self) -> Self { Self(repeating: a) / b }

  @inlinable @inline(__always)
  public func isLess(_ other: Self) -> UInt16 { csimd_less_f32(self, other) }

  @inlinable @inline(__always)
  public func isEqual(_ other: Self) -> UInt16 { csimd_equal_f32(self, other) }

  @inlinable @inline(__always)
  public func selected(_ mask: UInt16, else other: Self) -> Self {
    csimd_select_f32(mask, self, other)
  }

  @inlinable @inline(__always)
  public func atLeast(_ other: Self) -> Self { csimd_max_f32(self, other) }

  @inlinable @inline(__always)
  public func atMost(_ other: Self) -> Self { csimd_min_f32(self, other) }

  @inlinable @inline(__always)
  public var magnitude: Self { csimd_max_f32(self, -self) }

  @inlinable @inline(__always)
  public func store(compressed mask: UInt16, to target: UnsafeMutablePointer<Float>) {
    csimd_compress_store_f32(mask, self, target)
  }

  @inlinable @inline(__always)
  public static func load(expanded mask: UInt16, from source: UnsafePointer<Float>) -> Self {
    csimd_expand_load_f32(mask, source)
  }

  @inlinable @inline(__always)
  public static func compress(
    _ source: UnsafePointer<Int32>, _ mask: UInt16, to target: UnsafeMutablePointer<Int32>
  ) {
    let indices = UnsafeRawPointer(source).loadUnaligned(as: SIMD16<Int32>.self)
    csimd_compress_store_i32(mask, indices, target)
  }

  @inlinable @inline(__always)
  public var total: Float {
    let eight = lowHalf + highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  @inlinable @inline(__always)
  public func add(to sums: inout SIMD8<Double>) {
    sums += csimd_widen(lowHalf)
    sums += csimd_widen(highHalf)
  }

  @inlinable @inline(__always)
  public static func sumRows(
    _ rows: UnsafePointer<Float>, times factor: Double, to target: UnsafeMutablePointer<Double>
  ) {
    let sums = unsafeBitCast(csimd_sum_rows_wide(rows), to: (DoubleLanes, DoubleLanes).self)
    target.store(sums.0 * factor, 0)
    target.store(sums.1 * factor, 8)
  }

  @inlinable @inline(__always)
  public static func tileColumns(_ source: UnsafePointer<Float>) -> Self {
    csimd_tile_columns_f32(source)
  }

  @inlinable @inline(__always)
  public static func tileRows(_ source: UnsafePointer<Float>) -> Self {
    csimd_tile_rows_f32(source)
  }

  @inlinable @inline(__always)
  public static func rowsAsColumns(_ first: Self, _ second: Self) -> Self {
    csimd_rows_as_columns_f32(first)
  }

  @inlinable @inline(__always)
  public static func addTiles(
    _ tiles: (Self, Self, Self, Self),
    to targets: (
      UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>,
      UnsafeMutablePointer<Float>
    )
  ) {
    csimd_add_tiles_f32(
      tiles.0, tiles.1, tiles.2, tiles.3, targets.0, targets.1, targets.2, targets.3)
  }

  @inlinable @inline(__always)
  public static func transpose(
    _ source: UnsafePointer<Float>, _ starts: SIMD16<Int32>,
    to target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    csimd_transpose_f32(source, starts, target, stride)
  }
}
