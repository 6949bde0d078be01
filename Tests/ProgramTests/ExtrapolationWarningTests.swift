import Foundation
import Testing

/// The warnings of `showew yes`, in n2p2's order on any number of ranks.
@Suite struct ExtrapolationWarningTests {
  private struct Warning: Equatable {
    var function: Int
    var atom: Int
    var text: String
  }

  private func warnings(ranks: Int) throws -> [Warning] {
    let folder = Program.repository.appending(path: "Examples/potentials/si-bootstrap").path
    let network = """
      pair_style hdnnp 5.5 dir \(folder) showew yes showewsum 0 maxew -1 cflength 1.8897261328 \
      cfenergy 0.0367493254
      pair_coeff * * Si
      """
    let deck = SiliconDeck.start.replacingOccurrences(
      of: "pair_style sw\npair_coeff * * Si.sw Si", with: network
    ).replacingOccurrences(of: "random 0.1 0.1 0.1", with: "random 0.9 0.9 0.9")
    let log = try SiliconDeck.log(deck + "run 0\n", ranks: ranks)
    return log.split(separator: "\n").filter { $0.contains("EXTRAPOLATION WARNING") }.map {
      // The structure's number is that of the rank.
      let text = $0[$0.range(of: "ATOM:")!.lowerBound...]
      let words = text.split(separator: " ")
      return Warning(function: Int(words[5])!, atom: Int(words[1])!, text: String(text))
    }
  }

  @Test func byFunctionAndThenByAtomOnAnyNumberOfRanks() throws {
    let one = try warnings(ranks: 1)
    #expect(one.count > 20)
    let sorted = one.sorted { ($0.function, $0.atom) < ($1.function, $1.atom) }
    #expect(one == sorted)
    #expect(try warnings(ranks: 3) == one)
  }
}
