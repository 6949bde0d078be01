import MDCore
import MDDomain
import MDEngine
import Testing

@Suite struct OverlapTests {
  static let box = Box(lengths: Vector3(9, 8, 7), tilts: Vector3(3, -2, 1))

  /// Distances over all images that a cutoff of 1.5 Å can reach.
  private static func distance(_ a: Vector3, _ b: Vector3) -> Double {
    var least = Double.infinity
    for n in 0..<125 {
      let image = SIMD3(Int32(n % 5) - 2, Int32(n / 5 % 5) - 2, Int32(n / 25) - 2)
      least = min(least, (a - b + box.shift(image)).length)
    }
    return least
  }

  /// What is left after deletion from 300 random atoms in two groups that overlap in part.
  private static func survivors(ranks: Int) throws -> [Atom] {
    try InMemoryWorld(size: ranks).run { communicator in
      var simulation = try Simulation(box: box, communicator: communicator)
      simulation.state.masses = [0, 1]
      _ = try simulation.createRandomAtoms(300, type: 1, seed: 12345, region: nil)
      try simulation.state.changeGroup(
        "a", .add(.ids(.compared(.lessOrEqual, 200))))
      try simulation.state.changeGroup("b", .add(.ids(.compared(.greater, 100))))
      let a = try simulation.state.requireGroup("a")
      let b = try simulation.state.requireGroup("b")
      simulation.state.deleteOverlap(cutoff: 1.5, a, b, compress: false)
      return (0..<simulation.state.atoms.owned).map { simulation.state.atoms.read($0) }
    }.flatMap { $0 }.sorted { $0.id < $1.id }
  }

  @Test func leavesNoPair() throws {
    let left = try Self.survivors(ranks: 1)
    let first = left.filter { $0.id <= 200 }
    let second = left.filter { $0.id > 100 }
    #expect(second.filter { $0.id > 200 }.count == 100, "atoms of the second group alone stay")
    #expect(first.count > 5)
    for a in first {
      for b in second where a.id != b.id {
        #expect(Self.distance(a.position, b.position) >= 1.5)
      }
    }
  }

  @Test(arguments: [2, 3, 8]) func isTheSameOnManyRanks(ranks: Int) throws {
    let alone = try Self.survivors(ranks: 1)
    let together = try Self.survivors(ranks: ranks)
    #expect(alone.map(\.id) == together.map(\.id))
  }
}
