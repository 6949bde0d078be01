import MDCore
import MDDomain
import Testing

@testable import MDEngine

@Suite struct LangevinTests {
  private func settings(_ kelvin: Double = 500, damping: Double = 0.05) -> LangevinSettings {
    LangevinSettings(temperature: Ramp(start: kelvin, stop: kelvin, damping: damping), seed: 8123)
  }

  @Test func temperatureBecomesThatOfTheBath() throws {
    var state = FreeAtoms.state(400)
    var fixes = FixSequence(
      fixes: [FixNVE(id: "1"), try FixLangevin(id: "2", settings: settings())])
    try fixes.setup(&state)
    var sum = 0.0
    var fourth = 0.0
    var samples = 0.0
    let definition = TemperatureDefinition(extraDegreesOfFreedom: 0)
    for step in 1...1500 {
      try FreeAtoms.advance(&state, &fixes)
      // A sample each two relaxation times, after six.
      guard step > 300, step % 100 == 0 else { continue }
      sum += state.temperature(definition).kelvin
      let atoms = state.atoms.view
      for i in 0..<400 {
        let scaled = 28 * MetalUnits.massVelocitySquaredToEnergy / (MetalUnits.boltzmann * 500)
        fourth += atoms.vx[i] * atoms.vx[i] * atoms.vx[i] * atoms.vx[i] * scaled * scaled
      }
      samples += 1
    }
    // Twelve samples of 1200 components: σ(T)/T = √(2/14400) = 1.2 %; the step of 1 fs against
    // 50 fs shifts T by about 1 %. Five σ and that.
    #expect(abs(sum / samples / 500 - 1) < 0.07)
    // ⟨x⁴⟩ = 3 for a normal distribution, σ = √(96/4800).
    #expect(abs(fourth / (samples * 400) - 3) < 0.8)
  }

  @Test func zeroedNoiseKeepsTheMomentum() throws {
    var state = FreeAtoms.state(50)
    var settings = settings()
    settings.zerosTotalForce = true
    var fixes = FixSequence(fixes: [FixNVE(id: "1"), try FixLangevin(id: "2", settings: settings)])
    try fixes.setup(&state)
    for _ in 0..<50 { try FreeAtoms.advance(&state, &fixes) }
    #expect(state.groupMotion(of: 1).momentum.length < 1e-9)
    #expect(state.temperature().kelvin > 10)
  }

  @Test func tallyBalancesTheEnergy() throws {
    var system = SoftSystem(timestep: 0.0005)
    var settings = settings(900)
    settings.tallies = true
    var fixes = FixSequence(
      fixes: [FixNVE(id: "1"), try FixLangevin(id: "2", settings: settings)])
    let balance = try system.energyBalance(&fixes, steps: 200)
    #expect(balance.change > 1)
    // The tally is a trapezoid sum over steps.
    #expect(balance.error < 0.03 * balance.change)
  }

  @Test(arguments: [2, 3, 8]) func forcesAreTheSameOnAnyNumberOfRanks(_ ranks: Int) throws {
    @Sendable func forces(_ communicator: any Communicator) throws -> [Int64: Vector3] {
      var state = VelocityTests.makeState(communicator)
      try VelocityTests.perform("gaussian", on: &state)
      var settings = settings()
      settings.zerosTotalForce = true
      settings.scales = [2: 3]
      var fix = try FixLangevin(id: "1", settings: settings)
      state.step = 7
      try fix.postForce(&state)
      let atoms = state.atoms.view
      var result: [Int64: Vector3] = [:]
      for i in 0..<atoms.owned {
        result[atoms.id[i]] = Vector3(atoms.fx[i], atoms.fy[i], atoms.fz[i])
      }
      return result
    }
    let expected = try forces(SingleRank())
    let parts = try InMemoryWorld(size: ranks).run { try forces($0) }
    for (id, force) in parts.flatMap({ $0 }) { #expect((force - expected[id]!).length < 1e-13) }
  }
}
