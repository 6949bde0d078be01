/// The floating-point types that the kernels compute with: doubles, or floats for mixed precision.
///
/// Kernels are generic over it and compiled for both; what a plan or program holds is in double and
/// rounded where it is used.
public protocol LaneScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// A whole vector of such numbers: what one register holds with AVX-512.
  associatedtype Lanes: LaneVector where Lanes.Scalar == Self

  /// What one register of this processor holds: all lanes or half of them.
  associatedtype Register: RegisterVector & BitwiseCopyable where Register.Scalar == Self

  /// −a, of which the compiler makes a subtracted product.
  static func negative(_ a: Register) -> Register

  /// Tells the compiler to have both values before it goes on, so that work that shares what it loads is
  /// not pulled apart.
  static func keepTogether(_ a: inout Register, _ b: inout Register)

  /// Eight numbers in double precision from memory.
  static func eight(at source: UnsafePointer<Self>) -> SIMD8<Double>

  /// Eight numbers rounded to memory.
  static func store(_ eight: SIMD8<Double>, to target: UnsafeMutablePointer<Self>)

  /// Those of sixteen numbers that a mask names, rounded, one after the other to memory; a vector at each of
  /// them and behind the last may be overwritten.
  static func store(
    _ low: SIMD8<Double>, _ high: SIMD8<Double>, compressed mask: UInt16,
    to target: UnsafeMutablePointer<Self>)

  /// The same for indices in memory.
  static func compress(
    _ sixteen: UnsafePointer<Int32>, _ mask: UInt16, to target: UnsafeMutablePointer<Int32>)
}

/// As many numbers as one register holds, for loops that need many values at hand: with vectors of two registers
/// they would be in memory most of the time.
public protocol RegisterVector: Sendable {
  associatedtype Scalar

  static var zero: Self { get }
  init(repeating value: Scalar)
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func += (a: inout Self, b: Self)
  static func *= (a: inout Self, b: Self)
  /// self + a·b, rounded once.
  func addingProduct(_ a: Self, _ b: Self) -> Self
  mutating func addProduct(_ a: Self, _ b: Self)
}

extension SIMD4: RegisterVector where Scalar: LaneScalar {}
extension SIMD8: RegisterVector where Scalar: LaneScalar {}
extension SIMD16: RegisterVector where Scalar: LaneScalar {}

extension LaneScalar {
  /// Numbers that one register holds.
  @inlinable @inline(__always)
  public static var registerWidth: Int {
    MemoryLayout<Register>.stride / MemoryLayout<Self>.stride
  }
}

/// A vector of ``LaneScalar`` numbers, the unit of work of the kernels.
///
/// Masks have a bit for each lane, lane 0 in bit 0. Double constants are rounded to the scalar type.
public protocol LaneVector: BitwiseCopyable, Sendable {
  associatedtype Scalar: LaneScalar where Scalar.Lanes == Self
  associatedtype Mask: FixedWidthInteger, UnsignedInteger, BitwiseCopyable, Sendable

  /// How many lanes there are.
  static var width: Int { get }
  /// The square of the distance in places without a neighbour: larger than any other, and far from
  /// overflow.
  static var farAway: Double { get }
  /// More than any squared distance, less than ``farAway``.
  static var unlimited: Double { get }
  /// Whether shorter polynomials are as good as the scalar type can tell.
  static var isSingle: Bool { get }

  static var zero: Self { get }
  init(repeating value: Scalar)
  init(repeating value: Double)

  static prefix func - (a: Self) -> Self
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  static func += (a: inout Self, b: Self)
  static func *= (a: inout Self, b: Self)
  static func + (a: Self, b: Double) -> Self
  static func + (a: Double, b: Self) -> Self
  static func - (a: Self, b: Double) -> Self
  static func - (a: Double, b: Self) -> Self
  static func * (a: Self, b: Double) -> Self
  static func * (a: Double, b: Self) -> Self
  static func / (a: Double, b: Self) -> Self

  /// self + a·b, rounded once.
  func addingProduct(_ a: Self, _ b: Self) -> Self
  mutating func addProduct(_ a: Self, _ b: Self)
  func squareRoot() -> Self
  /// √x and 1/√x of x > 0, to the last bits, quicker than by a root and a division.
  func roots() -> (root: Self, inverse: Self)
  var magnitude: Self { get }
  /// The larger of two, lane by lane.
  func atLeast(_ other: Self) -> Self
  /// The smaller of two, lane by lane.
  func atMost(_ other: Self) -> Self

