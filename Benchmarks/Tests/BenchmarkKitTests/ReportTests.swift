import CProbe
import Foundation
import Testing

@testable import BenchmarkKit

@Suite struct ReportTests {
  @Test func tableIsMarkdown() {
    var table = Table("costs", ["what", "us"])
    table.append(["pair", 1.23456])
    table.append(["all", 12345.6])
    #expect(
      table.markdown == [
        "| what |    us |", "| ---- | ----: |", "| pair | 1.235 |", "| all  | 12346 |",
      ])
  }

  @Test func costsComeBackFromJSON() throws {
    let text = """
      Loop time of 1 on 1 procs for 100 steps with 1000 atoms
      Pair    | 0.7        | 0.7        | 0.7        |   0.0 | 70.00
      Comm    | 0.2        | 0.2        | 0.2        |   0.0 | 20.00
      Neigh   | 0.1        | 0.1        | 0.1        |   0.0 | 10.00
      Nlocal:        1000.00 ave        1000 max        1000 min
      Nghost:        3000.00 ave        3000 max        3000 min
      """
    let cost = StepCost(potential: "p", program: "q", runs: [try #require(RunLog(text))])
    var table = Table("", StepCost.columns)
    table.append(cost.row)
    let copy = try JSONDecoder().decode(Table.self, from: try JSONEncoder().encode(table))
    #expect(StepCost(row: 0, of: copy) == cost)
    #expect(cost.rebuildInterval == nil)
    // 7 µs an atom; 1 µs of list over four atoms and ghosts; 2 µs of copies over three ghosts.
    // Tolerance: rounding.
    #expect(abs(cost.projected.atom - 7e-6) < 1e-15)
    #expect(abs(cost.projected.neighbor - 0.25e-6) < 1e-15)
    #expect(abs(cost.projected.ghost - 2e-6 / 3) < 1e-15)
  }

  @Test func medianAndQuartiles() {
    #expect(median([3, 1, 2]) == 2)
    #expect(median([4, 1, 2, 3]) == 2.5)
    #expect(spread([1, 2, 3, 4, 5]) == 1.0 / 3)
  }

  @Test func unknownOptionsAreRefused() throws {
    let options = [Options.Option("ranks", "1,2", "")]
    #expect(try Options(["--ranks", "1,4"], options).counts("ranks") == [1, 4])
    #expect(try Options([], options).counts("ranks") == [1, 2])
    #expect(throws: BenchmarkError.self) { try Options(["--rank", "1"], options) }
    #expect(throws: BenchmarkError.self) { try Options(["--ranks"], options) }
    #expect(throws: BenchmarkError.self) { try Options(["--ranks", "x"], options).counts("ranks") }
  }

  @Test(.enabled(if: probe_allocations() >= 0))
  func allocationsAreCounted() {
    let before = probe_allocations()
    let pointer = UnsafeMutableRawPointer.allocate(byteCount: 4096, alignment: 64)
    pointer.deallocate()
    #expect(probe_allocations() > before)
  }
}
