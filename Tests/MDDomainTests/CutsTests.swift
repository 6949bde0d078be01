import Testing

@testable import MDDomain

@Suite struct CutsTests {
  @Test func coordinatesOnACutBelongToTheUpperSubdomain() {
    let cuts = Cuts([0, 0.1, 0.5, 1])
    #expect([0, 0.05, 0.1, 0.3, 0.5, 0.999].map { cuts.place(of: $0) } == [0, 0, 1, 1, 2, 2])
  }

  @Test func theOutermostSubdomainsTakeWhatLiesOutside() {
    let cuts = Cuts(uniform: 4)
    #expect([-3, -1e-17, 1, 7, .infinity].map { cuts.place(of: $0) } == [0, 0, 3, 3, 3])
    #expect(Cuts(uniform: 1).place(of: 5) == 0)
  }

  @Test func hopsCountTheSubdomainsWithinReach() {
    let four = Cuts(uniform: 4)
    #expect(four.hops(reach: 0, periodic: true) == 0)
    #expect(four.hops(reach: 0.25, periodic: true) == 1)
    #expect(four.hops(reach: 0.26, periodic: true) == 2)
    // Around the box, and more than once around it.
    #expect(four.hops(reach: 2.1, periodic: true) == 9)
    // From end to end at most, where it does not repeat.
    #expect(four.hops(reach: 2.1, periodic: false) == 3)
    #expect(Cuts(uniform: 1).hops(reach: 2.1, periodic: true) == 3)
    #expect(Cuts(uniform: 1).hops(reach: 2.1, periodic: false) == 0)
  }

  /// The thin subdomains at the top lie between the wide one and themselves, around the box.
  @Test func thinSubdomainsTakeMoreHops() {
    let cuts = Cuts([0, 0.75, 0.875, 1])
    #expect(cuts.hops(reach: 0.125, periodic: true) == 1)
    #expect(cuts.hops(reach: 0.2, periodic: true) == 2)
    #expect(cuts.hops(reach: 0.2, periodic: false) == 2)
    #expect(cuts.hops(reach: 0.3, periodic: true) == 3)
  }
}
