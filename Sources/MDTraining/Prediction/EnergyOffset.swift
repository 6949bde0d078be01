import MDCore

/// The energy an atom by which a data set's zero lies above the potential's.
public enum EnergyOffset: Equatable, Sendable {
  /// The two have the same zero.
  case none
  /// eV an atom.
  case value(Double)
  /// What makes the mean error of the energy an atom zero, for each file.
  case fit
  /// The same over the structures of one group only, a crystal for instance.
  case group(String)

  /// `none`, `fit`, `fit:GROUP` or a number.
  ///
  /// - Throws: ``InputError`` for anything else.
  public init(_ word: String) throws {
    if word == "none" {
      self = .none
    } else if word == "fit" {
      self = .fit
    } else if word.hasPrefix("fit:"), word.count > 4 {
      self = .group(String(word.dropFirst(4)))
    } else if let value = Double(word), value.isFinite {
      self = .value(value)
    } else {
      throw InputError("-offset \(word): none, fit, fit:GROUP or a number (eV an atom) is expected")
    }
  }

  /// eV an atom to be added to the predictions of each file.
  ///
  /// - Returns: the offset by file name.
  /// - Throws: ``InputError`` if a file has no structure of the group.
  public func offsets(_ structures: [LabelledStructure], _ predictions: [StructurePrediction])
    throws -> [String: Double]
  {
    var sums: [String: (sum: Double, count: Int)] = [:]
    for (structure, prediction) in zip(structures, predictions) {
      let error = (structure.energy - prediction.energy) / Double(structure.count)
      var (sum, count) = sums[structure.origin.file] ?? (0, 0)
      if case .group(let name) = self, structure.group != name {
        sums[structure.origin.file] = (sum, count)
        continue
      }
      sum += error
      count += 1
      sums[structure.origin.file] = (sum, count)
    }
    return try Dictionary(
      uniqueKeysWithValues: sums.map { file, entry in
        switch self {
        case .none: return (file, 0)
        case .value(let value): return (file, value)
        case .fit, .group:
          guard entry.count > 0 else {
            let groups = Set(structures.filter { $0.origin.file == file }.map(\.group)).sorted()
            throw InputError(
              "the file has no structure of the group that -offset names; it has "
                + groups.joined(separator: ", "), at: SourceLocation(file: file))
          }
          return (file, entry.sum / Double(entry.count))
        }
      })
  }
}
