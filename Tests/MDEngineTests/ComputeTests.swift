import MDCore
import MDDomain
import Testing

@testable import MDEngine

@Suite struct ComputeTests {
  /// A system whose per-atom tally is filled by hand: energy 0.1·id, virial components id + column.
  private func tallied(_ communicator: any Communicator = SingleRank()) throws -> SystemState {
    var state = VelocityTests.makeState(communicator)
    try VelocityTests.perform("gaussian", on: &state)
    let atoms = state.atoms.view
    state.perAtom.reset(total: atoms.total)
    let tally = state.perAtom.view
    for i in 0..<atoms.owned {
      tally.energy[i] = 0.1 * Double(atoms.id[i])
      for c in 0..<6 { tally.virial[6 * i + c] = Double(atoms.id[i]) + Double(c) }
      tally.extrapolations[i] = Int32(atoms.id[i] % 3)
      state.potentialEnergy += tally.energy[i]
      for c in 0..<6 { state.virial.components[c] += tally.virial[6 * i + c] }
    }
    state.perAtom.step = state.step
    return state
  }

  @Test func stressesAddUpToThePressure() throws {
    let state = try tallied()
    let stress = ComputeStressPerAtom(id: "s")
    let pressure = ComputePressure(id: "p").vector(state)
    for column in 0..<6 {
      let sum = stress.perAtom(state, column: column).reduce(0, +)
      let expected = -pressure[column] * state.box.volume
      #expect(abs(sum - expected) < 1e-9 * abs(expected))
    }
  }

  @Test func partsOfThePressureAddUp() throws {
    let state = try tallied()
    let whole = ComputePressure(id: "p").scalar(state)!
    let kinetic = ComputePressure(id: "k", includesVirial: false).scalar(state)!
    let virial = ComputePressure(id: "v", temperature: nil).scalar(state)!
    #expect(abs(whole - kinetic - virial) < 1e-9 * abs(whole))
    #expect(kinetic > 0 && whole == Thermodynamics(state).pressure)
  }

  @Test func energiesOfAtomsAddUp() throws {
    let state = try tallied()
    let potential = ComputePotentialEnergyPerAtom(id: "e").perAtom(state, column: 0)
    #expect(abs(potential.reduce(0, +) - ComputePotentialEnergy(id: "pe").scalar(state)!) < 1e-12)
    let kinetic = ComputeKineticEnergyPerAtom(id: "k").perAtom(state, column: 0)
    #expect(abs(kinetic.reduce(0, +) - ComputeKineticEnergy(id: "ke").scalar(state)!) < 1e-12)
    #expect(abs(ComputeTemperature(id: "t").scalar(state)! - 300) < 1e-9)
  }

  @Test func atomsOutsideTheGroupCountNothing() throws {
    let state = try tallied()
    let half = state.groups.mask(of: "half")!
    let energies = ComputePotentialEnergyPerAtom(id: "e", mask: half).perAtom(state, column: 0)
    #expect(abs(energies.reduce(0, +) - 5.5) < 1e-12)
    #expect(energies.filter { $0 == 0 }.count == 14)
  }

  @Test func whatTheStepDidNotTallyIsNoNumber() throws {
    var state = try tallied()
    state.step += 1
    let energies = ComputePotentialEnergyPerAtom(id: "e").perAtom(state, column: 0)
    #expect(energies.count == 24 && energies.allSatisfy { $0.isNaN })
  }

  @Test(arguments: [1, 2, 3, 8]) func reductionsDoNotDependOnRanks(_ ranks: Int) throws {
    let values = try InMemoryWorld(size: ranks).run { communicator in
      let state = try self.tallied(communicator)
      let energy = ComputePotentialEnergyPerAtom(id: "e")
      let extrapolations = ComputeExtrapolationsPerAtom(id: "w")
      let half = state.groups.mask(of: "half")!
      return ComputeReduce.Mode.allCases.flatMap { mode in
        let reduce = ComputeReduce(
          id: "r", mask: half, mode: mode,
          inputs: [.column(0, of: energy), .column(0, of: extrapolations), .position(0)])
        return reduce.vector(state)
      }
    }
    // Ids 1 to 10 with energies 0.1 id; 1, 2, 0, 1, … warnings; x = 0.5, 2.75, 5.
    let expected = [
      5.5, 10, 25.25, 0.1, 0, 0.5, 1, 2, 5, 0.55, 1, 2.525, 3.85, 16, 98.6875, 0.385, 1.6, 9.86875,
    ]
    for result in values {
      for (a, e) in zip(result, expected) { #expect(abs(a - e) < 1e-12) }
    }
  }
}
