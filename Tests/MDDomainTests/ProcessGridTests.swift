import MDCore
import MDDomain
import Testing

@Suite struct ProcessGridTests {
  let cube = Box(lengths: Vector3(10, 10, 10))

  @Test func subdomainsHaveTheLeastSurface() throws {
    #expect(try ProcessGrid(ranks: 8, box: cube).counts == SIMD3(2, 2, 2))
    #expect(try ProcessGrid(ranks: 27, box: cube).counts == SIMD3(3, 3, 3))
    let rod = Box(lengths: Vector3(100, 5, 5))
    #expect(try ProcessGrid(ranks: 8, box: rod).counts == SIMD3(8, 1, 1))
    let plate = Box(lengths: Vector3(40, 5, 40))
    #expect(try ProcessGrid(ranks: 4, box: plate).counts == SIMD3(2, 1, 2))
  }

  /// A tilt makes the faces between the planes along it larger: here the b–c face, cut by planes of
  /// constant x, grows to 10·√2 × 10, so that the grid cuts elsewhere.
  @Test func tiltsCount() throws {
    let sheared = Box(lengths: Vector3(10, 10, 10), tilts: Vector3(10, 0, 0))
    #expect(try ProcessGrid(ranks: 2, box: sheared).counts == SIMD3(1, 1, 2))
    // Of three equal choices the first has the fewest places along x, then y.
    #expect(try ProcessGrid(ranks: 2, box: cube).counts == SIMD3(1, 1, 2))
    let long = Box(lengths: Vector3(12, 10, 10), tilts: Vector3(10, 0, 0))
    #expect(try ProcessGrid(ranks: 2, box: long).counts == SIMD3(1, 1, 2))
    let longer = Box(lengths: Vector3(20, 10, 10), tilts: Vector3(10, 0, 0))
    #expect(try ProcessGrid(ranks: 2, box: longer).counts == SIMD3(2, 1, 1))
  }

  @Test func requestsAreHonoured() throws {
    #expect(
      try ProcessGrid(ranks: 12, box: cube, processors: SIMD3(0, 1, 0)).counts.y == 1)
    #expect(
      try ProcessGrid(ranks: 12, box: cube, processors: SIMD3(1, 1, 12)).counts == SIMD3(1, 1, 12))
  }

  @Test func requestsThatDoNotFitAreRefused() {
    let error = #expect(throws: InputError.self) {
      try ProcessGrid(ranks: 4, box: cube, processors: SIMD3(3, 0, 1))
    }
    #expect(error?.message.contains("processors 3 * 1 does not fit 4 ranks") == true)
  }

  @Test func ranksAndPlacesInvertEachOther() throws {
    let grid = try ProcessGrid(ranks: 24, box: cube)
    for rank in 0..<24 { #expect(grid.rank(at: grid.place(of: rank)) == rank) }
  }

  @Test func neighboursWrapWhereTheBoxRepeats() throws {
    let grid = try ProcessGrid(ranks: 3, box: cube, processors: SIMD3(3, 1, 1))
    let first = SIMD3(0, 0, 0)
    #expect(grid.neighbor(of: first, dimension: 0, step: -1, periodic: true) == 2)
    #expect(grid.neighbor(of: first, dimension: 0, step: -1, periodic: false) == nil)
    #expect(grid.neighbor(of: first, dimension: 1, step: 1, periodic: true) == 0)
  }
}
