import Testing

@testable import BenchmarkKit

/// Two runs as LAMMPS of 29 September 2021 prints them; the last one counts.
private let lammps = """
  Loop time of 0.5 on 1 procs for 100 steps with 8000 atoms
  Pair    | 0.4        | 0.4        | 0.4        |   0.0 | 80.00
  Loop time of 2.5 on 2 procs for 200 steps with 1000 atoms

  Performance: 6.912 ns/day, 3.472 hours/ns, 80.000 timesteps/s
  99.5% CPU use with 2 MPI tasks x 1 OpenMP threads

  MPI task timing breakdown:
  Section |  min time  |  avg time  |  max time  |%varavg| %total
  ---------------------------------------------------------------
  Pair    | 1.9        | 2          | 2.1        |   0.0 | 80.00
  Neigh   | 0.1        | 0.1        | 0.1        |   0.0 |  4.00
  Comm    | 0.2        | 0.2        | 0.2        |   0.0 |  8.00
  Output  | 0.0001     | 0.0001     | 0.0001     |   0.0 |  0.00
  Modify  | 0.1        | 0.1        | 0.1        |   0.0 |  4.00
  Other   |            | 0.0999     |            |       |  4.00

  Nlocal:        500.000 ave         510 max         490 min
  Histogram: 1 0 0 0 0 0 0 0 0 1
  Nghost:        1500.00 ave        1510 max        1490 min
  Total # of neighbors = 1000
  Neighbor list builds = 20
  Dangerous builds = 0
  """

@Suite struct RunLogTests {
  @Test func lastRunOfALogCounts() throws {
    let log = try #require(RunLog(lammps))
    #expect((log.ranks, log.steps, log.atoms, log.builds) == (2, 200, 1000, 20))
    // 2.5 s · 2 ranks / (200 steps · 1000 atoms); rounding alone is allowed for.
    #expect(abs(log.cost - 25) < 1e-9)
    #expect(abs(log.cost(of: "Pair") - 20) < 1e-9)
    #expect(abs(log.cost(of: "Other") - 0.999) < 1e-9)
    #expect(log.cost(of: "Kspace") == 0)
    #expect((log.owned, log.ghosts) == (500, 1500))
    #expect(log.messages == nil && log.bytes == nil && log.ghostShare == nil)
  }

  @Test func traffic() throws {
    let log = try #require(
      RunLog(
        lammps + """

          Ghost share = 0.7500 of owned atoms and ghosts
          Messages per step = 24.5 over all ranks
          Bytes per step = 1.25e+06 over all ranks
          """))
    #expect(log.ghostShare == 0.75)
    #expect(log.messages == 24.5)
    #expect(log.bytes == 1_250_000)
  }

  @Test func unfinishedRunIsNone() {
    #expect(RunLog("Step Temp\n0 600\n") == nil)
  }
}
