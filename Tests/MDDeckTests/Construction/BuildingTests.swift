import MDCore
import Testing

/// Decks that build a system, against LAMMPS: same ids, types, places and boxes on any number of ranks.
@Suite struct BuildingTests {
  @Test(arguments: BuildingCase.all, [1, 2, 3, 4, 8])
  func equalsLAMMPS(_ expected: BuildingCase, ranks: Int) throws {
    let built = try BuiltSystem(expected.deck, ranks: ranks)
    #expect(built.atoms.count == expected.atoms)
    #expect(Set(built.atoms.map(\.id)).count == built.atoms.count, "ids are unique")
    var types = 0
    var positions = Vector3.zero
    var images = SIMD3<Int>.zero
    var velocities = Vector3.zero
    var weights = 0.0
    for atom in built.atoms {
      let weight = Int(atom.id * atom.id % 97 + 1)
      types += weight * Int(atom.type)
      positions += Double(weight) * (atom.position + built.box.shift(atom.image))
      for d in 0..<3 { images[d] += weight * Int(atom.image[d]) }
      velocities += Double(weight) * atom.velocity
      weights += Double(weight)
    }
    #expect(types == expected.types)
    #expect(images == expected.images)
    // Rounding of a position, some Å times 1e-16 for each of a few operations, on each atom.
    let tolerance = 1e-13 * weights
    #expect((positions - expected.positions).length < tolerance)
    #expect((velocities - expected.velocities).length < tolerance)
    #expect((built.box.lower - expected.lower).length < 1e-13)
    #expect((built.box.upper - expected.upper).length < 1e-13)
    #expect((built.box.tilts - expected.tilts).length < 1e-13)
  }

  /// The sites of this cell lie on faces, some of them a rounding error below: LAMMPS's own list.
  @Test(arguments: [1, 2, 5]) func numbersSitesOnFacesAsLAMMPS(ranks: Int) throws {
    let lattice =
      "lattice custom 5.43 a1 1 0 0 a2 0 1 0 a3 0 0 1 basis 0 0 0 basis 0.25 0.25 0.25"
      + " orient x 1 1 0 orient y -1 1 0"
    let built = try BuiltSystem(
      lattice + """

        region b block 0 1 0 1 0 1
        create_box 2 b
        create_atoms 1 box basis 2 2
        """, ranks: ranks)
    let expected: [(Int32, Vector3)] = [
      (1, Vector3(0, 0, 0)), (2, Vector3(1.9197949109214762, 0, 1.3575)),
      (1, Vector3(3.8395898218429525, 3.8395898218429525, 0)),
      (2, Vector3(5.7593847327644285, 3.839589821842952, 1.3575)),
    ]
    #expect(built.atoms.map(\.type) == expected.map(\.0))
    for (atom, place) in zip(built.atoms, expected) {
      #expect((atom.position - place.1).length < 1e-13)
    }
  }

  @Test func logsAsLAMMPS() throws {
    let built = try BuiltSystem(
      """
      lattice diamond 5.43
      region b prism 0 1 0 1 0 2 0.5 0 0
      create_box 1 b
      create_atoms 1 box
      region r sphere 0.5 0.5 0.5 0.45
      group r region r
      group odd id 1:16:2
      group both intersect r odd
      delete_atoms group both
      set group odd vx 1 type 1
      change_box all x scale 1.5 remap
      """)
    #expect(
      built.log.filter { !$0.contains("CPU") } == [
        "Lattice spacing in x,y,z = 5.4300000 5.4300000 5.4300000",
        "Created triclinic box = (0.0000000 0.0000000 0.0000000) to "
          + "(5.4300000 5.4300000 10.860000) with tilt (2.7150000 0.0000000 0.0000000)",
        "  1 by 1 by 1 MPI processor grid",
        "Created 16 atoms",
        "  using lattice units in triclinic box = (0.0000000 0.0000000 0.0000000) to "
          + "(5.4300000 5.4300000 10.860000) with tilt (2.7150000 0.0000000 0.0000000)",
        "3 atoms in group r",
        "8 atoms in group odd",
        "1 atoms in group both",
        "Deleted 1 atoms, new total = 15",
        "Setting atom values ...",
        "  7 settings made for vx",
        "  7 settings made for type",
        "Changing box ...",
        "  triclinic box = (-1.3575000 0.0000000 0.0000000) to "
          + "(6.7875000 5.4300000 10.860000) with tilt (2.7150000 0.0000000 0.0000000)",
      ])
  }
}
