import Foundation
import Testing

/// `swift-md predict`, `scaling` and `descriptors` as their users run them.
@Suite(.serialized)
struct TrainingDataTests {
  private static let potential =
    Program.repository.appending(path: "Examples/potentials/si-bootstrap").path
  private static let units = ["-cflength", "1.8897261328", "-cfenergy", "0.0367493254"]

  /// Displaced diamond cells of several sizes.
  private static let data: String = {
    let a = 5.45
    let basis: [(Double, Double, Double)] = [
      (0, 0, 0), (0, 0.5, 0.5), (0.5, 0, 0.5), (0.5, 0.5, 0), (0.25, 0.25, 0.25),
      (0.25, 0.75, 0.75), (0.75, 0.25, 0.75), (0.75, 0.75, 0.25),
    ]
    return (1...6).map { frame -> String in
      let shift = 0.02 * Double(frame)
      let atoms = basis.enumerated().map { n, b -> String in
        let d = n % 2 == 0 ? shift : -0.5 * shift
        return "Si \(b.0 * a + d) \(b.1 * a - d) \(b.2 * a) 0.1 \(d) -0.1"
      }
      return """
        8
        Lattice="\(a) 0 0 0 \(a) 0 0 0 \(a)" Properties=species:S:1:pos:R:3:forces:R:3 energy=-43.1 \
        group=\(frame % 2 == 0 ? "even" : "odd")
        \(atoms.joined(separator: "\n"))

        """
    }.joined()
  }()

  @Test func predictTellsAndWritesTheSameOnTwoRanks() throws {
    let scratch = try Scratch()
    try scratch.write("data.extxyz", Self.data)
    var tables: [String] = []
    for ranks in [1, 2] {
      let outcome = try Program.run(
        ["predict", "-potential", Self.potential] + Self.units
          + ["-out", "out/r\(ranks)", "-extxyz", "with.extxyz", "data.extxyz"],
        ranks: ranks, in: scratch.folder, timeout: 60)
      #expect(outcome.status == 0, "\(outcome.errors)")
      for word in ["odd", "even", "all", "meV/atom", "eV/Å"] {
        #expect(outcome.output.contains(word))
      }
      let table = scratch.folder.appending(path: "out/r\(ranks)-structures.csv")
      tables.append(try String(contentsOf: table, encoding: .utf8))
      for ending in ["groups.csv", "parity.svg", "parity.png"] {
        let file = scratch.folder.appending(path: "out/r\(ranks)-\(ending)")
        #expect(FileManager.default.fileExists(atPath: file.path))
      }
    }
    #expect(tables[0] == tables[1] && tables[0].split(separator: "\n").count == 7)
    let text = try String(
      contentsOf: scratch.folder.appending(path: "with.extxyz"), encoding: .utf8)
    #expect(text.contains("predicted_energy=") && text.contains(":predicted_forces:R:3"))
  }

  @Test func setsAreMadeChosenAndMeasured() throws {
    let scratch = try Scratch()
    try scratch.write("data.extxyz", Self.data)
    func run(_ words: String, ranks: Int = 1) throws -> String {
      let outcome = try Program.run(
        words.split(separator: " ").map(String.init), ranks: ranks, in: scratch.folder,
        timeout: 60)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output
    }
    _ = try run(
      "descriptors generate -elements Si -cutoff 5 -radial shifted:6:1.5 -narrow ladder:3:0.01:0.2 "
        + "-wide eta:0.05@4 -zeta 1,4 -out pool.nn")
    let pool = try String(contentsOf: scratch.folder.appending(path: "pool.nn"), encoding: .utf8)
    #expect(pool.components(separatedBy: "symfunction_short").count - 1 == 6 + 12 + 4)
    var tables: Set<String> = []
    for ranks in [1, 2] {
      tables.insert(
        try run(
          "descriptors select -input pool.nn -count 4 -cost 1 -out input.nn data.extxyz",
          ranks: ranks))
    }
    #expect(tables.count == 1)
    let components = try run("descriptors pca -input pool.nn -out pca data.extxyz")
    #expect(components.contains("22 functions"))
    _ = try run("scaling -input input.nn data.extxyz", ranks: 2)
    let scaling = try String(
      contentsOf: scratch.folder.appending(path: "scaling.data"), encoding: .utf8)
    #expect(scaling.split(separator: "\n").filter { !$0.hasPrefix("#") }.count == 4)
    for file in ["pca-components.csv", "pca-components.svg", "pca-components.png"] {
      #expect(FileManager.default.fileExists(atPath: scratch.folder.appending(path: file).path))
    }
  }

  @Test(
    arguments: [
      (["predict", "data.extxyz"], "-potential is missing"),
      (["predict", "-potential", "nowhere", "data.extxyz"], "there is no file 'nowhere'"),
      (["predict", "-potentail", "x"], "did you mean -potential?"),
      (["predict", "-potential", "POTENTIAL", "bad.extxyz"], "bad.extxyz:13: frame 2"),
      (
        ["predict", "-potential", "POTENTIAL", "nothing.extxyz"],
        "there is no file 'nothing.extxyz'"
      ),
      (["scaling", "-input", "POTENTIAL/input.nn"], "no file with structures"),
      (["descriptors", "choose"], "generate, select or pca"),
      (["descriptors", "generate", "-elements", "Sx", "-cutoff", "5", "-radial", "eta:1"], "'Sx'"),
      (
        ["descriptors", "generate", "-elements", "Si", "-cutoff", "5", "-narrow", "shifted:3"],
        "centred"
      ),
    ], [1, 2])
  func mistakesAreToldOnce(line: (arguments: [String], message: String), ranks: Int) throws {
    let scratch = try Scratch()
    try scratch.write("data.extxyz", Self.data)
    // The first atom of the second frame has no force.
    var lines = Self.data.components(separatedBy: "\n")
    lines[12] = "Si 0 0 0"
    try scratch.write("bad.extxyz", lines.joined(separator: "\n"))
    let words = line.arguments.map {
      $0.replacingOccurrences(of: "POTENTIAL", with: Self.potential)
    }
    let outcome = try Program.run(words, ranks: ranks, in: scratch.folder, timeout: 30)
    #expect(outcome.status == 1)
    let messages = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("ERROR") }
    #expect(messages.count == 1 && messages[0].contains(line.message), "\(outcome.errors)")
  }

  @Test(arguments: ["predict", "scaling", "descriptors"])
  func eachTellsWhatItTakes(name: String) throws {
    let scratch = try Scratch()
    let outcome = try Program.run([name, "-help"], in: scratch.folder, timeout: 30)
    #expect(outcome.status == 0 && outcome.output.hasPrefix("usage: swift-md \(name)"))
  }
}
