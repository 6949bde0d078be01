import MDCore
import MDDomain
import MDEngine
import Testing

@Suite struct LoadBalanceTests {
  /// Atoms in the lower third of a tall box, which uniform cuts leave to a third of the ranks.
  private static func slab(_ communicator: any Communicator) throws -> Simulation {
    let box = Box(lengths: Vector3(20, 20, 90), tilts: Vector3(4, 0, -3))
    var simulation = try Simulation(
      box: box, communicator: communicator, processors: SIMD3(1, 1, communicator.size))
    var random = RandomPark(seed: 77)
    for id in 1...3000 {
      let s = Vector3(random.uniform(), random.uniform(), random.uniform() / 3)
      let position = box.cartesian(s)
      if simulation.decomposition.owns(position, in: box) {
        simulation.state.atoms.append(Atom(id: Int64(id), type: 1, position: position))
      }
    }
    simulation.state.totalAtoms = 3000
    simulation.state.masses = [0, 1]
    return simulation
  }

  @Test(arguments: [2, 3, 6])
  func cutsFollowTheAtoms(ranks: Int) throws {
    let counts = try InMemoryWorld(size: ranks).run { communicator in
      var simulation = try Self.slab(communicator)
      let settings = LoadBalance(threshold: 1.05, dimensions: [2])
      let outcome = simulation.balance(settings)
      simulation.settle()
      return (outcome, simulation.state.atoms.owned)
    }
    #expect(counts.map(\.1).reduce(0, +) == 3000)
    let outcome = counts[0].0
    #expect(outcome.moved && outcome.before > 1.5)
    // A slice holds less than one atom in ten thousand: counts differ by single atoms.
    #expect(outcome.after < 1.02)
    #expect(counts.map(\.1).max() == Int(outcome.mostAfter))
  }

  @Test func balancedCutsStay() throws {
    let moved = try InMemoryWorld(size: 2).run { communicator in
      var simulation = try Self.slab(communicator)
      let settings = LoadBalance(threshold: 1.05, dimensions: [2])
      _ = simulation.balance(settings)
      simulation.settle()
      return simulation.balance(settings).moved
    }
    #expect(moved == [false, false])
  }
}
