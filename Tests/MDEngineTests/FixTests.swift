import MDCore
import MDDomain
import Testing

@testable import MDEngine

/// Several fixes in the order of a deck, as the step calls them.
struct FixSequence: Fix {
  var fixes: [any Fix]
  var id: String { "all" }
  var style: String { "sequence" }

  mutating func setup(_ state: inout SystemState) throws {
    for i in fixes.indices { try fixes[i].setup(&state) }
  }
  mutating func initialIntegrate(_ state: inout SystemState) throws {
    for i in fixes.indices { try fixes[i].initialIntegrate(&state) }
  }
  mutating func postForce(_ state: inout SystemState) throws {
    for i in fixes.indices { try fixes[i].postForce(&state) }
  }
  mutating func finalIntegrate(_ state: inout SystemState) throws {
    for i in fixes.indices { try fixes[i].finalIntegrate(&state) }
  }
  mutating func endOfStep(_ state: inout SystemState) throws {
    for i in fixes.indices { try fixes[i].endOfStep(&state) }
  }
}

/// Fixes beside `nve`, against LAMMPS.
@Suite struct FixTests {
  private func expectTrajectory(
    _ name: String, _ make: (borrowing SoftSystem) throws -> any Fix,
    last: (borrowing SystemState, any Fix) -> Double = { state, _ in state.box.lower.z }
  ) throws {
    let reference = SoftReference.rows(of: name)
    #expect(reference.count == 2)
    var system = SoftSystem()
    var sequence = FixSequence(fixes: [FixNVE(id: "1"), try make(system)])
    try system.run(&sequence, steps: 60) { state, sequence in
      guard let expected = reference[state.step] else { return }
      let row = NoseHooverTests.row(state) + [last(state, sequence.fixes[1])]
      NoseHooverTests.expect(row, equals: expected)
    }
  }

  @Test func berendsensThermostatIsThatOfLAMMPS() throws {
    try expectTrajectory(
      "tempBerendsen",
      { _ in
        try FixTemperatureScaling(
          id: "2", ramp: Ramp(start: 300, stop: 600, damping: 0.05), method: .berendsen)
      }, last: { $1.scalar($0)! })
  }

  @Test func rescalingIsThatOfLAMMPS() throws {
    try expectTrajectory(
      "tempRescale",
      {
        try FixTemperatureScaling(
          id: "2", mask: $0.half, ramp: Ramp(start: 300, stop: 300, damping: 0),
          method: .rescale(interval: 7, window: 10, fraction: 0.5))
      }, last: { $1.scalar($0)! })
  }

  @Test func berendsensBarostatIsThatOfLAMMPS() throws {
    try expectTrajectory("pressBerendsenIso") { system in
      var targets = PressureTargets()
      for component in [PressureComponent.xx, .yy, .zz] {
        targets[component] = Ramp(start: 20000, stop: 20000, damping: 0.5)
      }
      return try FixPressureBerendsen(
        id: "2", targets: targets, coupling: .xyz, modulus: 100000, box: system.state.box)
    }
    try expectTrajectory("pressBerendsenXZ") { system in
      var targets = PressureTargets()
      targets[.xx] = Ramp(start: 20000, stop: 40000, damping: 0.5)
      targets[.zz] = targets[.xx]
      return try FixPressureBerendsen(
        id: "2", targets: targets, coupling: .xz, modulus: 100000, box: system.state.box)
    }
  }

  @Test func momentumIsTakenOutAsByLAMMPS() throws {
    try expectTrajectory("momentum") { _ in
      try FixMomentum(
        id: "2", interval: 5, linear: (true, true, false), angular: true, rescales: true)
    }
  }

  @Test func forcesAreSetAsByLAMMPS() throws {
    try expectTrajectory(
      "setForce", { FixSetForce(id: "2", mask: $0.half, x: nil, y: 0, z: 0.1) },
      last: { $1.vector($0)[1] })
  }

  @Test func badNumbersAreTold() {
    let ramp = Ramp(start: 300, stop: 300, damping: 0)
    #expect(throws: InputError.self) {
      try FixTemperatureScaling(id: "1", ramp: ramp, method: .berendsen)
    }
    #expect(throws: InputError.self) {
      try FixMomentum(id: "1", interval: 10, linear: nil)
    }
    #expect(throws: InputError.self) {
      try FixLangevin(id: "1", settings: LangevinSettings(temperature: ramp, seed: 1))
    }
  }
}
