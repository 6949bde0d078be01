import MDCore
import MDDomain
import MDPotentials
import Testing

@testable import MDEngine

@Suite struct StepCommunicationTests {
  /// What a rank saw of a run.
  private struct Record: Sendable {
    var atoms: [SiliconSystem.AtomState] = []
    var collectivesOfQuietSteps = 0
    var collectivesOfBuilds: [Int] = []
    var builds: [Int64] = []
    var interior = 0
    var dangerous = 0
  }

  /// Runs hot silicon with a thin skin, so that lists are made often.
  private func run(
    on base: any Communicator, steps: Int, kelvin: Double = 6000, skin: Double = 0.5,
    cells: SIMD3<Int> = SIMD3(4, 3, 3), prepare: (inout Simulation) -> Void = { _ in }
  ) throws -> Record {
    let communicator = CountingCommunicator(base)
    var simulation = try SiliconSystem.make(communicator, cells: cells, kelvin: kelvin)
    simulation.neighborSettings.skin = skin
    prepare(&simulation)
    try simulation.prepare()
    simulation.beginCounting()
    var record = Record()
    record.interior = simulation.decomposition.interiorCount
    for _ in 0..<steps {
      let (collectives, builds) = (
        communicator.collectives, simulation.neighborStatistics.builds
      )
      try simulation.advance()
      let made = communicator.collectives - collectives
      if simulation.neighborStatistics.builds > builds {
        record.builds.append(simulation.state.step)
        record.collectivesOfBuilds.append(made)
      } else {
        record.collectivesOfQuietSteps += made
      }
    }
    record.atoms = SiliconSystem.atoms(simulation)
    record.dangerous = simulation.neighborStatistics.dangerous
    return record
  }

  @Test(arguments: [2, 3, 8])
  func aStepNeedsNoReductionAndABuildOne(ranks: Int) throws {
    let records = try InMemoryWorld(size: ranks).run { try self.run(on: $0, steps: 60) }
    for record in records {
      #expect(record.builds == records[0].builds)
      #expect(record.builds.count > 3)
      #expect(record.collectivesOfQuietSteps == 0)
      #expect(record.collectivesOfBuilds.allSatisfy { $0 == 1 })
      #expect(record.dangerous == 0)
    }
  }

  /// The places after 60 steps do not depend on the number of ranks, nor on when lists are made.
  @Test(arguments: [1, 2, 4, 8])
  func placesDoNotDependOnRanksOrBuilds(ranks: Int) throws {
    let reference = try run(on: SingleRank(), steps: 60) {
      $0.neighborSettings.check = false
    }
    #expect(reference.builds.count == 60)
    let expected = reference.atoms.sorted { $0.id < $1.id }
    let records = try InMemoryWorld(size: ranks).run { try self.run(on: $0, steps: 60) }
    let atoms = records.flatMap(\.atoms).sorted { $0.id < $1.id }
    #expect(atoms.map(\.id) == expected.map(\.id))
    for (a, b) in zip(atoms, expected) {
      // Rounding, grown by 0.06 ps of a liquid; an unseen pair changes forces by 1e-3 eV/Å and more.
      #expect((a.place - b.place).length < 1e-9)
      #expect((a.force - b.force).length < 1e-7)
    }
  }

  /// The interior is worked on while messages are in flight: forces are those of one rank.
  @Test func forcesOfTheInteriorAreThoseOfOneRank() throws {
    let cells = SIMD3(8, 5, 5)
    let alone = try run(on: SingleRank(), steps: 5, kelvin: 600, skin: 1, cells: cells)
    let expected = alone.atoms.sorted { $0.id < $1.id }
    #expect(alone.interior == 0)
    let records = try InMemoryWorld(size: 2).run {
      try self.run(on: $0, steps: 5, kelvin: 600, skin: 1, cells: cells)
    }
    #expect(records.allSatisfy { $0.interior > 100 })
    let atoms = records.flatMap(\.atoms).sorted { $0.id < $1.id }
    for (a, b) in zip(atoms, expected) {
      // Sums in another order.
      #expect((a.force - b.force).length < 1e-11)
    }
  }

  /// With the skin of the first test but builds forbidden for 40 steps, the lateness is counted on
  /// all ranks.
  @Test func lateBuildsAreCountedOnAllRanks() throws {
    let records = try InMemoryWorld(size: 4).run {
      try self.run(on: $0, steps: 45) { $0.neighborSettings.delay = 40 }
    }
    for record in records {
      #expect(record.builds == [40])
      #expect(record.dangerous == 1)
    }
  }

  /// One energy in which the monitor's test puts warnings.
  private struct Warning: ExtrapolationChecking {
    let name = "warning"
    let cutoff = 3.0
    let summary: [String] = []
    var extrapolationEventLimit = 0
    let rank: Int
    var evaluations = 0
    var isFirstCall = true

    init(rank: Int) { self.rank = rank }

    mutating func compute(
      centers: Range<Int>, atoms: AtomView, neighbors: NeighborListView, tally: inout Tally
    ) {}

    /// Two warnings of rank 1 in each evaluation from the fifth step on.
    mutating func takeExtrapolations() -> ExtrapolationReport {
      evaluations += 1
      var report = ExtrapolationReport()
      guard rank == 1 && evaluations > 5 else { return report }
      report.count = 2
      report.events = [
        ExtrapolationEvent(
          atom: 7, element: "Si", function: 3, type: 2, value: 2, minimum: 0, maximum: 1)
      ]
      return report
    }
  }

  /// Warnings of one rank end the run on all, in the same step, soon after there are too many.
  @Test(arguments: [0, 9])
  func tooManyWarningsEndTheRunOnAllRanks(allowed: Int) throws {
    let ends = try InMemoryWorld(size: 4).run { base in
      var simulation = try SiliconSystem.make(
        base, cells: SIMD3(3, 3, 3), kelvin: 300, potential: Warning(rank: base.rank))
      simulation.extrapolations.maximum = Int64(allowed)
      try simulation.prepare()
      var message = ""
      while simulation.state.step < 100 {
        do {
          try simulation.advance()
        } catch {
          message = "\(error)"
          break
        }
      }
      return (simulation.state.step, message)
    }
    // Two warnings a step from step 5 on: too many in step 5 or 9, known to all two steps later.
    let over = allowed == 0 ? 5 : 9
    for (step, message) in ends {
      #expect(step == ends[0].0)
      #expect(step >= Int64(over) && step <= Int64(over + 2))
      #expect(message.contains("Too many extrapolation warnings"))
    }
    #expect(ends[0].1.contains("ATOM:         7"))
  }
}
