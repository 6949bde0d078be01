import Foundation
import MDCore

/// What `swift-md predict` tells and writes about a potential and labelled structures.
public struct PredictionReport: Sendable {
  /// The structures and what the potential says of them, one each.
  public let structures: [LabelledStructure]
  public let predictions: [StructurePrediction]
  /// eV an atom added to the predictions of each file.
  public let offsets: [String: Double]
  /// Errors by group in the order of their first structures.
  public let groups: [PredictionErrors]
  /// Errors of all structures.
  public let all: PredictionErrors

  /// 1 eV/Å³ in GPa.
  static let gigapascal = MetalUnits.pressure / 1e4

  /// - Throws: ``InputError`` if a file has no structure of the offset's group.
  public init(
    _ structures: [LabelledStructure], _ predictions: [StructurePrediction], offset: EnergyOffset
  ) throws {
    self.structures = structures
    self.predictions = predictions
    offsets = try offset.offsets(structures, predictions)
    (groups, all) = PredictionErrors.byGroup(structures, predictions, offsets: offsets)
  }

  /// The files in the order of their first structures.
  private var files: [String] {
    var files: [String] = []
    for file in structures.map(\.origin.file) where files.last != file {
      if !files.contains(file) { files.append(file) }
    }
    return files
  }

  // MARK: - Terminal

  /// Lines for the terminal: the errors by group, offsets, and where the largest errors are.
  public var lines: [String] {
    var table = TextTable(head: [
      "group", "structures", "atoms", "E MAE", "RMSE", "max", "F MAE", "RMSE", "max", "S MAE",
      "RMSE", "outside",
    ])
    table.add([
      "", "", "", "meV/atom", "", "", "eV/Å", "", "", "GPa", "", "atoms",
    ])
    for errors in groups { table.add(row(errors)) }
    if groups.count > 1 { table.add(row(all)) }
    return table.lines + offsetLines + worstLines
  }

  private func row(_ e: PredictionErrors) -> [String] {
    func cells(_ s: ErrorStatistics, _ factor: Double, _ digits: Int, maximum: Bool = true)
      -> [String]
    {
      let values = [s.meanAbsolute, s.rootMeanSquare] + (maximum ? [s.maximum] : [])
      return values.map { s.count == 0 ? "-" : String(format: "%.\(digits)f", $0 * factor) }
    }
    return [e.group, "\(e.structures)", "\(e.atoms)"] + cells(e.energy, 1000, 2)
      + cells(e.force, 1, 4) + cells(e.stress, Self.gigapascal, 3, maximum: false)
      + ["\(e.extrapolatingAtoms)"]
  }

  private var offsetLines: [String] {
    if offsets.values.contains(where: { $0 != 0 }) {
      return files.map {
        String(format: "  energy zero of %@: %.6f eV/atom above the potential's", $0, offsets[$0]!)
      }
    }
    guard all.energy.count > 1, abs(all.energy.mean) > 0.5 else { return [] }
    return [
      String(
        format:
          "  The energies differ by %.4f eV/atom on average: has the file another energy zero? ",
        all.energy.mean) + "Then -offset fit, or -offset fit:GROUP, tells the errors without it."
    ]
  }

  private var worstLines: [String] {
    var lines: [String] = []
    for (name, errors) in [("energy", all.energy), ("force", all.force), ("stress", all.stress)]
    where errors.worst >= 0 {
      lines.append("  largest error of \(name): \(structures[errors.worst].origin)")
    }
    return lines
  }

  // MARK: - Files

  /// A line for each structure, comma-separated: where it is from, energies in eV an atom, errors of
  /// energy (eV an atom), forces (eV/Å) and stress (eV/Å³), atoms outside the training range.
  public var structureTable: String {
    var text =
      "file,frame,line,group,atoms,energy_per_atom,predicted_energy_per_atom,energy_error_per_atom,"
      + "force_mae,force_rmse,force_max,stress_mae,stress_rmse,extrapolating_atoms,extrapolations\n"
    for (structure, prediction) in zip(structures, predictions) {
      let offset = offsets[structure.origin.file] ?? 0
      let atoms = Double(structure.count)
      let own = PredictionErrors.byGroup(
        [structure], [prediction], offsets: [structure.origin.file: offset]
      ).all
      var cells = [
        Self.quoted(structure.origin.file), "\(structure.origin.frame)", "\(structure.origin.line)",
        Self.quoted(structure.group), "\(structure.count)", "\(structure.energy / atoms)",
        "\(prediction.energy / atoms + offset)", "\(own.energy.mean)",
      ]
      cells += Self.cells(own.force, [\.meanAbsolute, \.rootMeanSquare, \.maximum])
      cells += Self.cells(own.stress, [\.meanAbsolute, \.rootMeanSquare])
      cells += ["\(own.extrapolatingAtoms)", "\(own.extrapolations)"]
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }

  /// A line for each group and one for all: errors in eV an atom, eV/Å and eV/Å³.
  public var groupTable: String {
    let errors = ["energy", "force", "stress"].flatMap { name in
      ["mae", "rmse", "max"].map { "\(name)_\($0)" }
    }
    var text = "group,structures,atoms," + errors.joined(separator: ",")
    text += ",extrapolating_atoms,extrapolations\n"
    for e in groups + [all] {
      var cells = [Self.quoted(e.group), "\(e.structures)", "\(e.atoms)"]
      for statistics in [e.energy, e.force, e.stress] {
        cells += Self.cells(statistics, [\.meanAbsolute, \.rootMeanSquare, \.maximum])
      }
      cells += ["\(e.extrapolatingAtoms)", "\(e.extrapolations)"]
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }

  /// Numbers, or empty cells where nothing was compared.
  private static func cells(
    _ statistics: ErrorStatistics, _ paths: [KeyPath<ErrorStatistics, Double>]
  ) -> [String] {
    paths.map { statistics.count == 0 ? "" : "\(statistics[keyPath: $0])" }
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\n".contains($0) }) else { return text }
    return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  /// The structures as extended XYZ with the predictions beside the labels: `predicted_energy`,
  /// `predicted_stress`, the columns `predicted_forces`, `atomic_energy`, `extrapolations`.
  public func writeStructures(to path: String) throws {
    let additions = zip(structures, predictions).map { structure, prediction in
      let offset = offsets[structure.origin.file] ?? 0
      var additions = StructureWriter.Additions()
      additions.keys = [
        ("predicted_energy", "\(prediction.energy + offset * Double(structure.count))")
      ]
      if let stress = prediction.stress {
        let original = structure.orientation?.turnedBack(stress) ?? stress
        additions.keys.append(("predicted_stress", StructureWriter.nine(original)))
      }
      additions.vectors = [("predicted_forces", prediction.forces)]
      additions.numbers = [
        ("atomic_energy", prediction.atomicEnergies),
        ("extrapolations", prediction.extrapolations.map { Double($0) }),
      ]
      return additions
    }
    try StructureWriter(format: .extendedXYZ).write(structures, to: path, additions: additions)
  }
}
