import MDCore
import MDDomain
import MDPlot

/// The density along the frames.
struct Density: Quantity {
  /// g/cm³ of one g/mol in a cubic ångström: 10²⁴ over Avogadro's number.
  static let factor = 1 / 0.602214076
  private var series = FrameSeries(width: 3)

  mutating func observe(_ snapshot: Snapshot, _ share: Share) throws {
    guard share.part == 0 else { return }
    let frame = snapshot.frame
    series.add(snapshot, [frame.box.volume, Double(frame.count), snapshot.mass ?? .nan])
  }

  mutating func combine(_ communicator: any Communicator) { series.combine(communicator) }

  func result() -> AnalysisResult {
    var result = AnalysisResult("density")
    let rows = series.sorted
    let knowsMass = rows.allSatisfy { $0.values[2].isFinite }
    let densities = rows.map { row in
      knowsMass ? row.values[2] / row.values[0] * Self.factor : row.values[1] / row.values[0]
    }
    let unit = knowsMass ? "g/cm³" : "atoms/Å³"
    result.tables = [
      AnalysisTable(
        name: "density",
        columns: ["frame", "step", "time (ps)", "volume (Å³)", "density (\(unit))"],
        rows: zip(rows, densities).map {
          [Double($0.number), Double($0.step), $0.time, $0.values[0], $1]
        })
    ]
    let hasTime = rows.allSatisfy { $0.time.isFinite }
    result.charts = [
      Chart(
        "Density", x: hasTime ? Axis("time", unit: "ps") : Axis("frame"),
        y: Axis("density", unit: unit),
        series: [
          Series(
            x: rows.map { hasTime ? $0.time : Double($0.number) }, y: densities,
            kind: rows.count > 60 ? .line : .linePoints)
        ])
    ]
    let mean = densities.reduce(0, +) / Double(max(1, densities.count))
    let spread =
      densities.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      / Double(max(1, densities.count))
    result.numbers = [
      AnalysisNumber(name: "mean density", value: mean, unit: unit),
      AnalysisNumber(
        name: "standard deviation of the density", value: spread.squareRoot(), unit: unit),
    ]
    if !knowsMass { result.notes.append("the masses are not known: give names with -elements") }
    return result
  }
}
