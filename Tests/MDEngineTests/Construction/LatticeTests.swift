import MDCore
import MDEngine
import Testing

@Suite struct LatticeTests {
  /// The spacings that LAMMPS prints.
  @Test func spacingIsTheExtentOfTheRotatedCell() throws {
    var options = Lattice.Options()
    options.orientation = [SIMD3(1, 1, -2), SIMD3(-1, 1, 0), SIMD3(1, 1, 1)]
    let rotated = try Lattice(.fcc, scale: 3.6, options: options)
    #expect((rotated.spacing - Vector3(5.8787754, 5.0911688, 6.2353829)).length < 1e-6)
    let hcp = try Lattice(.hcp, scale: 2.95)
    #expect((hcp.spacing - Vector3(2.95, 5.1095499, 4.8173298)).length < 1e-6)
  }

  @Test func boxAndLatticePointsAreInverse() throws {
    var options = Lattice.Options()
    options.orientation = [SIMD3(1, 1, 0), SIMD3(-1, 1, 0), SIMD3(0, 0, 1)]
    options.origin = Vector3(0.1, 0.2, 0.3)
    options.primitive = [Vector3(0.5, 0.5, 0), Vector3(0, 0.5, 0.5), Vector3(0.5, 0, 0.5)]
    options.basis = [.zero]
    let lattice = try Lattice(.custom, scale: 5.43, options: options)
    let u = Vector3(1.25, -2, 3.5)
    #expect((lattice.latticePoint(lattice.boxPoint(u)) - u).length < 1e-13)
  }

  /// Nearest neighbours of each structure: how many, and how far in units of the lattice constant.
  @Test(arguments: [
    (LatticeStyle.sc, 6, 1.0), (.bcc, 8, 0.75.squareRoot()), (.fcc, 12, 0.5.squareRoot()),
    (.hcp, 12, 1.0), (.diamond, 4, 0.1875.squareRoot()),
  ])
  func structureHasItsNeighbours(_ style: LatticeStyle, _ count: Int, _ distance: Double) throws {
    let lattice = try Lattice(style, scale: 1)
    for atom in lattice.basis {
      var near = 0
      for cell in 0..<125 {
        let corner = Vector3(
          Double(cell % 5 - 2), Double(cell / 5 % 5 - 2), Double(cell / 25 - 2))
        for other in lattice.basis {
          let d = (lattice.boxPoint(corner + other) - lattice.boxPoint(atom)).length
          #expect(d < 1e-12 || d > distance - 1e-12)
          if abs(d - distance) < 1e-12 { near += 1 }
        }
      }
      #expect(near == count)
    }
  }
}
