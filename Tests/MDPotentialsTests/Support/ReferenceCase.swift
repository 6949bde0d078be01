import Foundation
import MDCore
import MDPotentials
import Testing

/// A folder with `deck.in`, `system.data` and `expected.json` made by LAMMPS with n2p2.
struct ReferenceCase: CustomTestStringConvertible {
  let folder: URL
  var testDescription: String { folder.lastPathComponent }

  struct Expected: Decodable {
    let atoms: Int
    let energy: Double
    let pressure: [String: Double]
    let atomEnergies: [Double]
    let forces: [[Double]]
    /// bar·Å³; only in some files.
    let atomStress: [[Double]]?

    enum CodingKeys: String, CodingKey {
      case atoms, energy
      case pressure = "virial_pressure_bar"
      case atomEnergies = "atom_energies_by_id"
      case forces = "forces_by_id"
      case atomStress = "atom_stress_by_id"
    }
  }

  /// The folder beside the repository that holds the references, if it is there.
  static let shared: URL? = {
    let environment = ProcessInfo.processInfo.environment["SWIFT_MD_SHARED"]
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let url =
      environment.map { URL(fileURLWithPath: $0) }
      ?? root.deletingLastPathComponent().appendingPathComponent("shared")
    return FileManager.default.fileExists(atPath: url.path) ? url : nil
  }()

  /// The small cases that are part of this repository.
  static let resources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Resources")

  /// All cases of a folder.
  static func all(in folder: URL?) -> [ReferenceCase] {
    guard let folder else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { ReferenceCase(folder: folder.appendingPathComponent($0)) }
      .filter { FileManager.default.fileExists(atPath: $0.folder.path + "/expected.json") }
  }

  func expected() throws -> Expected {
    let data = try Data(contentsOf: folder.appendingPathComponent("expected.json"))
    return try JSONDecoder().decode(Expected.self, from: data)
  }

  /// The words of the first line of the deck that begins with a command.
  func command(_ name: String) throws -> [String] {
    let text = try String(contentsOf: folder.appendingPathComponent("deck.in"), encoding: .utf8)
    for line in text.split(separator: "\n") {
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      if words.first == name { return words }
    }
    return []
  }

  func potential(_ precision: KernelPrecision = .double) throws -> NeuralNetworkPotential {
    let style = try command("pair_style")
    func option(_ name: String) -> String? {
      style.firstIndex(of: name).map { style[$0 + 1] }
    }
    let path = folder.appendingPathComponent(option("dir") ?? "hdnnp").standardizedFileURL
    let types = try command("pair_coeff").dropFirst(3).map { $0 == "NULL" ? nil : $0 }
    return try NeuralNetworkPotential(
      model: NeuralNetworkModel(folder: Self.load(path)), types: Array(types),
      lengthFactor: Double(option("cflength") ?? "1")!,
      energyFactor: Double(option("cfenergy") ?? "1")!, precision: precision)
  }

  /// Reads the texts that a potential needs.
  static func load(_ folder: URL) throws -> PotentialFolder {
    let input = try String(
      contentsOf: folder.appendingPathComponent("input.nn"), encoding: .utf8)
    let names = try PotentialFolder.requiredFiles(inputText: input, folder: folder.path)
    var files: [String: String] = [:]
    for name in names {
      files[name] = try? String(
        contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    return PotentialFolder(name: folder.path, files: files)
  }

  func configuration() throws -> Configuration {
    let text = try String(
      contentsOf: folder.appendingPathComponent("system.data"), encoding: .utf8)
    var bounds = [Vector3.zero, Vector3.zero]
    var tilts = Vector3.zero
    var atoms: [Int: (Int32, Vector3)] = [:]
    var isInAtoms = false
    for line in text.split(separator: "\n").dropFirst() {
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      for (d, name) in ["xlo", "ylo", "zlo"].enumerated() where words.contains(name) {
        bounds[0][d] = Double(words[0])!
        bounds[1][d] = Double(words[1])!
      }
      if words.contains("xy") {
        tilts = Vector3(Double(words[0])!, Double(words[1])!, Double(words[2])!)
      }
      if words.first == "Atoms" {
        isInAtoms = true
      } else if words.first == "Velocities" {
        isInAtoms = false
      } else if isInAtoms, words.count >= 5, let id = Int(words[0]) {
        atoms[id] = (
          Int32(words[1])!, Vector3(Double(words[2])!, Double(words[3])!, Double(words[4])!)
        )
      }
    }
    let sorted = atoms.keys.sorted().map { atoms[$0]! }
    return Configuration(
      box: Box(lower: bounds[0], lengths: bounds[1] - bounds[0], tilts: tilts),
      types: sorted.map(\.0), positions: sorted.map(\.1))
  }
}
