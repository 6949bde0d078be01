import MDDomain
import MDDomainChecks
import Testing

@Suite struct InMemoryWorldTests {
  @Test(arguments: [1, 2, 5]) func collectivesAndMessages(ranks: Int) throws {
    try InMemoryWorld(size: ranks).run { try CommunicatorChecks.run($0) }
  }

  @Test func theWorldOfOneDoesTheSame() throws {
    try CommunicatorChecks.run(SingleRank())
  }

  struct Mishap: Error {}

  @Test func aRankThatThrowsEndsTheRun() {
    let failure = #expect(throws: CollectiveError.self) {
      try InMemoryWorld(size: 3).run { communicator in
        if communicator.rank == 1 { throw Mishap() }
        communicator.barrier()
      }
    }
    #expect(failure?.rank == 1)
  }

  @Test func aRankThatAbortsEndsTheRun() {
    let failure = #expect(throws: CollectiveError.self) {
      try InMemoryWorld(size: 3).run { communicator in
        if communicator.rank == 2 { communicator.abort("no more") }
        communicator.barrier()
      }
    }
    #expect(failure?.message == "no more")
  }

  @Test func ranksThatWaitForOneAnotherAreFound() {
    let failure = #expect(throws: CollectiveError.self) {
      try InMemoryWorld(size: 2).run { communicator in
        var buffer = MessageBuffer()
        if communicator.rank == 0 { communicator.receive(into: &buffer, from: 1, tag: 5) }
      }
    }
    #expect(failure?.message.contains("rank 0 waits for a message from 1 (tag 5)") == true)
  }
}
