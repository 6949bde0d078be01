import MDCore
import MDDomain
import MDPotentials

/// What a fit goes on from with `use_old_weights_short`: the folder of an earlier potential. Its weights mean
/// something only with its scaling of the functions and its energies of atoms.
struct EarlierFit {
  /// The lines of its `scaling.data`, [element][function].
  let statistics: [[DescriptorStatistics.Line]]
  /// The energy of an atom of each element, in the potential's unit of energy and without the mean of normalised data;
  /// nil where nothing is said.
  let atomEnergies: [Double?]
  /// The folders in which its weights may be, the likeliest first.
  private let folders: [String]

  /// Reads it from the first of some folders that has the weights of the first element. Collective.
  ///
  /// - Throws: ``InputError`` if there is no such folder, or its files do not fit the functions.
  init(folders: [String], design: NetworkDesign, communicator: any Communicator) throws {
    self.folders = folders
    let folder = try Self.folder(
      with: PotentialFolder.weightFile(atomicNumber: design.atomicNumbers[0]), among: folders,
      communicator)
    let path = folder + "/scaling.data"
    let text = try SharedText.read(path, communicator: communicator)
    statistics = try Self.statistics(DataLine.lines(of: text, file: path, comments: ["#"]), design)
    let input = folder + "/input.nn"
    guard SharedFile.exists(input, communicator: communicator) else {
      atomEnergies = design.atomEnergies
      return
    }
    let earlier = try NetworkDesign(
      text: try SharedText.read(input, communicator: communicator), file: input)
    atomEnergies = design.symbols.indices.map { element in
      if let own = design.atomEnergies[element] { return own }
      guard let place = earlier.symbols.firstIndex(of: design.symbols[element]) else { return nil }
      // A potential that names no energy of atoms has none. The mean of its data may be another one than here.
      return (earlier.atomEnergies[place] ?? 0) + earlier.meanEnergy - design.meanEnergy
    }
  }

  /// The text of an element's weights and its file: a member of a committee may have a folder of its own. Collective.
  func weights(
    of atomicNumber: Int, preferring folder: String, communicator: any Communicator
  ) throws -> (text: String, file: String) {
    let name = PotentialFolder.weightFile(atomicNumber: atomicNumber)
    let file =
      try Self.folder(with: name, among: [folder] + folders, communicator) + "/" + name
    return (try SharedText.read(file, communicator: communicator), file)
  }

  private static func folder(
    with name: String, among folders: [String], _ communicator: any Communicator
  ) throws -> String {
    for folder in folders where SharedFile.exists("\(folder)/\(name)", communicator: communicator) {
      return folder
    }
    throw InputError(
      "use_old_weights_short: there is no \(name) in "
        + folders.map { "'\($0)'" }.joined(separator: " or "))
  }

  private static func statistics(_ lines: [DataLine], _ design: NetworkDesign) throws
    -> [[DescriptorStatistics.Line]]
  {
    var rest = lines[...]
    return try design.symbols.indices.map { element in
      try (0..<design.functionCounts[element]).map { function in
        guard let line = rest.popFirst() else {
          throw InputError(
            "the file ends before function \(function + 1) of \(design.symbols[element])",
            at: lines.last?.location)
        }
        guard try line.integer(0, "the number of the element") == element + 1,
          try line.integer(1, "the number of the function") == function + 1
        else {
          throw line.error(
            "\(element + 1) \(function + 1) is due here (function \(function + 1) of "
              + "\(design.symbols[element])); does the file belong to these functions?")
        }
        return DescriptorStatistics.Line(
          minimum: try line.number(2, "the minimum"), maximum: try line.number(3, "the maximum"),
          mean: try line.number(4, "the mean"),
          sigma: line.words.count > 5 ? try line.number(5, "the standard deviation") : 0)
      }
    }
  }
}
