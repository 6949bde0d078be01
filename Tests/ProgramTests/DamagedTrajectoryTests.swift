import Foundation
import Testing

/// H5MD files in which something is broken that the HDF5 library does not survive: the texts of attributes lie in
/// a heap without a checksum, and a length in it that is out of all proportion makes 1.10.8 copy from nowhere.
/// The program tells of it as of any other mistake.
@Suite(.serialized) struct DamagedTrajectoryTests {
  static let deck =
    SiliconDeck.start + """
      fix 1 all nve
      dump 1 all h5md 2 t.h5md position species id
      dump_modify 1 append yes
      run 4
      write_restart end.restart

      """

  /// A folder with a trajectory, whole or with the length of a text broken.
  static func scratch(isBroken: Bool) throws -> Scratch {
    let scratch = try ContinueTests.scratch(deck)
    _ = try ContinueTests.start(scratch)
    guard isBroken else { return scratch }
    let url = scratch.folder.appending(path: "t.h5md")
    var bytes = try Data(contentsOf: url)
    // A global heap: head of 16 bytes; objects with number, references, length at 8, then the text.
    let heap = try #require(bytes.range(of: Data("GCOL".utf8))).lowerBound
    let text = try #require(bytes.range(of: Data("Angstrom".utf8), in: heap..<bytes.count))
    for place in 5...6 { bytes[text.lowerBound - 8 + place] = 0xff }
    try bytes.write(to: url)
    return scratch
  }

  static func expectRefusal(_ outcome: Program.Outcome) {
    #expect(outcome.status == 1)
    let lines = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("ERROR") }
    #expect(lines.count == 1, "\(outcome.errors)")
    for word in ["t.h5md", "is damaged", "HDF5"] {
      #expect(lines.first?.contains(word) == true, "'\(word)' in \(outcome.errors)")
    }
  }

  @Test(arguments: [1, 2]) func readingIsRefused(ranks: Int) throws {
    let broken = try Self.scratch(isBroken: true)
    for words in [["analyze", "t.h5md"], ["report", "t.h5md"]] {
      Self.expectRefusal(try Program.run(words, ranks: ranks, in: broken.folder))
    }
  }

  @Test(arguments: [1, 2]) func goingOnIsRefused(ranks: Int) throws {
    let broken = try Self.scratch(isBroken: true)
    let before = try ContinueTests.contents(broken, "t.h5md")
    let outcome = try ContinueTests.start(broken, ranks: ranks, status: 1)
    Self.expectRefusal(outcome)
    #expect(outcome.errors.contains("cannot be continued"))
    #expect(try ContinueTests.contents(broken, "t.h5md") == before)
  }

  /// The second process is there for whole files too, and changes nothing.
  @Test func wholeFilesGoOn() throws {
    let whole = try Self.scratch(isBroken: false)
    let before = try ContinueTests.contents(whole, "t.h5md")
    _ = try ContinueTests.start(whole)
    #expect(try ContinueTests.contents(whole, "t.h5md") == before)
    let outcome = try Program.run(["analyze", "t.h5md"], in: whole.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("3 frames, 1 to 3"))
  }
}
