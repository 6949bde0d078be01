import MDCore
import MDDomain
import Testing

@testable import MDEngine

@Suite struct StochasticScalingTests {
  private static func fix(_ ramp: Ramp) throws -> FixTemperatureScaling {
    try FixTemperatureScaling(id: "2", ramp: ramp, method: .stochastic(seed: 4711))
  }

  /// Kinetic energies of f degrees of freedom have the mean f kT/2 and the variance f (kT)²/2 of the canonical
  /// ensemble, which Berendsen's thermostat has not.
  @Test func kineticEnergiesAreCanonical() throws {
    var state = FreeAtoms.state(21)
    let atoms = state.atoms.view
    for i in 0..<21 { (atoms.vx[i], atoms.vy[i], atoms.vz[i]) = (Double(i) - 10, 3, Double(i % 4)) }
    let kelvin = 700.0
    // Five steps of relaxation.
    let damping = 5 * state.timestep
    var fixes = FixSequence(
      fixes: [try Self.fix(Ramp(start: kelvin, stop: kelvin, damping: damping))])
    try fixes.setup(&state)
    var sums = (0.0, 0.0, 0.0)
    let degrees = state.temperature().degreesOfFreedom
    #expect(degrees == 60)
    let steps = 20_000
    var previous = 0.0
    for step in -100..<steps {
      try FreeAtoms.advance(&state, &fixes)
      let difference = state.temperature().kelvin - kelvin
      if step >= 0 {
        sums.0 += difference
        sums.1 += difference * difference
        sums.2 += difference * previous
      }
      previous = difference
    }
    let n = Double(steps)
    let variance = 2 / degrees * kelvin * kelvin
    // Five standard errors of n/10 independent samples, since differences decay as exp(−t/τ): that of a variance is
    // √(2/n) of it, a little more for the χ² of 60 degrees of freedom.
    #expect(abs(sums.0 / n) < 5 * (variance / (n / 10)).squareRoot())
    #expect(abs(sums.1 / n / variance - 1) < 5 * (2.2 / (n / 10)).squareRoot())
    // exp(−1/5), and not another damping: its error is that of the variance, times √(1 − c²) less.
    #expect(abs(sums.2 / sums.1 - 0.8187) < 0.03)
  }

  @Test func energyTakenOutIsKept() throws {
    var system = SoftSystem(timestep: 0.0005)
    var fixes = FixSequence(
      fixes: [FixNVE(id: "1"), try Self.fix(Ramp(start: 900, stop: 900, damping: 0.01))])
    let balance = try system.energyBalance(&fixes, steps: 200)
    #expect(balance.change > 1)
    #expect(balance.error < 0.01 * balance.change)
  }
}
