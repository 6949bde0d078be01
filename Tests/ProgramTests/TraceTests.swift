import Foundation
import Testing

/// Two hundred steps of each ensemble beside LAMMPS's, step by step, from the unchanged decks.
@Suite(.enabled(if: Shared.isPresent, "needs ../shared/reference"), .serialized)
struct TraceTests {
  @Test(arguments: Shared.cases("md-traces"), [1, 4])
  func everyStepIsLAMMPSs(folder: URL, ranks: Int) throws {
    let scratch = try Scratch()
    let log = scratch.folder.appending(path: "log").path
    let outcome = try Program.run(
      ["-in", "deck.in", "-log", log, "-screen", "none"], ranks: ranks, in: folder)
    #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
    let text = try String(contentsOfFile: log, encoding: .utf8)
    let trace = try #require(LogFile(text).runs.first)

    let lines = try String(contentsOf: folder.appending(path: "expected.csv"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(trace["Step"]?.count == lines.count - 1)
    for (column, name) in lines[0].enumerated() {
      let values = try #require(trace[name], "column \(name)")
      for (row, line) in lines.dropFirst().enumerated() {
        let reference = try #require(Double(line[column]))
        // The promise is 1e-6; both sides print twelve digits.
        #expect(
          abs(values[row] - reference) <= 1e-6 * abs(reference), "\(name) at step \(row)")
      }
    }
  }
}