  /// The lanes below another value's.
  func isLess(_ other: Self) -> Mask
  /// The lanes equal to another value's.
  func isEqual(_ other: Self) -> Mask
  /// This value in the lanes of a mask, another one elsewhere.
  func selected(_ mask: Mask, else other: Self) -> Self
  /// The lanes of a mask one after the other to memory; up to a whole vector is overwritten.
  func store(compressed mask: Mask, to target: UnsafeMutablePointer<Scalar>)
  /// Numbers from memory one after the other to the lanes of a mask, zeros elsewhere; a whole vector
  /// is read.
  static func load(expanded mask: Mask, from source: UnsafePointer<Scalar>) -> Self
  /// ``store(compressed:to:)`` for indices in memory.
  static func compress(
    _ source: UnsafePointer<Int32>, _ mask: Mask, to target: UnsafeMutablePointer<Int32>)

  /// The sum of the lanes, in pairs.
  var total: Scalar { get }
  /// Adds the lanes to sums in double precision, one or two of them to each.
  func add(to sums: inout SIMD8<Double>)
  /// The sums of as many vectors as there are lanes, times a factor, in double precision one after the other
  /// to memory.
  static func sumRows(
    _ rows: UnsafePointer<Scalar>, times factor: Double, to target: UnsafeMutablePointer<Double>)

  /// The four numbers at a place in every row of a tile: see ``PairTile``.
  static func tileColumns(_ source: UnsafePointer<Scalar>) -> Self
  /// A number in all columns of a tile for each of its rows.
  static func tileRows(_ source: UnsafePointer<Scalar>) -> Self
  /// What four rows have summed up in their lanes, as a tile with a column for each of them. `second` are
  /// the rows that the first tile has no room for.
  static func rowsAsColumns(_ first: Self, _ second: Self) -> Self
  /// Adds the sums over the rows of four tiles to four numbers in memory each.
  static func addTiles(
    _ tiles: (Self, Self, Self, Self),
    to targets: (
      UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>,
      UnsafeMutablePointer<Scalar>
    ))

  /// eˣ for x below overflow; what would underflow stays at the smallest power.
  func exponential() -> Self
  /// exp(−rate·x) for x of 0 or more; 0, or nearly, below the smallest power.
  func gaussian(_ rate: Double) -> Self
  /// tanh x
  func hyperbolicTangent() -> Self

  /// As many rows as there are lanes, as columns: row i is the vector at `source + starts[i]`, or zero
  /// if that is negative; column i goes to `target + i·stride`.
  static func transpose(
    _ source: UnsafePointer<Scalar>, _ starts: SIMD16<Int32>,
    to target: UnsafeMutablePointer<Scalar>, stride: Int)
}

extension LaneVector {
  /// The number of whole vectors that hold a number of values.
  @inlinable @inline(__always)
  public static func vectors(for count: Int) -> Int { (count &+ (width &- 1)) / width }

  /// A number of values rounded up to whole vectors.
  @inlinable @inline(__always)
  public static func padded(_ count: Int) -> Int { (count &+ (width &- 1)) & ~(width &- 1) }

  /// A mask of the first lanes, all if there are more.
  @inlinable @inline(__always)
  public static func first(_ count: Int) -> Mask {
    count >= width ? .max : Mask.max >> Mask(truncatingIfNeeded: width &- count)
  }
}

extension UnsafePointer where Pointee: LaneScalar {
  /// The vector of values from an index on.
  @inlinable @inline(__always)
  public func lanes(_ index: Int) -> Pointee.Lanes {
    UnsafeRawPointer(self + index).loadUnaligned(as: Pointee.Lanes.self)
  }

  /// As many values as a register holds, from an index on.
  @inlinable @inline(__always)
  public func register(_ index: Int) -> Pointee.Register {
    UnsafeRawPointer(self + index).loadUnaligned(as: Pointee.Register.self)
  }
}

extension UnsafeMutablePointer where Pointee: LaneScalar {
  /// The vector of values from an index on.
  @inlinable @inline(__always)
  public func lanes(_ index: Int) -> Pointee.Lanes {
    UnsafeRawPointer(self + index).loadUnaligned(as: Pointee.Lanes.self)
  }

  /// Overwrites the vector of values from an index on.
  @inlinable @inline(__always)
  public func store(_ value: Pointee.Lanes, _ index: Int) {
    UnsafeMutableRawPointer(self + index).storeBytes(of: value, as: Pointee.Lanes.self)
  }

  /// As many values as a register holds, from an index on.
  @inlinable @inline(__always)
  public func register(_ index: Int) -> Pointee.Register {
    UnsafeRawPointer(self + index).loadUnaligned(as: Pointee.Register.self)
  }

  /// Overwrites as many values as a register holds, from an index on.
  @inlinable @inline(__always)
  public func store(_ value: Pointee.Register, register index: Int) {
    UnsafeMutableRawPointer(self + index).storeBytes(of: value, as: Pointee.Register.self)
  }
}
