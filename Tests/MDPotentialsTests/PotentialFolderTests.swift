import Foundation
import MDCore
import MDPotentials
import Testing

/// The reader of n2p2's files: what it accepts, and what each mistake is told as.
@Suite struct PotentialFolderTests {
  /// A correct potential of two elements to be broken in one place.
  private static let sound = SyntheticPotential(
    elements: ["O", "Si"],
    functions: [
      "O 2 Si 0.8 2.2 5.5", "O 3 O Si 0.02 1 2.0 5.5", "Si 2 O 0.4 1.0 5.5",
      "Si 21 Si O -5.5 5.5 20.0 120.0 p2",
    ])

  private func model(_ folder: PotentialFolder) throws -> NeuralNetworkModel {
    try NeuralNetworkModel(folder: folder)
  }

  private func error(_ folder: PotentialFolder) throws -> InputError {
    try #require(throws: InputError.self) { try NeuralNetworkModel(folder: folder) }
  }

  /// The sound potential with a piece of `input.nn` replaced.
  private func changed(_ old: String, _ new: String) throws -> PotentialFolder {
    var folder = Self.sound.folder
    let text = folder.files["input.nn"]!
    let range = try #require(text.firstRange(of: old))
    folder.files["input.nn"] = text.replacingCharacters(in: range, with: new)
    return folder
  }

  @Test func readsASoundPotential() throws {
    let model = try model(Self.sound.folder)
    #expect(model.symbols == ["O", "Si"])
    #expect(model.cutoff == 5.5)
    #expect(model.warnings.isEmpty)
  }

  @Test func namesTheFilesThatAreNeeded() throws {
    let files = try PotentialFolder.requiredFiles(
      inputText: Self.sound.inputText, folder: "somewhere")
    #expect(files == ["input.nn", "scaling.data", "weights.008.data", "weights.014.data"])
  }

  /// Windows line ends, tabs, comments, aliases and the order of the lines make no difference.
  @Test func readsOddSpelling() throws {
    var folder = Self.sound.folder
    let lines = folder.files["input.nn"]!.split(separator: "\n").reversed()
    folder.files["input.nn"] = lines.map {
      "\t" + $0.replacing("symfunction_short", with: "symfunction").replacing(" ", with: " \t ")
        + " # a comment ! and more"
    }.joined(separator: "\r\n\r\n")
    folder.files["scaling.data"] = folder.files["scaling.data"]!.replacing("\n", with: "\r\n")
    var a = try NeuralNetworkPotential(model: model(Self.sound.folder), types: ["O", "Si"])
    var b = try NeuralNetworkPotential(model: model(folder), types: ["O", "Si"])
    let system = Configuration.sample(types: 2)
    #expect(system.evaluate(&a).energy == system.evaluate(&b).energy)
  }

  @Test func warnsOfUnknownKeywords() throws {
    let model = try model(changed("cutoff_type 1", "cutof_type 3\ncutoff_type 1"))
    #expect(model.warnings.count == 1)
    #expect(model.warnings[0].contains("did you mean cutoff_type?"))
    #expect(model.warnings[0].hasPrefix("synthetic/input.nn:3"))
  }

  @Test func passesOverTrainingKeywords() throws {
    let model = try model(changed("cutoff_type 1", "cutoff_type 1\nepochs 10\nkalman_type 0"))
    #expect(model.warnings.isEmpty)
  }

  static let brokenSettings: [(String, String, Int, String)] = [
    ("cutoff_type 1", "cutoff_type 9", 3, "unknown cutoff_type 9"),
    ("cutoff_type 1", "cutoff_type 1 1.0", 3, "inner cutoff"),
    ("cutoff_type 1", "cutoff_type", 3, "the line ends before"),
    ("cutoff_type 1", "", 0, "cutoff_type is missing"),
    ("cutoff_type 1", "CUTOFF_TYPE 1", 0, "cutoff_type is missing; line "),
    ("cutoff_type 1", "cutoff_type 1\ncutoff_type 2", 4, "stands in line 3 already"),
    ("cutoff_type 1", "cutoff_type 1\nnnp_type 4G-HDNNP", 4, "charges"),
    ("cutoff_type 1", "cutoff_type 1\nmean_energy 1", 0, "belong together"),
    (
      "cutoff_type 1", "cutoff_type 1\nmean_energy 1\nconv_energy 0\nconv_length 1", 5,
      "conv_energy is 0.0"
    ),
    ("cutoff_type 1", "cutoff_type 1\natom_energy C 1", 4, "'C'"),
    ("cutoff_type 1", "cutoff_type 1\natom_energy O 1\natom_energy O 2", 5, "line 4 already"),
    ("elements O Si", "elements O Xx", 2, "'Xx'"),
    ("elements O Si", "elements O O", 2, "twice"),
    ("elements O Si", "elements O", 1, "number_of_elements is 2"),
    ("global_activation_short t t l", "global_activation_short t x l", 6, "'x'"),
    ("global_activation_short t t l", "global_activation_short t t", 6, "one for the output"),
    ("global_nodes_short 6 5", "global_nodes_short 6", 5, "names 1 layers"),
    ("global_hidden_layers_short 2", "", 0, "O has no network"),
    ("O 2 Si 0.8 2.2 5.5", "O 4 Si 0.8 2.2 5.5", 8, "unknown symmetry function type 4"),
    ("O 2 Si 0.8 2.2 5.5", "O 2 C 0.8 2.2 5.5", 8, "'C' is not one of the elements O Si"),
    ("O 2 Si 0.8 2.2 5.5", "O 2 Si 0.8 2.2", 8, "before the cutoff radius"),
    ("O 2 Si 0.8 2.2 5.5", "O 2 Si 0.8 2.2 -5.5", 8, "must be positive"),
    ("O 2 Si 0.8 2.2 5.5", "O 2 Si nan 2.2 5.5", 8, "not a finite number"),
    ("O 2 Si 0.8 2.2 5.5", "O 2 Si -0.8 2.2 5.5", 8, "eta is -0.8"),
    ("O 2 Si 0.8 2.2 5.5", "O 2 Si 0.8d3 2.2 5.5", 8, "'0.8d3' is not a number"),
    ("O Si 0.02 1 2.0 5.5", "O Si 0.02 1 0.0 5.5", 9, "zeta is 0.0"),
    ("-5.5 5.5 20.0 120.0 p2", "5.5 5.5 20.0 120.0 p2", 11, "not below"),
    ("-5.5 5.5 20.0 120.0 p2", "-5.5 5.5 120.0 20.0 p2", 11, "left angle"),
    ("-5.5 5.5 20.0 120.0 p2", "-5.5 5.5 20.0 200.0 p2", 11, "0 or 180"),
    ("-5.5 5.5 20.0 120.0 p2", "-5.5 5.5 20.0 120.0 p9", 11, "unknown subtype 'p9'"),
  ]

