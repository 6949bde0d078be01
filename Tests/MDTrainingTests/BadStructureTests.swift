import MDCore
import Testing

@testable import MDTraining

/// Bad data are named by file, line and frame before anything is computed.
struct BadStructureTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let line: Int
    let words: [String]
    var options = StructureReadingOptions()
    var testDescription: String { name }
  }

  private static let good = "1\nenergy=0\nSi 0 0 0\n"

  static let mistakes: [Mistake] = [
    Mistake(name: "empty", text: "\n", line: 0, words: ["no structure"]),
    Mistake(
      name: "truncated", text: good + "3\nenergy=0\nSi 0 0 0\nSi 1 1 1\n", line: 7,
      words: ["frame 2", "2 of 3 atoms"]),
    Mistake(
      name: "too many atoms", text: "1\nenergy=0\nSi 0 0 0\nSi 1 1 1\n", line: 4,
      words: ["frame 2", "number of atoms"]),
    Mistake(
      name: "columns", text: "1\nProperties=species:S:1:pos:R:3:forces:R:3 energy=0\nSi 0 0 0 1\n",
      line: 3, words: ["5 columns", "7"]),
    Mistake(name: "NaN", text: "1\nenergy=0\nSi 0 nan 0\n", line: 3, words: ["nan", "finite"]),
    Mistake(name: "word", text: "1\nenergy=0\nSi 0 x 0\n", line: 3, words: ["'x'", "number"]),
    Mistake(
      name: "NaN energy", text: "1\nenergy=NaN\nSi 0 0 0\n", line: 2, words: ["energy", "finite"]),
    Mistake(name: "no energy", text: "1\nfoo=0\nSi 0 0 0\n", line: 1, words: ["no energy"]),
    Mistake(
      name: "no forces", text: good, line: 1, words: ["frame 1", "no forces"],
      options: {
        var options = StructureReadingOptions()
        options.requiresForces = true
        return options
      }()),
    Mistake(
      name: "stress",
      text: "1\nenergy=0 Lattice=\"5 0 0 0 5 0 0 0 5\" stress=\"1 2 3 4 5\"\nSi 0 0 0",
      line: 2, words: ["stress has 5 numbers"]),
    Mistake(
      name: "asymmetric",
      text: "1\nenergy=0 Lattice=\"5 0 0 0 5 0 0 0 5\" stress=\"1 2 3 4 5 6 7 8 9\"\nSi 0 0 0",
      line: 2, words: ["not symmetric"]),
    Mistake(
      name: "stress without cell", text: "1\nenergy=0 stress=\"1 2 3 4 5 6\"\nSi 0 0 0", line: 1,
      words: ["stress", "without a periodic cell"]),
    Mistake(
      name: "unknown element", text: "1\nenergy=0\nXx 0 0 0\n", line: 1,
      words: ["'Xx'", "atom 1"]),
    Mistake(
      name: "other element", text: "2\nenergy=0\nSi 0 0 0\nGe 2 0 0\n", line: 1,
      words: ["Ge", "atom 2", "Si"],
      options: {
        var options = StructureReadingOptions()
        options.elements = ["Si"]
        return options
      }()),
    Mistake(
      name: "one spot", text: good + "3\nenergy=0\nSi 0 0 0\nSi 2 0 0\nSi 0 0 0.0001\n", line: 4,
      words: ["frame 2", "atoms 1 and 3", "one spot"]),
    Mistake(
      name: "one spot through a face",
      text: "3\nenergy=0 Lattice=\"5 0 0 1 5 0 1 1 5\"\nSi 2 2 2\nSi 0.00005 1 1\nSi 7 7 6.00001\n",
      line: 1, words: ["atoms 2 and 3", "images"]),
    Mistake(
      name: "thin cell", text: "1\nenergy=0 Lattice=\"5 0 0 0 5 0 0 0 0.001\"\nSi 0 0 0", line: 1,
      words: ["0.001 Å thin"]),
    Mistake(
      name: "far atom", text: "2\nenergy=0\nSi 0 0 0\nSi 0 1e9 0", line: 1,
      words: ["atom 2 is at"]),
    Mistake(
      name: "wild count", text: "9223372036854775807\nenergy=0\nSi 0 0 0", line: 1,
      words: ["too short for 9223372036854775807"]),
    Mistake(
      name: "wild width",
      text: "1\nenergy=0 Properties=species:S:1:pos:R:3:x:R:99999999999\nSi 0 0 0",
      line: 2, words: ["99999999999"]),
    Mistake(
      name: "flat cell", text: "1\nenergy=0 Lattice=\"5 0 0 10 0 0 0 0 5\"\nSi 0 0 0", line: 1,
      words: ["no volume"]),
    Mistake(
      name: "lattice", text: "1\nenergy=0 Lattice=\"5 0 0 0 5 0 0 0\"\nSi 0 0 0", line: 2,
      words: ["Lattice has 8"]),
    Mistake(name: "pbc", text: "1\nenergy=0 pbc=\"T T\"\nSi 0 0 0", line: 2, words: ["pbc"]),
    Mistake(
      name: "pbc without lattice", text: "1\nenergy=0 pbc=\"T T T\"\nSi 0 0 0", line: 1,
      words: ["edges are not given"]),
    Mistake(name: "quote", text: "1\nenergy=\"0\nSi 0 0 0", line: 2, words: ["'energy'", "end"]),
    Mistake(name: "twice", text: "1\nenergy=0 energy=1\nSi 0 0 0", line: 2, words: ["twice"]),
    Mistake(
      name: "Properties", text: "1\nenergy=0 Properties=species:S:1:pos:R:2\nSi 0 0", line: 2,
      words: ["pos:R:2"]),
    Mistake(
      name: "begin", text: "begin\natom 0 0 0 Si 0 0 0 0 0\nenergy 0\ncharge 0\nend\natom\n",
      line: 6,
      words: ["begin is expected"]),
    Mistake(
      name: "no end", text: "begin\natom 0 0 0 Si 0 0 0 0 0\n", line: 2,
      words: ["frame 1", "before the frame's end"]),
    Mistake(
      name: "short atom", text: "begin\natom 0 0 0 Si 0 0 0 0\nend\n", line: 2,
      words: ["ends before a force"]),
    Mistake(
      name: "keyword", text: "begin\natoms 0 0 0 Si 0 0 0 0\nend\n", line: 2,
      words: ["unknown keyword 'atoms'"]),
    Mistake(
      name: "two lattices", text: "begin\nlattice 1 0 0\nlattice 0 1 0\nend\n", line: 4,
      words: ["three or none"]),
  ]

  @Test(arguments: mistakes)
  func mistakesAreNamed(mistake: Mistake) throws {
    let error = try #require(throws: InputError.self) {
      try StructureFileTests.read(mistake.text, options: mistake.options)
    }
    #expect(error.location == SourceLocation(file: "set.xyz", line: mistake.line))
    for words in mistake.words { #expect(error.message.contains(words), "\(error)") }
  }
}
