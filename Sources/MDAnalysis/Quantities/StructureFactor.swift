import Foundation
import MDCore
import MDDomain
import MDPlot
import MDTrajectory

/// S(q), direct from the wave vectors of the box and by Fourier transform of g(r).
struct StructureFactor: Quantity {
  private let tally: RadialTally
  private let settings: AnalysisSettings
  private var vectors: [SIMD3<Int32>] = []
  private var sums: ExactSums
  private var counts: Counts
  private let bins: Int

  init(_ tally: RadialTally, _ settings: AnalysisSettings) {
    self.tally = tally
    self.settings = settings
    bins = Int((settings.qMax / settings.qBin).rounded())
    sums = ExactSums(bins)
    counts = Counts(bins)
  }

  /// Chooses wave vectors for a box, the same on all ranks: all of each bin of |q| where they are few,
  /// else evenly spread ones.
  mutating func prepare(_ frame: Frame) {
    vectors = WaveVectors.choose(
      frame.box, upTo: settings.qMax, bin: settings.qBin, most: settings.qVectors)
  }

  mutating func observe(_ snapshot: Snapshot, _ share: Share) {
    tally.observe(snapshot, share)
    let frame = snapshot.frame
    guard frame.count > 0 else { return }
    let own = stride(from: share.part, to: vectors.count, by: share.parts).map { vectors[$0] }
    let amplitudes = WaveVectors.amplitudes(own, frame)
    let reciprocal = WaveVectors.Reciprocal(frame.box)
    for (vector, amplitude) in zip(own, amplitudes) {
      let bin = Int(reciprocal.length(vector) / settings.qBin)
      guard bin < bins else { continue }
      sums.add((amplitude * amplitude).sum() / Double(frame.count), at: bin)
      counts[bin] += 1
    }
  }

  mutating func combine(_ communicator: any Communicator) {
    tally.combine(communicator)
    sums.combine(communicator)
    counts.combine(communicator)
  }

  /// 1 + 4πρ ∫ r² (g − 1) sin(qr)/(qr) sin(πr/R)/(πr/R) dr up to R: the last factor (Lorch 1969) takes
  /// away the ripples of the end at R.
  func transformed(_ q: [Double]) -> [Double] {
    let g = tally.g(nil), r = tally.r
    let reach = Double(tally.bins) * tally.width
    let factors = zip(r, g).map { r, g in
      r * r * (g - 1) * sin(.pi * r / reach) / (.pi * r / reach)
    }
    return q.map { q in
      var sum = 0.0
      for (r, factor) in zip(r, factors) {
        sum += factor * (q * r > 1e-9 ? sin(q * r) / (q * r) : 1)
      }
      return 1 + 4 * .pi * tally.density * sum * tally.width
    }
  }

  /// Bins without a wave vector take the value of the one before.
  private func filled(_ values: [Double]) -> [Double] {
    var last = 0.0
    return values.map {
      if $0.isFinite { last = $0 }
      return last
    }
  }

  func result() -> AnalysisResult {
    var result = AnalysisResult("sq")
    let q = (1...bins).map { (Double($0) - 0.5) * settings.qBin }
    let fromG = transformed(q)
    let direct = (0..<bins).map { counts[$0] > 0 ? sums[$0] / Double(counts[$0]) : .nan }
    result.tables = [
      AnalysisTable(
        name: "sq", columns: ["q (1/Å)", "S from g(r)", "S direct", "wave vectors"],
        rows: transposed([q, fromG, direct, counts.values.map { Double($0) }]))
    ]
    var chart = Chart(
      "Structure factor", x: Axis("q", unit: "Å⁻¹", from: 0, to: settings.qMax),
      y: Axis("S(q)", from: 0),
      series: [
        Series("direct", x: q, y: direct, kind: .points, size: 2.2, opacity: 0.7),
        Series("from g(r)", x: q, y: fromG),
      ])
    // Bragg peaks of a crystal would leave nothing to be seen of the rest.
    let highest = fromG.max() ?? 1
    let isCrystal = direct.contains { $0 > 3 * highest }
    if isCrystal { chart.y.range.to = max(3, 1.6 * highest) }
    result.charts = [chart]
    // The window of the transform flattens the first maximum, so that it is read from the direct sum.
    let curve = isCrystal ? fromG : Peaks.smoothed(Peaks.smoothed(filled(direct)))
    let maxima = Peaks.maxima(q, curve, standingOut: 0.08).filter { $0.x > 1.5 }
    for (i, peak) in maxima.prefix(4).enumerated() {
      result.numbers += [
        AnalysisNumber(name: "maximum \(i + 1) of S(q)", value: peak.x, unit: "Å⁻¹"),
        AnalysisNumber(name: "height of maximum \(i + 1)", value: peak.y, unit: ""),
      ]
    }
    return result
  }
}

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

  /// Σ exp(i q·r) over the atoms for each vector, as (real, imaginary).
  ///
  /// Eight atoms at a time: the powers of the three phases are tabulated, so that a vector costs two
  /// complex products.
  static func amplitudes(_ vectors: [SIMD3<Int32>], _ frame: Frame) -> [SIMD2<Double>] {
    typealias Lanes = SIMD8<Double>
    var sums = [SIMD2<Double>](repeating: .zero, count: vectors.count)
    let most = vectors.reduce(SIMD3<Int32>.zero) { pointwiseMax($0, pointwiseMax($1, 0 &- $1)) }
    let sizes = (0..<3).map { 2 * Int(most[$0]) + 1 }
    let starts = [0, sizes[0], sizes[0] + sizes[1]]
    var real = [Lanes](repeating: .zero, count: sizes.reduce(0, +))
    var imaginary = real
    for first in stride(from: 0, to: frame.count, by: 8) {
      var weights = Lanes.zero
      var phases = [Lanes](repeating: .zero, count: 3)
      for lane in 0..<min(8, frame.count - first) {
        let s = frame.box.fractional(frame.positions[first + lane])
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
