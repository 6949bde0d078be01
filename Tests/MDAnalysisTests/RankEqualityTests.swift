import MDCore
import MDDomain
import MDPlot
import Testing

@testable import MDAnalysis

@Suite struct RankEqualityTests {
  /// Everything that is written, as text.
  private func texts(_ path: String, ranks: Int, frames: Int) throws -> [String] {
    var analysis = Analysis([path], quantities: Analysis.quantityNames.filter { $0 != "excess" })
    analysis.last = frames
    analysis.settings.ringMax = 7
    analysis.settings.rMax = 6
    analysis.settings.qMax = 5
    analysis.frameOptions.elements = ["Si"]
    let chosen = analysis
    let outcomes = try InMemoryWorld(size: ranks).run { try chosen.run($0) }
    #expect(outcomes.dropFirst().allSatisfy { $0.results.isEmpty })
    return outcomes[0].results.flatMap { $0.tables.map(\.csv) } + [outcomes[0].summary]
  }

  // Two frames are shared atom by atom among three ranks and more; seven go round.
  @Test(arguments: [2, 7])
  func resultsDoNotDependOnTheRanks(frames: Int) throws {
    let scratch = try Scratch()
    let path = try scratch.write("a.dump", Samples.wandering(cells: 2, frames: 7))
    let one = try texts(path, ranks: 1, frames: frames)
    #expect(one.count > 12)
    for ranks in [2, 3, 5] {
      #expect(try texts(path, ranks: ranks, frames: frames) == one, "\(ranks) ranks")
    }
  }
}
