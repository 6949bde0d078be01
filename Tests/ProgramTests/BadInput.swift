import Foundation
import Testing

/// A deck with a mistake in it, in a folder of its own, and what the program must say about it.
struct BadInput: Sendable, CustomTestStringConvertible {
  /// What is wrong.
  var testDescription: String
  /// The lines of the deck.
  var deck: String
  /// What the message must contain: the place, the word, what would be right.
  var words: [String]
  /// What else is written into the folder, or broken in the potential that lies in `pot`.
  var prepare: @Sendable (Scratch) throws -> Void
  /// What the program may leave behind besides its input.
  var leaves: Set<String>

  init(
    _ description: String, _ deck: String, says words: [String], leaves: Set<String> = [],
    prepare: @escaping @Sendable (Scratch) throws -> Void = { _ in }
  ) {
    testDescription = description
    self.deck = deck
    self.words = words
    self.leaves = leaves
    self.prepare = prepare
  }

  /// Eight cells of silicon, 64 atoms.
  static let crystal = """
    units metal
    atom_style atomic
    lattice diamond 5.431
    region box block 0 2 0 2 0 2
    create_box 1 box
    create_atoms 1 box
    mass 1 28.0855

    """
  static let style =
    "pair_style hdnnp 5.5 dir pot showew no maxew 1000000 cflength 1.8897261328 "
    + "cfenergy 0.0367493254\n"
  /// The crystal with the potential of the examples; ten lines.
  static let silicon = crystal + style + "pair_coeff * * Si\nfix 1 all nve\n"

  /// A data file of two silicon atoms, four lines of header before its sections.
  static func data(_ atoms: String, count: Int = 2) -> String {
    """
    two atoms

    \(count) atoms
    1 atom types
    0 10 xlo xhi
    0 10 ylo yhi
    0 10 zlo zhi

    Masses

    1 28.0855

    Atoms

    \(atoms)

    """
  }

  /// A deck that reads `system.data`.
  static func reading(boundary: String = "p p p") -> String {
    "units metal\nboundary \(boundary)\nread_data system.data\n"
  }

  /// Puts a copy of the potential of the examples into the folder, as `pot`.
  static func copyPotential(to scratch: Scratch) throws {
    try FileManager.default.copyItem(
      at: Program.repository.appending(path: "Examples/potentials/si-bootstrap"),
      to: scratch.folder.appending(path: "pot"))
  }

  /// Rewrites the lines of a file in the folder.
  static func edit(
    _ name: String, in scratch: Scratch, _ change: (inout [String]) -> Void
  ) throws {
    let file = scratch.folder.appending(path: name)
    var lines = try String(contentsOf: file, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    change(&lines)
    try Data(lines.joined(separator: "\n").utf8).write(to: file)
  }

  /// Runs the deck and holds what comes of it against what must: one message on standard error, exit
  /// status 1, no step of a run, and no file that was not there.
  func check(ranks: Int) throws {
    let scratch = try Scratch()
    try Self.copyPotential(to: scratch)
    try scratch.write("deck.in", deck)
    try prepare(scratch)
    let before = try Self.files(scratch)
    let outcome = try Program.run(
      ["-in", "deck.in", "-log", "none"], ranks: ranks, in: scratch.folder, timeout: 60)
    #expect(outcome.status == 1)
    let messages = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("ERROR") }
    #expect(messages.count == 1, "\(outcome.errors)")
    for word in words {
      #expect(messages.first?.contains(word) == true, "'\(word)' in \(messages)")
    }
    #expect(!outcome.output.contains("Step"), "a run has begun: \(outcome.output)")
    #expect(try Self.files(scratch).subtracting(before).subtracting(leaves) == [])
  }

  private static func files(_ scratch: Scratch) throws -> Set<String> {
    Set(try FileManager.default.subpathsOfDirectory(atPath: scratch.folder.path))
  }
}
