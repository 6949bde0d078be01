import Foundation
import MDCore
import MDDomain
import MDPlot
import MDTrajectory

/// ⟨v(t)·v(t + τ)⟩ over atoms and all origins t, each atom weighted with its mass, and its cosine transform, the vibrational density
/// of states.
struct VelocityCorrelation: Quantity {
  private var window: LagWindow
  private var sums: ExactSums
  private var counts: Counts
  private let showsCorrelation: Bool
  private let showsSpectrum: Bool

  var followsAtoms: Bool { true }

  init(longest: Int, showsCorrelation: Bool, showsSpectrum: Bool) {
    window = LagWindow(longest: longest)
    sums = ExactSums(window.longest + 1)
    counts = Counts(window.longest + 1)
    self.showsCorrelation = showsCorrelation
    self.showsSpectrum = showsSpectrum
  }

  mutating func observe(_ snapshot: Snapshot, _ share: Share) throws {
    guard try !window.isRepeated(snapshot) else { return }
    let frame = snapshot.frame
    guard let all = frame.velocities else {
      throw InputError(
        "frame \(frame.number) has no velocities, which vacf and vdos need; dump them with 'velocity' (H5MD) or vx vy vz"
      )
    }
    let range = share.range(frame.count)
    // With the square root of the mass in both factors, each product carries the mass once.
    let roots = frame.masses.map { ($0 ?? 1).squareRoot() }
    let velocities = range.map { all[$0] * roots[Int(frame.species[$0])] }
    var sums = self.sums, counts = self.counts
    func note(_ lag: Int, _ earlier: [Vector3]) {
      guard earlier.count == velocities.count else { return }
      for i in velocities.indices { sums.add(velocities[i].dot(earlier[i]), at: lag) }
      counts[lag] += Int64(velocities.count)
    }
    note(0, velocities)
    window.add(velocities) { lag, earlier in note(lag, earlier) }
    (self.sums, self.counts) = (sums, counts)
  }

  mutating func combine(_ communicator: any Communicator) {
    sums.combine(communicator)
    counts.combine(communicator)
  }

  func result() throws -> AnalysisResult {
    guard let spacing = window.spacing else {
      throw InputError("vacf and vdos need two frames at different times")
    }
    let lags = (0...window.longest).filter { counts[$0] > 0 }
    let start = sums[0] / Double(max(1, counts[0]))
    guard start > 0 else {
      throw InputError("all velocities are zero, so that vacf is not defined")
    }
    let c = lags.map { sums[$0] / Double(counts[$0]) / start }
    let times = lags.map { Double($0) * spacing }
    var result = AnalysisResult(showsCorrelation ? "vacf" : "vdos")
    if showsCorrelation {
      result.tables.append(
        AnalysisTable(name: "vacf", columns: ["t (ps)", "C"], rows: transposed([times, c])))
      result.charts.append(
        Chart(
          "Velocity autocorrelation", x: Axis("t", unit: "ps", from: 0), y: Axis("C(t)/C(0)"),
          series: [Series(x: times, y: c)], references: [Reference(.y(0))]))
    }
    guard showsSpectrum else { return result }
    let (frequencies, states) = spectrum(c, spacing)
    result.tables.append(
      AnalysisTable(
        name: "vdos", columns: ["frequency (THz)", "density (1/THz)"],
        rows: transposed([frequencies, states])))
    result.charts.append(
      Chart(
        "Vibrational density of states",
        x: Axis("frequency", unit: "THz", from: 0, to: min(frequencies.last ?? 20, 20)),
        y: Axis("density", unit: "1/THz"),
        series: [Series(x: frequencies, y: states, kind: .area)]))
    if let top = frequencies.last, top < 17 {
      result.notes.append(
        "frames are \(String(format: "%.4g", spacing)) ps apart, so that frequencies above \(String(format: "%.3g", top)) THz cannot be told from lower ones; silicon's reach 16 THz: dump each 0.02 ps"
      )
    }
    return result
  }

  /// g(ν) ∝ ∫ C(t) cos(2πνt) w(t) dt with the falling half of a Hann window as w, normalised to an
  /// area of one.
  private func spectrum(_ c: [Double], _ spacing: Double) -> ([Double], [Double]) {
    let longest = Double(max(1, c.count - 1))
    let windowed = c.enumerated().map { lag, value in
      value * 0.5 * (1 + cos(.pi * Double(lag) / longest)) * (lag == 0 ? 0.5 : 1)
    }
    let top = 0.5 / spacing
    let count = max(2, 2 * c.count)
    let frequencies = (0...count).map { top * Double($0) / Double(count) }
    var states = frequencies.map { frequency in
      windowed.enumerated().reduce(0.0) { sum, entry in
        sum + entry.element * cos(2 * .pi * frequency * Double(entry.offset) * spacing)
      }
    }
    let area = states.reduce(0, +) * top / Double(count)
    if area > 0 { states = states.map { $0 / area } }
    return (frequencies, states)
  }
}
