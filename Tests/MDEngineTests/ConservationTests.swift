import MDCore
import MDDomain
import Testing

@testable import MDEngine

@Suite struct ConservationTests {
  /// The standard deviation of a conserved quantity over 0.2 ps.
  private func fluctuation<F: Fix>(
    _ test: NoseHooverCase, timestep: Double, _ make: (borrowing SoftSystem) throws -> F,
    correction: (F) -> Double
  ) throws -> Double {
    var system = test.makeSystem(timestep: timestep)
    var fix = try make(system)
    var energies: [Double] = []
    try system.run(&fix, steps: Int64(0.2 / timestep)) { state, fix in
      energies.append(
        Thermodynamics(state).totalEnergy + (fix.scalar(state) ?? 0) + correction(fix))
    }
    let mean = energies.reduce(0, +) / Double(energies.count)
    let squares = energies.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    return (squares / Double(energies.count)).squareRoot()
  }

  /// Second-order integrators: half the step leaves a quarter of the fluctuation. The ratio is not
  /// exactly 4, since the two trajectories differ.
  private func expectSecondOrder<F: Fix>(
    _ name: String, _ make: (NoseHooverCase, borrowing SoftSystem) throws -> F,
    correction: (F) -> Double = { _ in 0 }
  ) throws {
    let test = NoseHooverCase.all.first { $0.name == name }!
    let coarse = try fluctuation(
      test, timestep: 0.001, { try make(test, $0) }, correction: correction)
    let fine = try fluctuation(
      test, timestep: 0.0005, { try make(test, $0) }, correction: correction)
    #expect(coarse > 1e-7)
    #expect((3.4...4.6).contains(coarse / fine), "ratio \(coarse / fine)")
  }

  @Test func constantEnergyFluctuatesInSecondOrder() throws {
    try expectSecondOrder("nvt") { _, _ in FixNVE(id: "1") }
  }

  /// Only cases where LAMMPS's equations conserve a quantity: not where a shear moves while another
  /// tilt is held, nor where the MTK terms damp a dimension that has no barostat.
  @Test(arguments: ["nvt", "nptCoupleXY", "nptTri", "nphTri"])
  func extendedEnergyFluctuatesInSecondOrder(_ name: String) throws {
    try expectSecondOrder(name) { try $0.makeFix(for: $1) }
  }

  /// With `iso`, LAMMPS counts 3 k_B T where one is thermostatted; without the two the sum is conserved.
  @Test func isotropicExtendedEnergyIsConservedBarLAMMPSsExcess() throws {
    try expectSecondOrder(
      "nptIso", { try $0.makeFix(for: $1) },
      correction: { -2 * MetalUnits.boltzmann * 300 * $0.barostat!.chain.positions[0] })
  }

  @Test func timeReversalReturnsToTheStart() throws {
    var system = SoftSystem()
    let start = (0..<108).map { system.state.atoms.read($0) }
    var fix = FixNVE(id: "1")
    try system.run(&fix, steps: 100)
    system.state.scaleVelocities(1, by: -1)
    try system.run(&fix, steps: 100)
    for i in 0..<108 {
      let atom = system.state.atoms.read(i)
      let place = atom.position + system.state.box.shift(atom.image)
      let origin = start[i].position + system.state.box.shift(start[i].image)
      // Rounding, grown by 0.4 ps of a fluid.
      #expect((place - origin).length < 1e-9)
    }
  }

  @Test func momentumStays() throws {
    var system = SoftSystem()
    var fix = FixNVE(id: "1")
    let before = system.state.groupMotion(of: 1).momentum
    try system.run(&fix, steps: 100)
    #expect((system.state.groupMotion(of: 1).momentum - before).length < 1e-9)
  }
}
