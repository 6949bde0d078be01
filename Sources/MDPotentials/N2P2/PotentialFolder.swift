import MDCore

/// The texts of an n2p2 potential: `input.nn`, `scaling.data` and one `weights.ZZZ.data` an element.
///
/// This module opens no file. Whoever loads a potential reads `input.nn`, asks ``requiredFiles`` for
/// the names of the rest, reads those, and hands all texts over.
public struct PotentialFolder: Sendable {
  /// The folder as the user knows it, for messages.
  public var name: String
  /// The text of each file by its name inside the folder.
  public var files: [String: String]

  /// A folder of texts.
  public init(name: String, files: [String: String]) {
    self.name = name
    self.files = files
  }

  /// The names of all files that a potential needs, `input.nn` first, from the text of its `input.nn`.
  ///
  /// - Throws: ``InputError`` if the elements cannot be read from it.
  public static func requiredFiles(inputText: String, folder: String) throws -> [String] {
    let settings = try N2P2Settings(text: inputText, file: path(folder, "input.nn"))
    let elements = try settings.elements()
    return ["input.nn", "scaling.data"] + elements.map { weightFile(atomicNumber: $0.atomicNumber) }
  }

  /// `weights.014.data` for 14.
  package static func weightFile(atomicNumber: Int) -> String {
    let digits = String(atomicNumber)
    return "weights." + String(repeating: "0", count: max(0, 3 - digits.count)) + digits + ".data"
  }

  /// A file of a folder, for messages.
  static func path(_ folder: String, _ file: String) -> String {
    folder.isEmpty ? file : folder.hasSuffix("/") ? folder + file : folder + "/" + file
  }

  /// The path and text of a file, or an error that says what it is needed for.
  func text(of file: String, purpose: String) throws -> (path: String, text: String) {
    let path = Self.path(name, file)
    guard let text = files[file] else {
      throw InputError(
        "the potential has no file \(file), which holds \(purpose)", at: SourceLocation(file: path))
    }
    return (path, text)
  }
}
