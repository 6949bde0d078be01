import Foundation
import MDCore
import MDPotentials

/// A potential to be measured, as `potentials/potentials.json` names it, and where it lies.
public struct BenchmarkPotential: Sendable {
  /// An entry of the file.
  struct Entry: Codable {
    var name: String
    var structure: String
    /// A Stillinger–Weber file beside the list; without it the name is a folder of n2p2.
    var file: String?
    var cflength: Double?
    var cfenergy: Double?
  }

  /// The name in tables.
  public let name: String
  /// `silicon` and the like.
  public let structure: String
  /// What it is measured on.
  public let crystal: Crystal
  /// The folder of an n2p2 potential, or a Stillinger–Weber file.
  public let place: URL
  /// Whether it is a network.
  public let isNetwork: Bool
  /// `cflength` and `cfenergy` of `pair_style hdnnp`.
  public let lengthFactor, energyFactor: Double

  init(_ entry: Entry, place: URL) throws {
    name = entry.name
    structure = entry.structure
    crystal = try Crystal.named(entry.structure)
    self.place = place
    isNetwork = entry.file == nil
    lengthFactor = entry.cflength ?? 1
    energyFactor = entry.cfenergy ?? 1
  }

  /// The potentials of the list that are there: folders in `../shared/potentials`, else in
  /// `Examples/potentials` or beside the list.
  ///
  /// - Parameter names: only these, if any are given; then each of them must be there.
  public static func all(_ names: [String] = []) throws -> [BenchmarkPotential] {
    let list = Repository.benchmarks.appending(path: "potentials/potentials.json")
    let entries = try JSONDecoder().decode([Entry].self, from: Data(contentsOf: list))
    let found = try entries.compactMap { entry in
      try Self.place(of: entry).map { try BenchmarkPotential(entry, place: $0) }
    }
    guard !names.isEmpty else { return found }
    return try names.map { name in
      guard let potential = found.first(where: { $0.name == name }) else {
        let known = found.map(\.name).joined(separator: " ")
        throw BenchmarkError("there is no potential '\(name)'; there are \(known)")
      }
      return potential
    }
  }

  private static func place(of entry: Entry) -> URL? {
    let candidates =
      entry.file.map { [Repository.benchmarks.appending(path: "potentials/\($0)")] }
      ?? [
        Repository.shared.appending(path: "potentials"),
        Repository.root.appending(path: "Examples/potentials"),
        Repository.benchmarks.appending(path: "potentials"),
      ].map { $0.appending(path: entry.name) }
    return candidates.first { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// The text of `input.nn`, or of the Stillinger–Weber file.
  public func inputText() throws -> String {
    let file = isNetwork ? place.appending(path: "input.nn") : place
    return try String(contentsOf: file, encoding: .utf8)
  }

  /// The potential itself, with the crystal's elements as atom types.
  ///
  /// - Parameter precision: of a network's kernels.
  public func load(_ precision: KernelPrecision = .double) throws -> any Potential {
    let input = try inputText()
    guard isNetwork else {
      return try StillingerWeber(text: input, file: name, types: crystal.symbols)
    }
    var files = ["input.nn": input]
    for file in try PotentialFolder.requiredFiles(inputText: input, folder: name)
    where files[file] == nil {
      files[file] = try String(contentsOf: place.appending(path: file), encoding: .utf8)
    }
    let model = try NeuralNetworkModel(folder: PotentialFolder(name: name, files: files))
    return try NeuralNetworkPotential(
      model: model, types: crystal.symbols, lengthFactor: lengthFactor, energyFactor: energyFactor,
      precision: precision)
  }

  /// `pair_style` and `pair_coeff` for a deck.
  public func deckLines() throws -> [String] {
    let elements = crystal.symbols.joined(separator: " ")
    guard isNetwork else {
      return ["pair_style sw", "pair_coeff * * \(place.path) \(elements)"]
    }
    let cutoff = try load().cutoff + 0.001
    return [
      "pair_style hdnnp \(cutoff) dir \(place.path) showew no showewsum 0 resetew no "
        + "maxew 1000000000 cflength \(lengthFactor) cfenergy \(energyFactor)",
      "pair_coeff * * \(elements)",
    ]
  }
}
