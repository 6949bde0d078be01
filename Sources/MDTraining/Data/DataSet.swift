import Foundation
import MDCore

/// Labelled structures with what a fit uses each for and how much each counts.
public struct DataSet: Sendable {
  /// The structures, file after file.
  public private(set) var structures: [LabelledStructure]
  /// What each structure is used for.
  public private(set) var parts: [DataPart]
  /// The files in the order of their first structures.
  public let files: [String]
  /// The file of each structure, an index into `files`.
  public let fileIndices: [Int]

  /// All structures for training unless a split says otherwise.
  public init(_ structures: [LabelledStructure], split: DataSplit? = nil) {
    self.structures = structures
    parts =
      split?.parts(of: structures)
      ?? [DataPart](repeating: .training, count: structures.count)
    var files: [String] = []
    var places: [String: Int] = [:]
    fileIndices = structures.map { structure in
      let file = structure.origin.file
      if let known = places[file] { return known }
      places[file] = files.count
      files.append(file)
      return files.count - 1
    }
    self.files = files
  }

  /// The structures of a part, by index.
  public func indices(of part: DataPart) -> [Int] {
    structures.indices.filter { parts[$0] == part }
  }

  /// The structures of a part.
  public func structures(of part: DataPart) -> [LabelledStructure] {
    indices(of: part).map { structures[$0] }
  }

  /// The groups in the order of their first structures.
  public var groups: [String] {
    var groups: [String] = []
    var known: Set<String> = []
    for group in structures.map(\.group) where known.insert(group).inserted {
      groups.append(group)
    }
    return groups
  }

  /// The elements that occur, sorted.
  public var elements: [String] { Array(Set(structures.flatMap(\.elements))).sorted() }

  /// Multiplies the weights of the structures of some groups.
  ///
  /// - Throws: ``InputError`` if there is no such group, or a factor is negative.
  public mutating func weigh(groups factors: [String: Double]) throws {
    for (group, factor) in factors.sorted(by: { $0.key < $1.key }) {
      guard factor >= 0, factor.isFinite else {
        throw InputError("the weight of group \(group) is \(factor), but it must not be negative")
      }
      let members = structures.indices.filter { structures[$0].group == group }
      guard !members.isEmpty else {
        let nearest = nearestName(to: group, among: groups)
        throw InputError(
          "there is no group '\(group)' to be weighted"
            + (nearest.map { "; did you mean \($0)?" } ?? "")
            + "; there are \(groups.joined(separator: ", "))")
      }
      for index in members { structures[index].weight *= factor }
    }
  }

  /// A table of the groups for the terminal: how many structures train, validate and test, the range
  /// of the energies an atom, the largest force.
  public var summary: [String] {
    var table = TextTable(head: [
      "group", "structures", "atoms", "train", "valid", "test", "E/atom min", "max", "F max",
      "stress", "weight",
    ])
    for group in groups {
      table.add(row(group, structures.indices.filter { structures[$0].group == group }))
    }
    if groups.count > 1 { table.add(row("all", Array(structures.indices))) }
    return table.lines
  }

  private func row(_ name: String, _ members: [Int]) -> [String] {
    let own = members.map { structures[$0] }
    let energies = own.map { $0.energy / Double($0.count) }
    let force = own.flatMap { $0.forces ?? [] }.map(\.length).max()
    let stresses = own.filter { $0.stress != nil }.count
    let counts = DataPart.allCases.map { part in members.filter { parts[$0] == part }.count }
    let weights = Set(own.map(\.weight))
    return [name, "\(own.count)", "\(own.reduce(0) { $0 + $1.count })"]
      + counts.map { "\($0)" }
      + [
        String(format: "%.4f", energies.min() ?? 0), String(format: "%.4f", energies.max() ?? 0),
        force.map { String(format: "%.2f", $0) } ?? "-", "\(stresses)",
        weights.count == 1 ? String(format: "%g", weights.first!) : "various",
      ]
  }
}
