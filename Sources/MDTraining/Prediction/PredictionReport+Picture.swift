import Foundation
import MDCore
import MDPlot

extension PredictionReport {
  /// Points that a chart shows at most; of more, those with the largest errors and every so many others.
  static let pointsPerChart = 6000
  /// Groups with a colour of their own; the rest share one.
  private static let groupColors = 7

  /// Predictions over references: energies an atom, components of forces, and stresses where there
  /// are any.
  public func parityFigure(title: String) -> Figure {
    var energies: [ParityPoint] = []
    var forces: [ParityPoint] = []
    var stresses: [ParityPoint] = []
    let places = Dictionary(uniqueKeysWithValues: zip(groups.map(\.group), 0...))
    for (structure, prediction) in zip(structures, predictions) {
      let group = places[structure.group]!
      let atoms = Double(structure.count)
      let offset = offsets[structure.origin.file] ?? 0
      // References move, so that files with other zeros share the axis.
      energies.append(
        ParityPoint(
          group: group, reference: structure.energy / atoms - offset,
          predicted: prediction.energy / atoms))
      for (own, reference) in zip(prediction.forces, structure.forces ?? []) {
        for d in 0..<3 {
          forces.append(
            ParityPoint(group: group, reference: reference[d], predicted: own[d]))
        }
      }
      for pair in prediction.stressPairs(structure) {
        stresses.append(
          ParityPoint(
            group: group, reference: pair.reference * Self.gigapascal,
            predicted: pair.predicted * Self.gigapascal))
      }
    }
    var charts = [
      chart("Energy", "eV/atom", energies, all.energy, factor: 1000, errorUnit: "meV/atom")
    ]
    if !forces.isEmpty {
      charts.append(chart("Force", "eV/Å", forces, all.force, factor: 1, errorUnit: "eV/Å"))
    }
    if !stresses.isEmpty {
      charts.append(
        chart(
          "Stress", "GPa", stresses, all.stress, factor: Self.gigapascal, errorUnit: "GPa"))
    }
    return Figure(title, charts, columns: charts.count)
  }

  /// Writes the figure as SVG and PNG.
  public func writeParity(prefix: String, title: String) throws {
    let picture = parityFigure(title: title).picture(chartWidth: 420, chartHeight: 400)
    for ending in ["svg", "png"] {
      try PictureOutput.write(picture, to: "\(prefix)-parity.\(ending)")
    }
  }

  private func chart(
    _ name: String, _ unit: String, _ points: [ParityPoint], _ errors: ErrorStatistics,
    factor: Double, errorUnit: String
  ) -> Chart {
    let shown = Self.thinned(points)
    let series = groups.indices.prefix(Self.groupColors).map { group in
      let isLast = group == Self.groupColors - 1 && groups.count > Self.groupColors
      let own = shown.filter { isLast ? $0.group >= group : $0.group == group }
      return Series(
        isLast ? "others" : groups[group].group,
        own.map { SIMD2($0.reference, $0.predicted) }, kind: .points)
    }
    let error = String(
      format: "%@: MAE %.3g, RMSE %.3g %@", name, errors.meanAbsolute * factor,
      errors.rootMeanSquare * factor, errorUnit)
    var chart = Chart(
      error, x: Axis("reference", unit: unit), y: Axis("predicted", unit: unit), series: series,
      references: [Reference(.slope(1, intercept: 0))])
    chart.sharesRange = true
    return chart
  }

  /// So many points as a picture can show.
  static func thinned(_ points: [ParityPoint]) -> [ParityPoint] {
    guard points.count > pointsPerChart else { return points }
    let worst = points.indices.sorted { (points[$1].error, $0) < (points[$0].error, $1) }
      .prefix(pointsPerChart / 10)
    let stride = points.count / (pointsPerChart - worst.count) + 1
    let kept = Set(worst)
    return points.indices.filter { $0 % stride == 0 || kept.contains($0) }.map { points[$0] }
  }
}

/// A reference and what the potential says.
struct ParityPoint {
  let group: Int
  let reference, predicted: Double
  var error: Double { abs(predicted - reference) }
}
