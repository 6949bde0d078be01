import MDCore
import Testing

@testable import MDEngine

@Suite struct NoseHooverSettingsTests {
  private static let ramp = Ramp(start: 0, stop: 0, damping: 1)
  private static let warm = Ramp(start: 300, stop: 300, damping: 0.1)

  private func message(
    _ ensemble: NoseHooverEnsemble, box: Box = Box(lengths: Vector3(10, 10, 10)),
    _ configure: (inout NoseHooverSettings) -> Void
  ) -> String? {
    var settings = NoseHooverSettings()
    configure(&settings)
    do {
      _ = try FixNoseHoover(id: "1", ensemble: ensemble, settings: settings, box: box)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func temperatureAndPressureMustFitTheCommand() {
    #expect(message(.nvt) { _ in }?.contains("needs a thermostat") == true)
    #expect(message(.npt) { $0.temperature = Self.warm }?.contains("needs a pressure") == true)
    #expect(message(.nph) { $0.temperature = Self.warm }?.contains("no thermostat") == true)
    let both = message(.nvt) {
      $0.temperature = Self.warm
      $0.setIsotropic(Self.ramp)
    }
    #expect(both?.contains("use fix npt") == true)
    #expect(message(.nph) { $0.setIsotropic(Self.ramp) } == nil)
  }

  @Test func rampsToZeroTemperatureAreRefused() {
    let cold = message(.nvt) { $0.temperature = Ramp(start: 300, stop: 0, damping: 0.1) }
    #expect(cold?.contains("cannot be 0.0") == true)
    let undamped = message(.nvt) { $0.temperature = Ramp(start: 300, stop: 300, damping: 0) }
    #expect(undamped?.contains("must be > 0.0") == true)
  }

  @Test func couplingNeedsEqualTargets() {
    let missing = message(.nph) {
      $0.set(.xx, Self.ramp)
      $0.coupling = .xy
    }
    #expect(missing?.contains("needs targets for x, y") == true)
    let unequal = message(.nph) {
      $0.set(.xx, Self.ramp)
      $0.set(.yy, Ramp(start: 1, stop: 0, damping: 1))
      $0.coupling = .xy
    }
    #expect(unequal?.contains("the same pressures") == true)
  }

  @Test func theBoxMustAllowTheStrain() {
    let slab = Box(
      lengths: Vector3(10, 10, 10), boundaries: Boundaries(x: .periodic, y: .periodic, z: .fixed))
    #expect(
      message(.nph, box: slab) { $0.setIsotropic(Self.ramp) }?.contains("non-periodic") == true)
    #expect(message(.nph) { $0.set(.xy, Self.ramp) }?.contains("non-triclinic") == true)
    let tilted = Box(lengths: Vector3(10, 10, 10), tilts: Vector3(1, 0, 0))
    let both = message(.nph, box: tilted) {
      $0.setTriclinic(Self.ramp)
      $0.scalesXY = true
    }
    #expect(both?.contains("both xy dynamics and xy scaling") == true)
  }

  @Test func aColdSystemGivesNoBarostatMass() throws {
    var system = SoftSystem()
    system.state.scaleVelocities(1, by: 0)
    var settings = NoseHooverSettings()
    settings.setIsotropic(Self.ramp)
    var fix = try FixNoseHoover(
      id: "1", ensemble: .nph, settings: settings, box: system.state.box)
    #expect(throws: InputError.self) { try fix.setup(&system.state) }
  }
}
