import Foundation

/// The generator behind LAMMPS's `velocity create`, `displace_atoms` and `create_atoms`: the minimal
/// standard of Park and Miller (Comm. ACM 31, 1192 (1988)), s ← 16807 s mod (2³¹ − 1).
///
/// It gives the numbers of LAMMPS, bit for bit. Being a power sequence it can also jump.
public struct RandomPark: Sendable {
  private static let modulus: UInt64 = 2_147_483_647
  private static let multiplier: UInt64 = 16_807

  private var seed: UInt64
  private var saved: Double?

  /// A sequence that starts from a seed in 1 ..< 2³¹ − 1.
  public init(seed: Int) {
    precondition(seed > 0 && UInt64(seed) < Self.modulus, "the seed is in 1 ..< 2147483647")
    self.seed = UInt64(seed)
  }

  /// A sequence for one place: the seed is a hash (Jenkins's one-at-a-time) of the user's seed and the
  /// bits of the coordinates, and five numbers are thrown away.
  public init(seed: Int32, position: Vector3) {
    var hash: UInt32 = 0
    func add(_ bytes: UnsafeRawBufferPointer) {
      for byte in bytes {
        // LAMMPS adds signed characters.
        hash &+= UInt32(bitPattern: Int32(Int8(bitPattern: byte)))
        hash &+= hash << 10
        hash ^= hash >> 6
      }
    }
    withUnsafeBytes(of: seed.littleEndian) { add($0) }
    for coordinate in [position.x, position.y, position.z] {
      withUnsafeBytes(of: coordinate.bitPattern.littleEndian) { add($0) }
    }
    hash &+= hash << 3
    hash ^= hash >> 11
    hash &+= hash << 15
    self.seed = max(1, UInt64(hash & 0x7ff_ffff))
    skip(5)
  }

  /// The next number in (0, 1).
  public mutating func uniform() -> Double {
    seed = seed * Self.multiplier % Self.modulus
    return (1.0 / Double(Self.modulus)) * Double(seed)
  }

  /// The next number of the normal distribution with variance 1, by Marsaglia's polar method, which
  /// makes two at a time.
  public mutating func gaussian() -> Double {
    if let second = saved {
      saved = nil
      return second
    }
    let (v1, v2, r2) = pointInCircle()
    let factor = (-2 * log(r2) / r2).squareRoot()
    saved = v1 * factor
    return v2 * factor
  }

  /// Goes past `count` normal numbers that nobody wants, without taking logarithms of all.
  public mutating func skipGaussians(_ count: Int) {
    var left = count
    if left > 0 && saved != nil {
      saved = nil
      left -= 1
    }
    while left >= 2 {
      _ = pointInCircle()
      left -= 2
    }
    if left == 1 { _ = gaussian() }
  }

  private mutating func pointInCircle() -> (Double, Double, Double) {
    while true {
      let v1 = 2 * uniform() - 1
      let v2 = 2 * uniform() - 1
      let r2 = v1 * v1 + v2 * v2
      if r2 < 1 && r2 != 0 { return (v1, v2, r2) }
    }
  }

  /// Goes past `count` uniform numbers in time that grows with the logarithm of the count.
  public mutating func skip(_ count: Int) {
    var power = Self.multiplier
    var left = count
    while left > 0 {
      if left & 1 == 1 { seed = seed * power % Self.modulus }
      power = power * power % Self.modulus
      left >>= 1
    }
  }
}
