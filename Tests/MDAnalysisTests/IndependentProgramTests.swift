import Helpers
import MDCore
import MDDomain
import Testing

@testable import MDAnalysis

@Suite(.enabled(if: Helper.python != nil, "needs a Python with h5py, MDAnalysis and ase"))
struct IndependentProgramTests {
  @Test func othersFindTheSame() throws {
    let scratch = try Scratch()
    let dump = try scratch.write("a.lammpstrj", Samples.wandering(cells: 2, frames: 8))
    var analysis = Analysis(
      [dump], quantities: ["rdf", "sq", "angles", "coordination", "msd", "vacf"])
    analysis.settings.rMax = 5.4
    analysis.settings.qMax = 6
    analysis.settings.window = 7
    analysis.frameOptions.elements = ["Si"]
    let outcome = try analysis.run(SingleRank())
    for result in outcome.results { _ = try result.write(to: scratch.folder.path) }
    _ = try scratch.write("summary.csv", outcome.summary)
    try Helper.runPython("check_analysis.py", [dump, scratch.folder.path, "5.4", "2.85"])
  }

  /// Three kinds: each partial S(q), direct and from g(r), and that they add up to the whole.
  @Test func partialStructureFactors() throws {
    let scratch = try Scratch()
    let dump = try scratch.write("a.lammpstrj", Samples.wandering(cells: 2, frames: 5, types: 3))
    var analysis = Analysis([dump], quantities: ["sq"])
    analysis.settings.rMax = 5.4
    analysis.settings.qMax = 6
    analysis.frameOptions.elements = ["Si", "O", "H"]
    let outcome = try analysis.run(SingleRank())
    #expect(outcome.results[0].charts.count == 2)
    _ = try outcome.results[0].write(to: scratch.folder.path)
    try Helper.runPython("check_partials.py", [dump, scratch.folder.path, "5.4"])
  }
}
