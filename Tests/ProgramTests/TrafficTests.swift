import Foundation
import Testing

/// What the summary after a run says of the halo.
@Suite(.serialized) struct TrafficTests {
  /// 64 atoms of silicon, five steps.
  private static let deck = """
    units metal
    boundary p p p
    atom_style atomic
    lattice diamond 5.469
    region cell block 0 2 0 2 0 2
    create_box 1 cell
    create_atoms 1 box
    mass 1 28.0855
    pair_style hdnnp 5.5 dir potential showew no maxew 1000000 cflength 1.8897261328 \
    cfenergy 0.0367493254
    pair_coeff * * Si
    fix 1 all nve
    run 5
    """

  @Test func messagesNeedAnotherRank() throws {
    let alone = try traffic(ranks: 1)
    #expect(alone["Messages per step"] == 0)
    #expect(alone["Bytes per step"] == 0)
    let two = try traffic(ranks: 2)
    // Along the one dimension that is cut, out and home, from both ranks: at least four messages.
    #expect(try #require(two["Messages per step"]) >= 4)
    // Each of at least one position or force.
    #expect(try #require(two["Bytes per step"]) >= 4 * 24)
    // Periodic images are ghosts too: half a box of 10.94 Å and a range of 7.5 Å each way hold
    // 64·((5.47 + 15)(10.94 + 15)²/10.94³) atoms; one of the small crystal's layers either way.
    let share = 1 - 32 / (64 * 20.47 * 25.94 * 25.94 / (10.94 * 10.94 * 10.94))
    #expect(abs(try #require(two["Ghost share"]) - share) < 0.02)
  }

  private func traffic(ranks: Int) throws -> [String: Double] {
    let scratch = try Scratch()
    try FileManager.default.createSymbolicLink(
      at: scratch.folder.appending(path: "potential"),
      withDestinationURL: Program.repository.appending(path: "Examples/potentials/si-bootstrap"))
    let outcome = try Program.run([], ranks: ranks, in: scratch.folder, input: Self.deck)
    #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
    var found: [String: Double] = [:]
    for line in outcome.output.split(separator: "\n") {
      let parts = line.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, let word = parts[1].split(separator: " ").first else { continue }
      found[parts[0]] = Double(word)
    }
    return found
  }
}
