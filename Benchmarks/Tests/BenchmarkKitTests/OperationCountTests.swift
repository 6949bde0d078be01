import Testing

@testable import BenchmarkKit

@Suite struct OperationCountTests {
  @Test func outlineOfAnInput() throws {
    let outline = try NetworkOutline(
      """
      global_nodes_short 10 5   # two layers
      symfunction_short Si 2 Si 0.1 0.0 6.0
      symfunction_short Si 3 Si Si 0.02 1 4.0 5.5
      symfunction_short Si 3 Si Si 0.02 -1 4.0 5.5 # comment
      symfunction_short Si 9 Si O 0.02 -1 1.0 5.5 0.5
      symfunction_short Si 22 Si Si 0.0 5.0 60.0 120.0 p2a
      """)
    #expect(outline.functions.map(\.group.isAngular) == [false, true, true, true, true])
    #expect(outline.functions.map(\.group.isNarrow) == [false, true, true, false, false])
    #expect(outline.functions.map(\.group.cutoff) == [6, 5.5, 5.5, 5.5, 5])
    #expect(outline.functions[1].group == outline.functions[2].group)
    #expect(outline.functions[1].radial == outline.functions[2].radial)
    #expect(outline.functions[3].radial == ["0.02", "0.5"])
    #expect(outline.functions[4].radial == ["0.0", "p2a"])
    // ζ = 4: two squarings.
    #expect(outline.functions[1].angular.operations == 8)
    #expect(outline.hiddenNeurons == 15)
    #expect(outline.weights(inputs: 5) == 5 * 10 + 10 * 5 + 5)
  }

  @Test func shellsOfDiamond() throws {
    // 3.0 Å holds the four nearest neighbours of silicon, none of them within 3.0 Å of another.
    let crystal = try Crystal.named("silicon")
    let system = try PreparedSystem(crystal, atoms: 512, cutoff: 3)
    let shell = Shells(
      around: 1, of: [nil], cutoff: 3.0, atoms: system.atoms.view,
      neighbors: system.neighbors.view)
    // Shaken atoms: a bond of 2.37 Å is longer than 3.0 Å at four standard deviations only.
    #expect(abs(shell.neighbors - 4) < 0.01)
    #expect(abs(shell.pairs - 6) < 0.03)
    #expect(shell.livePairs < 0.03)
  }

  @Test(arguments: [("silicon", 8), ("ice", 24), ("chalcocite", 12)])
  func crystalsAreWhole(name: String, sites: Int) throws {
    let crystal = try Crystal.named(name)
    #expect(crystal.sites.count == sites)
    // No two atoms of a crystal are nearer than an O-H bond of 1 Å.
    for (i, a) in crystal.sites.enumerated() {
      for b in crystal.sites[(i + 1)...] {
        var d = a.place - b.place
        for k in 0..<3 { d[k] -= d[k].rounded() }
        #expect(d.dot(d).squareRoot() * crystal.edge > 0.99)
      }
    }
  }

  @Test(arguments: [(8, [1, 1, 1]), (1000, [5, 5, 5]), (32_000, [20, 20, 10])])
  func blocksHaveLittleSurface(atoms: Int, cells: [Int]) throws {
    let found = try Crystal.named("silicon").cells(atoms: atoms)
    #expect([found.x, found.y, found.z] == cells)
  }
}
