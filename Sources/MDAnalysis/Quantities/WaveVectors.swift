import Foundation
import MDCore
import MDTrajectory

/// Wave vectors that fit into a box, as whole numbers of reciprocal edges.
enum WaveVectors {
  /// The reciprocal edges, 2π included, as columns that are dotted with whole numbers.
  struct Reciprocal {
    let a, b, c: Vector3

    init(_ box: Box) {
      let (x, y, z) = box.edges
      let factor = 2 * .pi / box.volume
      a = y.cross(z) * factor
      b = z.cross(x) * factor
      c = x.cross(y) * factor
    }

    /// |q| in Å⁻¹.
    func length(_ v: SIMD3<Int32>) -> Double {
      (a * Double(v.x) + b * Double(v.y) + c * Double(v.z)).length
    }
  }

  /// One of each pair q, −q up to a length, at most so many a bin.
  static func choose(_ box: Box, upTo most: Double, bin: Double, most count: Int) -> [SIMD3<Int32>]
  {
    let reciprocal = Reciprocal(box)
    let (a, b, c) = box.edges
    // |h| = |q·a| / 2π is at most |q||a| / 2π.
    let hMax = Int32(most * a.length / (2 * .pi))
    let kMax = Int32(most * b.length / (2 * .pi)), lMax = Int32(most * c.length / (2 * .pi))
    let bins = Int((most / bin).rounded())
    var chosen = [[(key: UInt64, vector: SIMD3<Int32>)]](repeating: [], count: bins)
    for h in 0...hMax {
      for k in -kMax...kMax {
        for l in -lMax...lMax {
          if h == 0 && (k < 0 || (k == 0 && l <= 0)) { continue }
          let vector = SIMD3(h, k, l)
          let place = Int(reciprocal.length(vector) / bin)
          guard place < bins else { continue }
          let key = mixed(vector)
          if chosen[place].count >= 4 * count { keep(count, &chosen[place]) }
          chosen[place].append((key, vector))
        }
      }
    }
    for place in chosen.indices { keep(count, &chosen[place]) }
    return chosen.flatMap { $0.map(\.vector) }
  }

  /// Keeps those with the least keys, which are as good as chosen by lot.
  private static func keep(_ count: Int, _ list: inout [(key: UInt64, vector: SIMD3<Int32>)]) {
    guard list.count > count else { return }
    list.sort { $0.key < $1.key }
    list.removeLast(list.count - count)
  }

  private static func mixed(_ v: SIMD3<Int32>) -> UInt64 {
    var z = UInt64(UInt32(bitPattern: v.x)) &* 0x9e37_79b9_7f4a_7c15
    z ^= UInt64(UInt32(bitPattern: v.y)) &* 0xbf58_476d_1ce4_e5b9
    z ^= UInt64(UInt32(bitPattern: v.z)) &* 0x94d0_49bb_1331_11eb
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Σ exp(i q·r) over some atoms for each vector, as (real, imaginary).
  ///
  /// Eight atoms at a time: the powers of the three phases are tabulated, so that a vector costs two
  /// complex products.
  static func amplitudes(_ vectors: [SIMD3<Int32>], _ frame: Frame, of atoms: [Int])
    -> [SIMD2<Double>]
  {
    typealias Lanes = SIMD8<Double>
    var sums = [SIMD2<Double>](repeating: .zero, count: vectors.count)
    let most = vectors.reduce(SIMD3<Int32>.zero) { pointwiseMax($0, pointwiseMax($1, 0 &- $1)) }
    let sizes = (0..<3).map { 2 * Int(most[$0]) + 1 }
    let starts = [0, sizes[0], sizes[0] + sizes[1]]
    var real = [Lanes](repeating: .zero, count: sizes.reduce(0, +))
    var imaginary = real
    for first in stride(from: 0, to: atoms.count, by: 8) {
      var weights = Lanes.zero
      var phases = [Lanes](repeating: .zero, count: 3)
      for lane in 0..<min(8, atoms.count - first) {
        let s = frame.box.fractional(frame.positions[atoms[first + lane]])
        weights[lane] = 1
        for d in 0..<3 { phases[d][lane] = 2 * .pi * s[d] }
      }
      for d in 0..<3 {
        tabulate(phases[d], Int(most[d]), starts[d], &real, &imaginary)
      }
      for (place, v) in vectors.enumerated() {
        let h = starts[0] + Int(v.x + most.x), k = starts[1] + Int(v.y + most.y)
        let l = starts[2] + Int(v.z + most.z)
        let re = real[h] * real[k] - imaginary[h] * imaginary[k]
        let im = real[h] * imaginary[k] + imaginary[h] * real[k]
        let wholeRe = (re * real[l] - im * imaginary[l]) * weights
        let wholeIm = (re * imaginary[l] + im * real[l]) * weights
        sums[place] += SIMD2(wholeRe.sum(), wholeIm.sum())
      }
    }
    return sums
  }

  /// exp(i n φ) for n from −most to most.
  private static func tabulate(
    _ phase: SIMD8<Double>, _ most: Int, _ start: Int, _ real: inout [SIMD8<Double>],
    _ imaginary: inout [SIMD8<Double>]
  ) {
    var re = SIMD8<Double>.zero, im = re
    for lane in 0..<8 { (re[lane], im[lane]) = (cos(phase[lane]), sin(phase[lane])) }
    real[start + most] = SIMD8(repeating: 1)
    imaginary[start + most] = .zero
    for n in stride(from: 1, through: most, by: 1) {
      let a = real[start + most + n - 1], b = imaginary[start + most + n - 1]
      let (c, s) = (a * re - b * im, a * im + b * re)
      real[start + most + n] = c
      imaginary[start + most + n] = s
      real[start + most - n] = c
      imaginary[start + most - n] = -s
    }
  }
}
