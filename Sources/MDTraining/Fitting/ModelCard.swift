import Foundation
import MDCore
import MDPotentials

/// `model-card.md` beside a potential: what it is made of and how good it is.
struct ModelCard {
  let version: String
  let command: String
  let settings: FitSettings
  let design: NetworkDesign
  let data: TrainingData
  let lengthFactor: Double
  let energyFactor: Double
  let seed: UInt32
  let state: Trainer.State
  let ending: Trainer.Ending
  /// eV an atom by which each data set's zero lies above the first one's.
  let zeros: [Double]
  /// Errors of every structure with the best weights.
  let errors: [ErrorSums]
  let weights: [Double]

  var text: String {
    ([
      "# \(design.symbols.joined(separator: "-")): a neural-network potential",
      "",
      "Made by \(version) with `\(command)`.",
      "",
    ] + networks + dataSection + settingsSection + errorSection + useSection)
    .joined(separator: "\n") + "\n"
  }

  private var networks: [String] {
    var lines = ["## Networks", ""]
    for (element, symbol) in design.symbols.enumerated() {
      let nodes = design.nodes(of: element).map(String.init).joined(separator: "-")
      let letters = design.activations(of: element).map(\.rawValue).joined(separator: " ")
      lines.append(
        "- \(symbol): \(design.functionCounts[element]) symmetry functions, \(nodes), activations \(letters), "
          + String(format: "energy of an atom %.6f eV", data.atomEnergies[element]))
    }
    lines.append(
      String(
        format: "- cutoff %.4f Å, %d weights and biases", design.cutoff / lengthFactor,
        weights.count))
    return lines + [""]
  }

  private var dataSection: [String] {
    var lines = ["## Data", ""]
    let sets = Set(data.validation)
    for (number, file) in data.files.enumerated() {
      let own = (data.training + data.validation).filter {
        data.structures[$0].origin.file == file
      }
      let name = URL(fileURLWithPath: file).lastPathComponent
      var line = "- `\(name)`: \(own.count { !sets.contains($0) }) structures fitted, "
      line += "\(own.count { sets.contains($0) }) for validation, "
      line += "\(own.reduce(0) { $0 + data.structures[$1].count }) atoms"
      if zeros.count > 1 {
        line += String(format: "; energy zero %+.6f eV/atom above the first file's", zeros[number])
      }
      lines.append(line)
    }
    return lines + [""]
  }

  private var settingsSection: [String] {
    var lines = ["## Fit", ""]
    lines.append("- optimiser \(settings.optimizer.rawValue), seed \(seed)")
    lines.append(
      "- \(state.epoch) of \(settings.plannedEpochs) epochs in \(String(format: "%.1f", state.seconds)) s"
        + (ending == .noImprovement ? ", ended early: no improvement" : "")
        + "; weights of epoch \(state.bestEpoch), the best on the "
        + (data.validation.isEmpty ? "training" : "validation") + " structures")
    lines.append(
      "- expected errors: \(settings.expected.energy) eV/atom, \(settings.expected.force) eV/Å"
        + (settings.usesStress ? ", \(settings.expected.stress) eV/Å³" : ""))
    for (group, weight) in settings.groupWeights.sorted(by: { $0.key < $1.key }) {
      lines.append("- weight of group \(group): \(weight)")
    }
    if let width = settings.uniformWidth {
      lines.append("- uniform training: width \(width), power \(settings.uniformPower)")
    }
    lines.append("- everything else stands in `input.nn`")
    return lines + [""]
  }

  private var errorSection: [String] {
    var lines = ["## Errors", ""]
    lines.append(
      "| structures | group | count | E MAE (meV/atom) | E RMSE | F MAE (eV/Å) | F RMSE | stress RMSE (GPa) |"
    )
    lines.append("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for (name, indices) in [("fitted", data.training), ("validation", data.validation)] {
      let groups = indices.map { data.structures[$0].group }
      var seen: [String] = []
      for group in groups where !seen.contains(group) { seen.append(group) }
      for group in (seen.count > 1 ? seen : []) + ["all"] {
        let own = indices.filter { group == "all" || data.structures[$0].group == group }
        guard !own.isEmpty else { continue }
        lines.append(row(name, group, own))
      }
    }
    if let last = state.curve.last, !last.invariants.isEmpty {
      lines += ["", "Atomic energy minus reference at invariant points, after the last epoch:", ""]
      for (index, value) in zip(data.invariants, last.invariants) {
        lines.append(
          "- \(data.structures[index].group) (\(data.structures[index].origin.frame)): "
            + String(format: "%+.2f meV", 1000 * value))
      }
    }
    return lines + [""]
  }

  private func row(_ name: String, _ group: String, _ indices: [Int]) -> String {
    var sums = ErrorSums()
    for index in indices { sums.add(errors[index]) }
    func cell(_ kind: ErrorSums.Kind, _ value: Double, _ format: String) -> String {
      kind.count == 0 ? "–" : String(format: format, value)
    }
    return "| "
      + [
        name, group, "\(indices.count)",
        cell(sums.energy, 1000 * sums.energy.mae, "%.2f"),
        cell(sums.energy, 1000 * sums.energy.rmse, "%.2f"),
        cell(sums.force, sums.force.mae, "%.4f"), cell(sums.force, sums.force.rmse, "%.4f"),
        cell(sums.stress, PredictionReport.gigapascal * sums.stress.rmse, "%.3f"),
      ].joined(separator: " | ") + " |"
  }

  private var useSection: [String] {
    var factors = ""
    if lengthFactor != 1 || energyFactor != 1 {
      factors = " cflength \(lengthFactor) cfenergy \(energyFactor)"
    }
    let radius = String(format: "%.4f", (design.cutoff / lengthFactor * 1e4).rounded(.up) / 1e4)
    return [
      "## Use", "", "```", "pair_style hdnnp \(radius) dir \"FOLDER\"\(factors)",
      "pair_coeff * * \(design.symbols.joined(separator: " "))", "```",
    ]
  }
}
