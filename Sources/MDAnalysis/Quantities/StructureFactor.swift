import Foundation
import MDCore
import MDDomain
import MDPlot
import MDTrajectory

/// S(q), direct from the wave vectors of the box and by Fourier transform of g(r); of several kinds of atoms
/// also each pair's partial, as T. E. Faber and J. M. Ziman, Phil. Mag. 11, 153 (1965) define it:
///
/// S_ab(q) = 1 + (⟨ρ_a(q) ρ_b(−q)⟩/N − c_a δ_ab)/(c_a c_b) = 1 + 4πρ ∫ r² (g_ab − 1) sin(qr)/(qr) dr
///
/// with ρ_a(q) = Σ exp(i q·r) over the atoms of kind a, c_a their share, and ρ the density of all atoms. All go
/// to 1 at large q, and S = Σ c_a c_b S_ab over ordered pairs.
struct StructureFactor: Quantity {
  private let tally: RadialTally
  private let settings: AnalysisSettings
  private var vectors: [SIMD3<Int32>] = []
  private var sums: ExactSums
  /// Of each pair, one after the other.
  private var partialSums: ExactSums
  private var counts: Counts
  private let bins: Int
  /// The pairs of kinds that the frames have, a ≤ b; none where there is one kind.
  private let pairs: [(a: Int, b: Int)]

  init(_ tally: RadialTally, _ settings: AnalysisSettings) {
    self.tally = tally
    self.settings = settings
    bins = Int((settings.qMax / settings.qBin).rounded())
    let kinds = tally.kinds.indices.filter { tally.kinds[$0] > 0 }
    pairs = kinds.count < 2 ? [] : kinds.flatMap { a in kinds.filter { $0 >= a }.map { (a, $0) } }
    sums = ExactSums(bins)
    partialSums = ExactSums(bins * pairs.count)
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
    let amplitudes = tally.kinds.indices.map { kind in
      WaveVectors.amplitudes(
        own, frame, of: frame.species.indices.filter { frame.species[$0] == Int32(kind) })
    }
    let reciprocal = WaveVectors.Reciprocal(frame.box)
    for (place, vector) in own.enumerated() {
      let bin = Int(reciprocal.length(vector) / settings.qBin)
      guard bin < bins else { continue }
      let parts = amplitudes.map { $0[place] }
      let whole = parts.reduce(.zero, +)
      sums.add((whole * whole).sum() / Double(frame.count), at: bin)
      counts[bin] += 1
      for (i, pair) in pairs.enumerated() {
        // The real part: the mean over q and −q.
        let product = (parts[pair.a] * parts[pair.b]).sum() / Double(frame.count)
        partialSums.add(product, at: i * bins + bin)
      }
    }
  }

  mutating func combine(_ communicator: any Communicator) {
    tally.combine(communicator)
    sums.combine(communicator)
    partialSums.combine(communicator)
    counts.combine(communicator)
  }

  /// 1 + 4πρ ∫ r² (g − 1) sin(qr)/(qr) sin(πr/R)/(πr/R) dr up to R: the last factor (Lorch 1969) takes
  /// away the ripples of the end at R. Of a pair of kinds, or of all atoms.
  func transformed(_ q: [Double], _ pair: (Int, Int)? = nil) -> [Double] {
    let g = tally.g(pair), r = tally.r
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

  /// The partial of a pair from the wave vectors.
  private func direct(_ i: Int) -> [Double] {
    let all = Double(tally.kinds.reduce(0, +))
    let (a, b) = pairs[i]
    let shares = Double(tally.kinds[a]) / all * Double(tally.kinds[b]) / all
    let own = a == b ? Double(tally.kinds[a]) / all : 0
    return (0..<bins).map { bin in
      guard counts[bin] > 0 else { return .nan }
      return 1 + (partialSums[i * bins + bin] / Double(counts[bin]) - own) / shares
    }
  }

  /// Columns and picture of the partials.
  private func addPartials(_ q: [Double], to result: inout AnalysisResult) {
    guard !pairs.isEmpty else { return }
    var columns: [String] = []
    var data: [[Double]] = []
    var lines: [Series] = []
    var points: [Series] = []
    for (i, pair) in pairs.enumerated() {
      let name = "\(tally.names[pair.a])–\(tally.names[pair.b])"
      let (fromG, direct) = (transformed(q, pair), direct(i))
      columns += ["S \(name) from g(r)", "S \(name) direct"]
      data += [fromG, direct]
      points.append(
        Series(
          x: q, y: direct, kind: .points, color: .series(i), size: 1.8, opacity: 0.35))
      lines.append(Series(name, x: q, y: fromG, color: .series(i)))
    }
    result.tables[0].columns += columns
    for (row, values) in transposed(data).enumerated() { result.tables[0].rows[row] += values }
    // Partials go below zero; single bins of a small box far beyond what the lines do.
    let ends = lines.flatMap { $0.points.map(\.y) }
    let (least, most) = (ends.min() ?? 0, ends.max() ?? 1)
    let margin = 0.25 * (most - least)
    result.charts.append(
      Chart(
        "Partial structure factors (Faber–Ziman)",
        x: Axis("q", unit: "Å⁻¹", from: 0, to: settings.qMax),
        y: Axis("S(q)", from: least - margin, to: most + margin), series: points + lines))
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
    addPartials(q, to: &result)
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
