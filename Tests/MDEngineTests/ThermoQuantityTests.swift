import MDCore
import MDDomain
import Testing

@testable import MDEngine

@Suite struct ThermoQuantityTests {
  @Test func headersAreThoseOfLAMMPS() {
    let words = ["step", "temp", "epair", "emol", "etotal", "press", "tpcpu", "xlo", "cellgamma"]
    let headers = words.map { ThermoQuantity(keyword: $0)!.header }
    #expect(
      headers == [
        "Step", "Temp", "E_pair", "E_mol", "TotEng", "Press", "T/CPU", "Xlo", "CellGamma",
      ])
    #expect(ThermoQuantity(keyword: "volume") == nil)
    #expect(ThermoQuantity.step.isInteger && !ThermoQuantity.time.isInteger)
  }

  @Test func energiesAndPressureBelongTogether() {
    let system = SoftSystem(tilted: true)
    let t = Thermodynamics(system.state)
    var context = ThermoContext(system.state)
    context.coupledEnergy = 2
    func value(_ quantity: ThermoQuantity) -> Double { quantity.value(t, context) }
    #expect(abs(value(.etotal) - value(.pe) - value(.ke)) < 1e-10)
    #expect(value(.econserve) == value(.etotal) + 2)
    let trace = value(.pxx) + value(.pyy) + value(.pzz)
    #expect(abs(trace / 3 - value(.press)) < 1e-9 * abs(trace))
    let work = value(.press) * value(.vol) / MetalUnits.pressure
    #expect(abs(value(.enthalpy) - value(.etotal) - work) < 1e-9)
    // 4320 g/mol in 1950 Å³.
    #expect(abs(value(.density) - 4320 / 1950 / 0.602214129) < 1e-12)
    let energy = value(.pe)
    context.isNormalized = true
    #expect(abs(value(.pe) - energy / 108) < 1e-12)
  }

  @Test func anglesAreThoseOfTheEdges() {
    var state = SystemState(
      box: Box(lengths: Vector3(10, 5, 4), tilts: Vector3(5, 0, 0)), communicator: SingleRank())
    state.setTimestep(0.002)
    state.step = 50
    let t = Thermodynamics(state)
    var context = ThermoContext(state)
    context.run = 40...100
    context.elapsedSeconds = 5
    context.previous = (4, 45)
    let expected: [(ThermoQuantity, Double)] = [
      (.cellgamma, 45), (.cellalpha, 90), (.cellbeta, 90), (.cellb, 50.0.squareRoot()),
      (.xy, 5), (.vol, 200), (.time, 0.1), (.elapsed, 10), (.cpuremain, 25), (.spcpu, 5),
      (.tpcpu, 0.01), (.cpu, 5), (.ebond, 0),
    ]
    for (quantity, value) in expected {
      #expect(abs(quantity.value(t, context) - value) < 1e-12, "\(quantity)")
    }
  }

  @Test func sumsAreTheSameOnAnyNumberOfRanks() throws {
    var single = VelocityTests.makeState()
    try VelocityTests.perform("gaussian", on: &single)
    let expected = Thermodynamics(single)
    for ranks in [2, 3, 4] {
      let values = try InMemoryWorld(size: ranks).run { communicator in
        var state = VelocityTests.makeState(communicator)
        try VelocityTests.perform("gaussian", on: &state)
        state.potentialEnergy = 1
        return Thermodynamics(state)
      }
      for t in values {
        #expect(abs(t.temperature.kelvin - expected.temperature.kelvin) < 1e-10)
        #expect(t.potentialEnergy == Double(ranks))
        #expect(t.atoms == 24)
      }
    }
  }
}
