import MDCore
import MDDomain
import Testing

@testable import MDEngine

/// A run whose numbers LAMMPS has given, see ``NoseHooverReference``.
struct NoseHooverCase: Sendable, CustomTestStringConvertible {
  enum Cell: Sendable { case orthogonal, tilted, triclinicWithoutTilt }
  let name: String
  var cell = Cell.orthogonal
  var ensemble = NoseHooverEnsemble.npt
  /// Whether the fix is for the group `half`.
  var ofHalf = false
  var temperature: Ramp? = Ramp(start: 300, stop: 300, damping: 0.1)
  /// Whether `dilate half` is given.
  var dilatesHalf = false
  let configure: @Sendable (inout NoseHooverSettings) -> Void

  var testDescription: String { name }

  static func ramp(_ start: Double, _ stop: Double, _ damping: Double) -> Ramp {
    Ramp(start: start, stop: stop, damping: damping)
  }
}

@Suite struct NoseHooverTests {
  @Test(arguments: NoseHooverCase.all)
  func trajectoryIsThatOfLAMMPS(_ test: NoseHooverCase) throws {
    let reference = NoseHooverReference.rows(of: test.name)
    #expect(reference.count == 2)
    var system = SoftSystem(
      tilted: test.cell == .tilted, isTriclinic: test.cell != .orthogonal)
    var settings = NoseHooverSettings()
    settings.temperature = test.temperature
    if test.dilatesHalf { settings.dilatedMask = system.half }
    test.configure(&settings)
    var fix = try FixNoseHoover(
      id: "1", ensemble: test.ensemble, mask: test.ofHalf ? system.half : 1, settings: settings,
      box: system.state.box)
    try system.run(&fix, steps: 60) { state, fix in
      guard let expected = reference[state.step] else { return }
      let actual = Self.row(state) + [fix.scalar(state)!]
      // Rounding, grown by 60 steps of a fluid; the scale keeps values near zero from counting:
      // 1 K and 1 eV, 10⁴ bar, 1 Å.
      let scales = [1, 1] + [Double](repeating: 1e4, count: 7) + [Double](repeating: 1, count: 8)
      for i in expected.indices {
        let tolerance = 1e-10 * max(abs(expected[i]), scales[i])
        #expect(
          abs(actual[i] - expected[i]) < tolerance,
          "step \(state.step), column \(i): \(actual[i]) for \(expected[i])")
      }
    }
  }

  @Test func constantEnergyTrajectoryIsThatOfLAMMPS() throws {
    let reference = NoseHooverReference.rows(of: "nve")
    var system = SoftSystem()
    var fix = FixNVE(id: "1")
    try system.run(&fix, steps: 60) { state, _ in
      guard let expected = reference[state.step] else { return }
      for (a, e) in zip(Self.row(state), expected) {
        #expect(abs(a - e) < 1e-10 * max(abs(e), 1e4))
      }
    }
  }

  static func row(_ state: borrowing SystemState) -> [Double] {
    let t = Thermodynamics(state)
    let box = state.box
    return [t.temperature.kelvin, t.potentialEnergy, t.pressure] + t.pressureTensor.components
      + [box.lengths.x, box.lengths.y, box.lengths.z, box.tilts.x, box.tilts.y, box.tilts.z]
      + [box.lower.x]
  }
}
