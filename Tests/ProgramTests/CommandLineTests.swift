import Foundation
import Testing

/// What the program answers to its command line alone.
@Suite(.serialized)
struct CommandLineTests {
  @Test(arguments: ["-h", "--help"])
  func helpListsTheOptions(option: String) throws {
    let scratch = try Scratch()
    let outcome = try Program.run([option], in: scratch.folder, timeout: 30)
    #expect(outcome.status == 0)
    for word in ["usage: swift-md -in", "-var", "-log", "-screen", "-echo"] {
      #expect(outcome.output.contains(word))
    }
  }

  @Test(arguments: ["-V", "--version"])
  func versionIsOneLine(option: String) throws {
    let scratch = try Scratch()
    let outcome = try Program.run([option], in: scratch.folder, timeout: 30)
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("swift-md "))
    #expect(outcome.output.split(separator: "\n").count == 1)
  }

  /// A deck that is not there must not cost the log of the run before.
  @Test(
    arguments: [
      (["-in", "nothing.in"], "there is no file 'nothing.in'"),
      (["-in", "."], "'.' is a folder"),
      (["deck.in"], "-in deck.in"),
      (["-inn", "deck.in"], "-in"),
      (["-in"], "a file is missing"),
    ], [1, 3])
  func mistakeIsTold(line: (arguments: [String], message: String), ranks: Int) throws {
    let scratch = try Scratch()
    try scratch.write("log.lammps", "the run before\n")
    let outcome = try Program.run(line.arguments, ranks: ranks, in: scratch.folder, timeout: 30)
    #expect(outcome.status == 1)
    let messages = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("ERROR") }
    #expect(messages.count == 1, "\(outcome.errors)")
    #expect(messages.first?.contains(line.message) == true, "\(messages)")
    let log = try String(contentsOf: scratch.folder.appending(path: "log.lammps"), encoding: .utf8)
    #expect(log == "the run before\n")
  }

  @Test func standardInputIsADeck() throws {
    let scratch = try Scratch()
    let outcome = try Program.run(
      ["-log", "none"], in: scratch.folder, input: "print \"sum $(1+1)\"\n", timeout: 30)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("sum 2"))
  }

  @Test func deckWithoutCommandIsRemarkedOn() throws {
    let scratch = try Scratch()
    let outcome = try Program.run(
      ["-log", "none"], in: scratch.folder, input: "# nothing\n", timeout: 30)
    #expect(outcome.output.contains("WARNING: standard input holds no command"))
  }
}
