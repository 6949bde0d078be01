import MDCore
import Testing

@testable import MDDeck

struct CommandLineOptionsTests {
  private func options(_ line: String) throws -> CommandLineOptions {
    try CommandLineOptions(line.split(separator: " ").map(String.init))
  }

  @Test(arguments: [
    "-in in.si -var T 600 -log my.log -screen none -echo both",
    "-i in.si -v T 600 -l my.log -sc none -e both",
    "--in=in.si --var T 600 --log=my.log --screen none --echo=both",
  ])
  func allSpellingsAreUnderstood(line: String) throws {
    let found = try options(line)
    #expect(found.deck == "in.si")
    #expect(found.variables == [.init(name: "T", values: ["600"])])
    #expect(found.log == .file("my.log"))
    #expect(found.screen == .none)
    #expect(found.echo == .both)
    #expect(found.action == .run)
    #expect(found.notes.isEmpty)
  }

  @Test func theDefaultsAreThoseOfLAMMPS() throws {
    let found = try options("")
    #expect(found.deck == nil && found.log == .standard && found.screen == .standard)
    #expect(found.echo == .log && found.variables.isEmpty)
    #expect(try options("-log none").log == CommandLineOptions.Destination.none)
    #expect(try options("-in none").deck == nil)
  }

  @Test func aVariableMayHaveSeveralValues() throws {
    let found = try options("-var T 300 -600 900 -v f -x -in a")
    #expect(
      found.variables == [
        .init(name: "T", values: ["300", "-600", "900"]), .init(name: "f", values: ["-x"]),
      ])
    #expect(found.deck == "a")
  }

  @Test(arguments: ["-h", "-help", "--help", "-version -h"])
  func helpIsAsked(line: String) throws {
    #expect(try options(line).action == .help)
  }

  @Test(arguments: ["-V", "-version", "--version"])
  func theVersionIsAsked(line: String) throws {
    #expect(try options(line).action == .version)
  }

  @Test(arguments: [
    ("-sf omp -pk omp 4 -nocite -in a", 3), ("-suffix hybrid intel omp -in a", 1),
    ("-package gpu 1 neigh no split -1 -in a", 1), ("-k on g 1 -in a", 1), ("-cite none -in a", 1),
  ])
  func optionsWithoutEffectAreNoted(line: String, notes: Int) throws {
    let found = try options(line)
    #expect(found.notes.count == notes)
    #expect(found.deck == "a")
  }

  @Test func precisionIsChosen() throws {
    #expect(try options("-in a").kernels == KernelSettings())
    for line in ["-precision mixed -in a", "-pk swift-md precision mixed -in a"] {
      let found = try options(line)
      #expect(found.kernels.precision == .mixed && !found.kernels.showsPlan)
      #expect(found.notes.isEmpty && found.deck == "a")
    }
    #expect(try options("-package swift-md plan yes -in a").kernels.showsPlan)
  }

  @Test(arguments: [
    ("-precision single", "double or mixed, not 'single'"), ("-precision", "is missing"),
    ("-pk swift-md", "a keyword is missing"), ("-pk swift-md plan maybe", "yes or no"),
    ("in.si", "-in in.si"), ("-in", "a file is missing"), ("-in -log", "a file is missing"),
    ("-var T", "value of 'T'"),
    ("-var", "name of a variable"), ("-ecko log", "did you mean -echo"),
    ("-echo loud", "not 'loud'"),
    ("-partition 2x4", "partitions"), ("-plog a", "-log"), ("-restart2data a b", "write_data"),
    ("-", "not an option"),
  ])
  func mistakes(line: String, part: String) {
    let error = #expect(throws: InputError.self) { try options(line) }
    #expect("\(error!)".contains(part), "\(error!)")
  }
}
