import Foundation
import MDPlot

/// How the errors went from epoch to epoch, as a table and a picture.
struct LearningCurve {
  let records: [EpochRecord]

  /// Comma-separated: energies in eV an atom, forces in eV/Å, stresses in eV/Å³.
  var table: String {
    let points = records.first?.invariants.count ?? 0
    let kinds = ["train", "validation"].flatMap { set in
      ["energy", "force", "stress"].flatMap { kind in
        ["rmse", "mae"].map { "\(set)_\(kind)_\($0)" }
      } + ["\(set)_loss"]
    }
    let extra = (0..<points).map { "invariant_\($0 + 1)" }
    var text = (["epoch", "seconds"] + kinds + extra).joined(separator: ",") + "\n"
    for record in records {
      var cells = ["\(record.epoch)", String(format: "%.2f", record.seconds)]
      for sums in [record.training, record.validation] {
        for kind in [sums.energy, sums.force, sums.stress] {
          cells += kind.count == 0 ? ["", ""] : ["\(kind.rmse)", "\(kind.mae)"]
        }
        cells.append(sums.energy.count == 0 ? "" : "\(sums.loss)")
      }
      cells += record.invariants.map { "\($0)" }
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }

  /// Root-mean-square errors of energy and force over the epochs.
  var figure: Figure {
    func chart(
      _ title: String, unit: String, _ path: KeyPath<ErrorSums, ErrorSums.Kind>, _ factor: Double
    ) -> Chart {
      var series: [Series] = []
      for (name, set) in [("training", \EpochRecord.training), ("validation", \.validation)] {
        let known = records.filter { $0[keyPath: set][keyPath: path].count > 0 }
        guard !known.isEmpty else { continue }
        series.append(
          Series(
            name, x: known.map { Double($0.epoch) },
            y: known.map { $0[keyPath: set][keyPath: path].rmse * factor }, kind: .linePoints))
      }
      return Chart(
        title, x: Axis("epoch"), y: Axis("RMSE", unit: unit, scale: .logarithmic), series: series)
    }
    var charts = [chart("energy", unit: "meV/atom", \.energy, 1000)]
    if records.contains(where: { $0.training.force.count > 0 }) {
      charts.append(chart("force", unit: "eV/Å", \.force, 1))
    }
    if records.contains(where: { $0.training.stress.count > 0 }) {
      charts.append(chart("stress", unit: "GPa", \.stress, PredictionReport.gigapascal))
    }
    return Figure("Learning curve", charts, columns: charts.count)
  }

  /// Writes `learning-curve.csv`, `.svg` and `.png` into a folder.
  func write(to folder: String) throws {
    try table.write(
      toFile: folder + "/learning-curve.csv", atomically: true, encoding: .utf8)
    let picture = figure.picture()
    for ending in ["svg", "png"] { try picture.write(to: folder + "/learning-curve." + ending) }
  }
}
