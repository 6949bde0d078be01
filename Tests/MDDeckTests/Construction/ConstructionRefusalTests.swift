import MDCore
import Testing

@testable import MDDeck

/// Wrong or unsupported words end a deck with a sentence that says what would be right.
@Suite struct ConstructionRefusalTests {
  static let box = """
    lattice diamond 5.43
    region b block 0 1 0 1 0 1
    create_box 1 b
    create_atoms 1 box

    """

  @Test(arguments: [
    ("units lj", "metal"),
    ("atom_style sphere", "Supported: atomic, charge, molecular, bond, angle, full"),
    ("dimension 2", "3"),
    ("boundary p p m", "'m' is not supported"),
    ("boundary p p", "the boundary along z is missing"),
    ("box tilt huge", "small, large"),
    ("processors 2 0 *", "at least 1"),
    ("processors 1 1 1 numa_nodes 2", "'numa_nodes' is not supported"),
    ("neighbor -1 bin", "negative"),
    ("neigh_modify delay", "delay is missing"),
    ("neigh_modify exclude type 1 1", "'exclude' is not supported"),
    ("mass 1 0", "above zero"),
    ("mass a 1", "a number or a range"),
    ("lattice hex 3", "'hex' is not supported"),
    ("lattice diamont 5.43", "did you mean 'diamond'?"),
    ("lattice fcc -4", "above zero"),
    ("lattice fcc 4 a1 1 0 0", "'a1' is not supported"),
    ("region r block 0 1 0 1 0", "zhi"),
    ("region r sphere 0 0 0 one", "must be a number, not 'one'"),
    ("region r block 0 1 0 1 0 1 move v_x NULL NULL", "'move' is not supported"),
    ("region r union 1 a", "at least 2"),
    ("create_atoms 1 box ratio 0.5 1", "'ratio' is not supported"),
    ("create_atoms 0 box", "at least 1"),
    ("create_box 1 b bond/types 1", "'bond/types' is not supported"),
    ("replicate 2 2 0", "at least 1"),
    ("delete_atoms porosity r 0.5 1", "'porosity' is not supported"),
    ("delete_atoms group g mol yes", "'mol yes' is not supported"),
    ("displace_atoms all move 1 2", "z of the displacement is missing"),
    ("displace_atoms all rotate 0 0 0 0 0 0 90", "axis must not be zero"),
    ("change_box all x volume", "'volume' must follow"),
    ("change_box all w final 0 1", "'w' is not supported"),
    ("group g dynamic all", "'dynamic' is not supported"),
    ("group g type 1:x", "a:b or a:b:c"),
    ("group g id 1:9:0", "at least 1"),
    ("group g subtract a", "at least 2 groups"),
    ("set group all dipole 1 0 0", "'dipole' is not supported"),
    ("set group all mol 1.5", "a whole number from 0, not 1.5"),
    ("set type 1 type/fraction 1 1.5 3", "between 0 and 1"),
  ])
  func isFoundBeforeTheRun(_ line: String, _ hint: String) throws {
    let words = line.split(separator: " ").map(String.init)
    let type = try #require(BuiltSystem.commands.first { $0.names.contains(words[0]) })
    var arguments = Arguments(
      command: words[0], Array(words.dropFirst()), at: SourceLocation(file: "deck", line: 7))
    let error = try #require(throws: InputError.self) { try type.init(&arguments) }
    #expect(error.message.contains(hint), "\(error)")
    #expect(error.location?.line == 7)
  }

  @Test(arguments: [
    ("create_atoms 2 box", "there is no atom type 2"),
    ("create_atoms 1 box basis 9 1", "no basis atom 9"),
    ("create_atoms 1 region q", "there is no region 'q'"),
    ("create_atoms 1 random 3 5 all", "there is no region 'all'"),
    ("region b block 0 1 0 1 0 1", "a region 'b' already"),
    ("region c block 1 0 0 1 0 1", "must not exceed"),
    ("boundary p p f", "must come before"),
    ("create_box 1 b", "a simulation box already"),
    ("mass 2 28", "between 1 and 1"),
    ("group all type 1", "cannot be changed"),
    ("group all delete", "cannot be deleted"),
    ("group g union nobody", "there is no group 'nobody'"),
    ("delete_atoms group al", "did you mean 'all'?"),
    ("change_box all xy final 1", "say 'triclinic' first"),
    ("change_box all x final 1 0", "must lie above"),
    ("change_box all triclinic xy final 3 units box", "skew is too large"),
    ("set atom 1 type 2", "there is no atom type 2"),
    ("lattice fcc 4 orient x 1 1 0", "not perpendicular"),
    ("lattice custom 4", "at least one 'basis'"),
    ("lattice fcc 4 origin 1 0 0", "between 0 and 1"),
  ])
  func isFoundWhenItsTurnComes(_ line: String, _ hint: String) throws {
    for ranks in [1, 2] {
      #expect {
        try BuiltSystem(Self.box + line, ranks: ranks)
      } throws: { "\($0)".contains(hint) }
    }
  }

  @Test func boundsThatNeedABoxSayso() throws {
    #expect {
      try BuiltSystem("region r block 0 1 0 1 0 EDGE")
    } throws: { "\($0)".contains("after the simulation box") }
    #expect {
      try BuiltSystem("create_atoms 1 single 0 0 0")
    } throws: { "\($0)".contains("needs a simulation box") }
  }
}
