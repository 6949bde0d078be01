import Testing

/// The same deck on one rank and on many gives the same numbers.
///
/// The tolerance of 1e-8: sums run in another order, and rounding of 1e-16 a step grows, by chaos, to
/// about 1e-11 in these runs; a ghost or a force that is missing shows at 1e-4.
@Suite(.serialized) struct RankEqualityTests {
  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var system: String
    var dynamics: String
  }

  static let cases = [
    Case(
      testDescription: "triclinic box under pressure",
      system: """
        boundary p p p
        region b prism 0 16 0 15 0 17 5 -4 6
        create_box 1 b
        lattice diamond 5.431
        create_atoms 1 region b
        """,
      dynamics: "fix 1 all npt temp 900 900 0.1 tri 0 0 0.5"),
    Case(
      testDescription: "slab in vacuum",
      system: """
        boundary p p s
        lattice diamond 5.431
        region b block 0 2 0 2 0 1.9
        create_box 1 b
        create_atoms 1 box
        """,
      dynamics: "fix 1 all langevin 900 900 0.1 4711\nfix 2 all nve"),
    Case(
      testDescription: "two atoms, thinner than the cutoff",
      system: """
        boundary p p p
        box tilt large
        lattice diamond 5.431
        region b prism 0 3.840297 0 3.325795 0 3.135589 1.9201486 1.9201486 1.1085984 units box
        create_box 1 b
        create_atoms 1 single 0.6 0.2 0.3 units box
        create_atoms 1 single 2.9 1.3 1.1 units box
        """,
      dynamics: "fix 1 all nve"),
    Case(
      testDescription: "drops in a large empty box",
      system: """
        boundary f f f
        lattice diamond 5.431
        region b block -40 40 -40 40 -40 40 units box
        create_box 1 b
        region drops block 0 1.4 0 1.4 0 1.4
        create_atoms 1 region drops
        """,
      dynamics: "fix 1 all nvt temp 900 300 0.1"),
  ]

  @Test(arguments: cases, [2, 3, 8])
  func thermoIsTheSame(_ test: Case, ranks: Int) throws {
    let deck = """
      units metal
      atom_style atomic
      \(test.system)
      mass 1 28.0855
      pair_style sw
      pair_coeff * * Si.sw Si
      displace_atoms all random 0.1 0.1 0.1 4711 units box
      velocity all create 900 12345 mom yes dist gaussian loop geom
      neighbor 0.5 bin
      neigh_modify every 1 delay 0 check yes
      \(test.dynamics)
      thermo_style custom step temp pe press pxx pxy xy lx atoms
      thermo_modify format float %.12g
      thermo 10
      run 50
      """
    let one = try #require(LogFile(try SiliconDeck.log(deck)).runs.first)
    let many = try #require(LogFile(try SiliconDeck.log(deck, ranks: ranks)).runs.first)
    #expect(one["Step"]?.count == 6)
    for (name, values) in one {
      let others = try #require(many[name])
      #expect(others.count == values.count)
      let size = values.map(abs).max() ?? 0
      for (a, b) in zip(values, others) { #expect(abs(a - b) <= 1e-8 * max(1, size), "\(name)") }
    }
  }
}
