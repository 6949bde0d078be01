import MDCore
import MDDomain
import Testing

@testable import MDEngine

/// A run whose numbers LAMMPS has given, see ``SoftReference``.
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

  /// The atoms as they start.
  func makeSystem(timestep: Double = 0.002) -> SoftSystem {
    SoftSystem(
      tilted: cell == .tilted, isTriclinic: cell != .orthogonal, timestep: timestep)
  }

  /// The fix that is tried.
  func makeFix(for system: borrowing SoftSystem) throws -> FixNoseHoover {
    var settings = NoseHooverSettings()
    settings.temperature = temperature
    if dilatesHalf { settings.dilatedMask = system.half }
    configure(&settings)
    return try FixNoseHoover(
      id: "1", ensemble: ensemble, mask: ofHalf ? system.half : 1, settings: settings,
      box: system.state.box)
  }

  static func ramp(_ start: Double, _ stop: Double, _ damping: Double) -> Ramp {
    Ramp(start: start, stop: stop, damping: damping)
  }
}

@Suite struct NoseHooverTests {
  @Test(arguments: NoseHooverCase.all)
  func trajectoryIsThatOfLAMMPS(_ test: NoseHooverCase) throws {
    let reference = SoftReference.rows(of: test.name)
    #expect(reference.count == 2)
    var system = test.makeSystem()
    var fix = try test.makeFix(for: system)
    try system.run(&fix, steps: 60) { state, fix in
      guard let expected = reference[state.step] else { return }
      Self.expect(Self.row(state) + [fix.scalar(state)!], equals: expected)
    }
  }

  @Test func constantEnergyTrajectoryIsThatOfLAMMPS() throws {
    let reference = SoftReference.rows(of: "nve")
    #expect(reference.count == 2)
    var system = SoftSystem()
    var fix = FixNVE(id: "1")
    try system.run(&fix, steps: 60) { state, _ in
      guard let expected = reference[state.step] else { return }
      Self.expect(Self.row(state), equals: Array(expected.dropLast()))
    }
  }

  @Test(arguments: ["nvt", "nptIsoRamp", "nphAniso", "nptComponents"])
  func vectorIsThatOfLAMMPS(_ name: String) throws {
    let test = NoseHooverCase.all.first { $0.name == name }!
    let expected = SoftReference.vectors[name]!
    var system = test.makeSystem()
    var fix = try test.makeFix(for: system)
    try system.run(&fix, steps: 60)
    let actual = fix.vector(system.state)
    #expect(actual.count == expected.count)
    for (a, e) in zip(actual, expected) { #expect(abs(a - e) < 1e-10 * max(1, abs(e))) }
  }

  @Test(arguments: ["nvt", "nptIso", "nphAniso", "nptTri", "nptComponents"])
  func memoryGoesOnWhereItWas(_ name: String) throws {
    let test = NoseHooverCase.all.first { $0.name == name }!
    var system = test.makeSystem()
    var fix = try test.makeFix(for: system)
    try system.run(&fix, steps: 20)
    var other = test.makeSystem()
    var restarted = try test.makeFix(for: other)
    var fresh = try test.makeFix(for: other)
    try other.run(&restarted, steps: 20)
    fresh.memory = restarted.memory
    try system.run(&fix, steps: 20)
    try other.run(&fresh, steps: 20)
    #expect(Self.row(system.state) == Self.row(other.state))
    #expect(fix.vector(system.state) == fresh.vector(other.state))
  }

  /// Rounding, grown by 60 steps of a fluid, leaves 1e-10; the scales keep values near zero from
  /// counting: 1 K and 1 eV, 10⁴ bar, 1 Å.
  static func expect(_ actual: [Double], equals expected: [Double]) {
    let scales = [1, 1] + [Double](repeating: 1e4, count: 7) + [Double](repeating: 1, count: 8)
    #expect(actual.count == expected.count)
    for i in expected.indices {
      #expect(
        abs(actual[i] - expected[i]) < 1e-10 * max(abs(expected[i]), scales[i]),
        "column \(i): \(actual[i]) for \(expected[i])")
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