  @Test(arguments: brokenSettings)
  func refusesBrokenSettings(_ old: String, _ new: String, _ line: Int, _ message: String) throws {
    let error = try error(changed(old, new))
    #expect(error.description.contains(message), "\(error)")
    #expect(error.location == SourceLocation(file: "synthetic/input.nn", line: line))
  }

  @Test func refusesAnElementWithoutFunctions() throws {
    let folder = SyntheticPotential(
      elements: ["O", "Si"], functions: ["Si 2 O 0.8 2.2 5.5"]
    ).folder
    #expect(try error(folder).message.contains("O has no symmetry function"))
  }

  @Test(arguments: ["input.nn", "scaling.data", "weights.008.data"])
  func refusesAMissingFile(_ name: String) throws {
    var folder = Self.sound.folder
    folder.files[name] = nil
    #expect(try error(folder).location == SourceLocation(file: "synthetic/" + name))
  }

  static let brokenScaling: [(String, String, Int, String)] = [
    ("2 2 -1.0 9.0 2.0 1.5\n", "", 4, "ends before function 2 of Si"),
    ("2 2 -1.0 9.0 2.0 1.5\n", "2 2 -1.0 9.0 2.0 1.5\n2 3 0 1 0 0\n", 6, "more lines"),
    ("1 2 -1.0 9.0 2.0 1.5", "1 2 -1.0 9.0", 3, "before the mean"),
    ("1 2 -1.0 9.0 2.0 1.5", "1 2 -1.0 nan 2.0 1.5", 3, "nan"),
    ("1 2 -1.0 9.0 2.0 1.5", "1 2 9.0 9.0 9.0 0.0", 3, "both 9.0"),
    ("1 2 -1.0 9.0 2.0 1.5", "1 2 9.0 -1.0 9.0 0.0", 3, "above its maximum"),
    ("1 2 -1.0 9.0 2.0 1.5", "2 1 -1.0 9.0 2.0 1.5", 3, "1 2 (function 2 of O) is due"),
  ]

  @Test(arguments: brokenScaling)
  func refusesBrokenScaling(_ old: String, _ new: String, _ line: Int, _ message: String) throws {
    var folder = Self.sound.folder
    folder.files["scaling.data"] = folder.files["scaling.data"]!.replacing(old, with: new)
    let error = try error(folder)
    #expect(error.description.contains(message), "\(error)")
    #expect(error.location == SourceLocation(file: "synthetic/scaling.data", line: line))
  }

  /// RuNNer's files end with the range of the energies.
  @Test func acceptsTheEnergyRange() throws {
    var folder = Self.sound.folder
    folder.files["scaling.data"]! += "-1.5 -0.3\n"
    #expect(try model(folder).warnings.isEmpty)
  }

  /// Twelve weights and six biases, thirty and five, five and one.
  @Test func refusesBrokenWeights() throws {
    let name = "weights.014.data"
    let lines = Self.sound.folder.files[name]!.split(separator: "\n").map(String.init)
    #expect(lines.count == 59)
    func error(_ lines: [String]) throws -> InputError {
      var folder = Self.sound.folder
      folder.files[name] = lines.joined(separator: "\n")
      return try self.error(folder)
    }
    let short = try error(lines.dropLast())
    #expect(short.message.contains("58 weights and biases"))
    #expect(short.message.contains("2-6-5-1 of input.nn has 59"))
    #expect(short.location == SourceLocation(file: "synthetic/" + name, line: 58))
    #expect(try error(lines + [lines[58]]).message.contains("60 weights"))
    let cut = try error(lines.dropLast() + ["-0.5 b 5"])
    #expect(cut.message.contains("cut off"))
    #expect(cut.location?.line == 59)
    #expect(try error(["nan a 1 0 1 1 1"] + lines.dropFirst()).location?.line == 1)
    #expect(try error(["1.0x a 1 0 1 1 1"] + lines.dropFirst()).message.contains("'1.0x'"))
  }

  @Test func refusesTypesOfOtherElements() throws {
    let model = try model(Self.sound.folder)
    let error = try #require(throws: InputError.self) {
      try NeuralNetworkPotential(model: model, types: ["O", "Ge"])
    }
    #expect(error.message.contains("atom type 2 is mapped to 'Ge'"))
    #expect(throws: InputError.self) { try NeuralNetworkPotential(model: model, types: [nil]) }
    #expect(throws: InputError.self) {
      try NeuralNetworkPotential(model: model, types: ["O"], lengthFactor: 0)
    }
  }
}
