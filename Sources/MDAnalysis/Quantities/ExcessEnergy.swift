import MDCore
import MDDomain
import MDPlot

/// The potential energy of an atom above that of the crystal.
struct ExcessEnergy: Quantity {
  private let reference: Double
  private var series = FrameSeries(width: 2)
  private var missing = Counts(1)

  init(reference: Double) { self.reference = reference }

  mutating func observe(_ snapshot: Snapshot, _ share: Share) throws {
    guard share.part == 0 else { return }
    let frame = snapshot.frame
    let listed = frame.step.flatMap { snapshot.settings.energies[$0] }
    guard let energy = frame.energy ?? listed else {
      missing[0] += 1
      return
    }
    series.add(snapshot, [energy, Double(frame.count)])
  }

  mutating func combine(_ communicator: any Communicator) {
    series.combine(communicator)
    missing.combine(communicator)
  }

  func result() throws -> AnalysisResult {
    var result = AnalysisResult("excess")
    let rows = series.sorted
    guard !rows.isEmpty else {
      throw InputError(
        "no frame has a potential energy; give the run's log with -log, with PotEng printed for the steps of the frames"
      )
    }
    let excess = rows.map { $0.values[0] / max(1, $0.values[1]) - reference }
    result.tables = [
      AnalysisTable(
        name: "excess",
        columns: ["frame", "step", "time (ps)", "energy (eV/atom)", "excess (eV/atom)"],
        rows: zip(rows, excess).map {
          [Double($0.number), Double($0.step), $0.time, $1 + reference, $1]
        })
    ]
    let hasTime = rows.allSatisfy { $0.time.isFinite }
    result.charts = [
      Chart(
        "Energy above the crystal", x: hasTime ? Axis("time", unit: "ps") : Axis("frame"),
        y: Axis("excess energy", unit: "eV/atom"),
        series: [
          Series(
            x: rows.map { hasTime ? $0.time : Double($0.number) }, y: excess,
            kind: rows.count > 60 ? .line : .linePoints)
        ])
    ]
    let mean = excess.reduce(0, +) / Double(max(1, excess.count))
    result.numbers = [
      AnalysisNumber(name: "mean excess energy", value: mean, unit: "eV/atom"),
      AnalysisNumber(
        name: "excess energy of the last frame", value: excess.last ?? .nan, unit: "eV/atom"),
    ]
    result.notes = [
      "the energies of the frames hold the potential energy of their vibrations; compare with a crystal at the same temperature, or with minimised frames"
    ]
    if missing[0] > 0 {
      result.notes.append("\(missing[0]) frames have no potential energy and are left out")
    }
    return result
  }
}
