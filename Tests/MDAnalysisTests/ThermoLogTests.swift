import Testing

@testable import MDAnalysis

@Suite struct ThermoLogTests {
  static let text = """
    LAMMPS (29 Sep 2021)
    timestep 0.002
    run 20
    Per MPI rank memory allocation (min/avg/max) = 4.4 | 4.4 | 4.4 Mbytes
    Step Temp PotEng Press Volume
           0    300.5     -1100.25    12.5 20000
          10    310.5     -1101.25   -12.5 20010
          20    320.5     -1102.25    0 20020
    Loop time of 1.5 on 2 procs for 20 steps with 256 atoms

    Performance: 10.1 ns/day, 2.3 hours/ns, 13.3 timesteps/s
    WARNING: something is odd
    run 20
    Per MPI rank memory allocation (min/avg/max) = 4.4 | 4.4 | 4.4 Mbytes
    Step Temp E_pair TotEng
    20 320.5 -1102.25 -900
    WARNING: something is odd
    40 340.5 -1104.25 -901
    Loop time of 2.5 on 2 procs for 20 steps with 256 atoms

    """

  @Test func columnsGoOnOverRuns() throws {
    let scratch = try Scratch()
    let log = try ThermoLog(path: scratch.write("log.lammps", Self.text))
    #expect(log.sections.count == 2 && log.timestep == 0.002)
    #expect(log.column("Temp").map(\.step) == [0, 10, 20, 40])
    #expect(log.column("Temp").map(\.value) == [300.5, 310.5, 320.5, 340.5])
    #expect(log.potentialEnergies[40] == -1104.25 && log.potentialEnergies[10] == -1101.25)
    #expect(log.column("Density").isEmpty)
    #expect(log.boundaries == [20])
    #expect(log.seconds == 4 && log.steps == 40)
    #expect(log.warnings.map(\.count) == [2])
    #expect(log.sections[0].speed.count == 2)
  }

  /// A run that was continued says how long its last part took.
  @Test func continuedRunsHaveAllTheirSteps() throws {
    let scratch = try Scratch()
    let text = Self.text.replacing("on 2 procs for 20 steps", with: "on 2 procs for 5 steps")
    let log = try ThermoLog(path: scratch.write("log.lammps", text))
    #expect(log.steps == 40 && log.timedSteps == 10)
  }

  @Test func logWithoutThermoIsRefused() throws {
    let scratch = try Scratch()
    #expect(throws: (any Error).self) {
      try ThermoLog(path: scratch.write("log", "nothing\nLoop time of 3\n"))
    }
  }
}
