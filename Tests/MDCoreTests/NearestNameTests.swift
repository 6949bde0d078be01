import MDCore
import Testing

@Suite struct NearestNameTests {
  @Test(arguments: [("dumb", "dump"), ("Thermos", "thermo"), ("velocity_", "velocity")])
  func findsTheWordThatWasMeant(_ word: String, _ name: String) {
    #expect(nearestName(to: word, among: ["thermo", "dump", "velocity", "run"]) == name)
  }

  @Test func passesOverWhatIsLikeNothing() {
    #expect(nearestName(to: "pair_style", among: ["thermo", "dump"]) == nil)
    #expect(nearestName(to: "dump", among: []) == nil)
    // The cost grows with the length of the word, and a broken file may be a single one.
    #expect(nearestName(to: String(repeating: "d", count: 4_000_000), among: ["dump"]) == nil)
  }
}
