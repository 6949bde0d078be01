import Testing

@testable import MDDeck

/// `c_ID[*]` and its kin.
struct WildcardTests {
  @Test func rangesAreTakenApart() throws {
    #expect(try #require(Wildcard("c_g[*]")).first == 1)
    #expect(try #require(Wildcard("c_g[*]")).last == nil)
    #expect(try #require(Wildcard("f_x[2*]")).first == 2)
    #expect(try #require(Wildcard("f_x[*3]")).last == 3)
    let both = try #require(Wildcard("c_my_id[2*4]"))
    #expect(both.name == "c_my_id")
    #expect(both.first == 2)
    #expect(both.last == 4)
  }

  @Test(arguments: [
    "c_g", "c_g[2]", "v_x[*]", "c_g[a*]", "c_g[1*2*3]", "c_g[0*2]", "c_g[*", "step",
  ])
  func otherWordsAreNone(word: String) { #expect(Wildcard(word) == nil) }
}
