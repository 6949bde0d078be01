import MDCore
import MDDomain
import MDDomainChecks
import Testing

@Suite struct DecompositionTests {
  @Test(arguments: CheckCase.all, [1, 2, 3, 4, 6, 8, 12])
  func agreesWithBruteForce(check: CheckCase, ranks: Int) throws {
    try InMemoryWorld(size: ranks).run { communicator in
      try DomainChecks.run(check, communicator)
    }
  }

  @Test(arguments: CheckCase.all)
  func agreesWithBruteForceWithoutAWorld(check: CheckCase) throws {
    try DomainChecks.run(check, SingleRank())
  }

  /// 3 dimensions, 2 directions, one message each, whatever the number of neighbours.
  @Test func sixMessagesReachAllNeighbours() throws {
    let box = Box(lengths: Vector3(30, 30, 30))
    let sent = try InMemoryWorld(size: 27).run { communicator in
      var decomposition = try Decomposition(communicator: communicator, box: box)
      var atoms = AtomStore()
      atoms.append(Atom(id: Int64(communicator.rank + 1), type: 1, position: Vector3(5, 5, 5)))
      decomposition.migrate(&atoms, box: box)
      decomposition.counters = CommunicationCounters()
      decomposition.exchangeGhosts(&atoms, box: box, cutoff: 5)
      return decomposition.counters.messages
    }
    #expect(sent == Array(repeating: 6, count: 27))
  }

  @Test func everyPointHasOneOwner() throws {
    let box = Box(lengths: Vector3(10, 9, 8), tilts: Vector3(3, -2, 1))
    let owners = try InMemoryWorld(size: 8).run { communicator in
      let decomposition = try Decomposition(communicator: communicator, box: box)
      // Points on the faces between subdomains and on those of the box, and far outside.
      return [-1.0, 0, 0.25, 0.5, 1, 7.5].flatMap { s in
        [Vector3(s, 0.5, 1), Vector3(0, s, s), Vector3(s, s, s)].map {
          decomposition.owns(box.cartesian($0), in: box)
        }
      }
    }
    for point in owners[0].indices {
      #expect(owners.count { $0[point] } == 1)
    }
  }

  @Test func atomsAreSortedTheSameHoweverTheyCame() throws {
    let check = CheckCase.all[0]
    var orders: [[Int64]] = []
    for reversed in [false, true] {
      let communicator = SingleRank()
      var decomposition = try Decomposition(communicator: communicator, box: check.box)
      var atoms = AtomStore()
      let ids = Array(1...check.atoms)
      for id in reversed ? ids.reversed() : ids { atoms.append(check.atom(id)) }
      decomposition.migrate(&atoms, box: check.box)
      orders.append((0..<atoms.owned).map { atoms.read($0).id })
    }
    #expect(orders[0] == orders[1])
  }

  @Test func anAtomThatIsNowhereEndsTheRunWithItsName() throws {
    let box = Box(lengths: Vector3(10, 10, 10))
    let failure = #expect(throws: CollectiveError.self) {
      try InMemoryWorld(size: 2).run { communicator in
        var decomposition = try Decomposition(communicator: communicator, box: box)
        var atoms = AtomStore()
        if communicator.rank == 1 {
          atoms.append(Atom(id: 17, type: 1, position: Vector3(1, .nan, 1)))
        }
        decomposition.migrate(&atoms, box: box)
      }
    }
    #expect(failure?.rank == 1)
    #expect(failure?.message.contains("atom 17") == true)
  }
}
