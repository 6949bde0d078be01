import Foundation
import MDCore

/// Sums of spherical harmonics over bonds, for Steinhardt's order parameters.
enum SphericalHarmonics {
  /// The degrees that are used.
  static let degrees = [4, 6]
  /// Numbers an atom: real and imaginary parts of m = 0…l for each degree.
  static let width = degrees.reduce(0) { $0 + 2 * ($1 + 1) }

  private static let prefactors: [[Double]] = degrees.map { l in
    (0...l).map { m in
      var ratio = 1.0
      for k in stride(from: l - m + 1, through: l + m, by: 1) { ratio /= Double(k) }
      return (Double(2 * l + 1) / (4 * .pi) * ratio).squareRoot()
    }
  }

  /// Adds Y_lm of a direction for all degrees.
  static func add(_ direction: Vector3, to sums: UnsafeMutablePointer<Double>) {
    let length = direction.length
    guard length > 0 else { return }
    let z = direction.z / length
    let planar = (direction.x * direction.x + direction.y * direction.y).squareRoot()
    let (c, s) = planar > 0 ? (direction.x / planar, direction.y / planar) : (1, 0)
    let sine = planar / length
    var place = 0
    for (d, l) in degrees.enumerated() {
      // cos mφ and sin mφ.
      var (re, im) = (1.0, 0.0)
      for m in 0...l {
        let p = prefactors[d][m] * legendre(l, m, z, sine)
        sums[place] += p * re
        sums[place + 1] += p * im
        place += 2
        (re, im) = (re * c - im * s, re * s + im * c)
      }
    }
  }

  /// The associated Legendre function with the Condon–Shortley phase, by upward recurrence in l.
  private static func legendre(_ l: Int, _ m: Int, _ z: Double, _ sine: Double) -> Double {
    var diagonal = 1.0
    for k in stride(from: 1, through: m, by: 1) { diagonal *= -Double(2 * k - 1) * sine }
    if l == m { return diagonal }
    var before = diagonal
    var now = z * Double(2 * m + 1) * diagonal
    for k in stride(from: m + 2, through: l, by: 1) {
      (before, now) = (
        now, (Double(2 * k - 1) * z * now - Double(k + m - 1) * before) / Double(k - m)
      )
    }
    return now
  }

  /// √(4π/(2l+1) Σ_m |q_lm|²) for each degree.
  static func order(_ q: UnsafePointer<Double>) -> [Double] {
    var place = 0
    return degrees.map { l in
      var sum = 0.0
      for m in 0...l {
        let square = q[place] * q[place] + q[place + 1] * q[place + 1]
        sum += m == 0 ? square : 2 * square
        place += 2
      }
      return (4 * .pi / Double(2 * l + 1) * sum).squareRoot()
    }
  }
}
