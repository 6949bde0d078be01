import Foundation
import MDCore
import MDDomain
import Testing

@testable import MDAnalysis
@testable import MDTrajectory

@Suite struct TimeCorrelationTests {
  private func frame(_ number: Int, _ time: Double) -> Frame {
    var frame = Samples.diamond(1)
    frame.number = number
    frame.time = time
    return frame
  }

  @Test(arguments: [true, false])
  func ballisticMotion(hasImages: Bool) throws {
    // Every atom flies with 3 Å/ps along the diagonal: ⟨Δr²⟩ = 9 t².
    var quantity = MeanSquareDisplacement(longest: 20)
    quantity.prepare(frame(1, 0))
    for k in 0..<40 {
      var now = frame(k + 1, 0.05 * Double(k))
      let way = Vector3(repeating: 3 / 3.0.squareRoot()) * (0.05 * Double(k))
      for i in now.positions.indices { now.positions[i] += way }
      now.arrange(keepsImages: hasImages)
      try quantity.observe(Snapshot(now, AnalysisSettings()), .whole)
    }
    let rows = try quantity.result().tables[0].rows
    #expect(rows.count == 21)
    // Terms are rounded to 2⁻⁴⁰.
    for row in rows { #expect(abs(row[1] - 9 * row[0] * row[0]) < 1e-9) }
  }

  @Test func oscillatorsHaveTheirFrequency() throws {
    let spacing = 0.01
    var quantity = VelocityCorrelation(longest: 400, showsCorrelation: true, showsSpectrum: true)
    for k in 0..<900 {
      var now = frame(k + 1, spacing * Double(k))
      // Half of the atoms at 5 THz, half at 12 THz, in all phases.
      now.velocities = (0..<8).map { i in
        let frequency = i % 2 == 0 ? 5.0 : 12.0
        let phase = 2 * .pi * (frequency * spacing * Double(k) + Double(i) / 8)
        return Vector3(cos(phase), sin(phase), 0)
      }
      try quantity.observe(Snapshot(now, AnalysisSettings()), .whole)
    }
    let result = try quantity.result()
    #expect(result.tables.map(\.name) == ["vacf", "vdos"])
    let states = result.tables[1].rows
    let area = zip(states, states.dropFirst()).reduce(0) { $0 + ($1.1[0] - $1.0[0]) * $1.1[1] }
    #expect(abs(area - 1) < 0.01)
    let peaks = Peaks.maxima(states.map { $0[0] }, states.map { $0[1] }, standingOut: 0.3)
    #expect(peaks.count == 2)
    // The window of 4 ps tells frequencies 0.25 THz apart; the places of two peaks are far better known.
    for (peak, frequency) in zip(peaks, [5.0, 12]) { #expect(abs(peak.x - frequency) < 0.02) }
  }

  @Test func unevenFramesAreRefusedAndRepeatedOnesLeftOut() throws {
    var quantity = MeanSquareDisplacement(longest: 3)
    quantity.prepare(frame(1, 0))
    for (k, time) in [0, 0.1, 0.1, 0.2, 0.3].enumerated() {
      try quantity.observe(Snapshot(frame(k + 1, time), AnalysisSettings()), .whole)
    }
    #expect(try quantity.result().notes.contains { $0.hasPrefix("1 frames repeat") })
    #expect(throws: InputError.self) {
      try quantity.observe(Snapshot(frame(6, 0.55), AnalysisSettings()), .whole)
    }
  }
}
