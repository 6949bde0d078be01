import MDDomain
import MDPlot

/// The order around each atom: Steinhardt's parameters and the diamond structures.
struct LocalOrder: Quantity {
  private static let bins = 100
  private let settings: AnalysisSettings
  private var histograms = Counts(4 * Self.bins)
  private var sums = ExactSums(4)
  private var atoms = Counts(1)
  private var series = FrameSeries(width: 1 + DiamondStructure.allCases.count)

  init(_ settings: AnalysisSettings) { self.settings = settings }

  mutating func observe(_ snapshot: Snapshot, _ share: Share) {
    let order = BondOrder(snapshot.bonds)
    let structures = DiamondStructure.identify(snapshot.frame, reach: settings.cutoff * 1.6)
    var row = [Double](repeating: 0, count: 1 + DiamondStructure.allCases.count)
    for atom in share.range(snapshot.frame.count) {
      let values = [
        order.own[atom].x, order.own[atom].y, order.averaged[atom].x, order.averaged[atom].y,
      ]
      for (k, value) in values.enumerated() {
        histograms[k * Self.bins + min(Self.bins - 1, Int(value * Double(Self.bins)))] += 1
        sums.add(value, at: k)
      }
      atoms[0] += 1
      row[0] += 1
      row[1 + structures[atom].rawValue] += 1
    }
    series.add(snapshot, row)
  }

  mutating func combine(_ communicator: any Communicator) {
    histograms.combine(communicator)
    sums.combine(communicator)
    atoms.combine(communicator)
    series.combine(communicator)
  }

  func result() -> AnalysisResult {
    var result = AnalysisResult("order")
    let total = Double(max(1, atoms[0]))
    let names = ["q4", "q6", "mean q4", "mean q6"]
    let shown = ["q₄", "q₆", "q̄₄ (first shell)", "q̄₆ (first shell)"]
    let q = (0..<Self.bins).map { (Double($0) + 0.5) / Double(Self.bins) }
    let densities = (0..<4).map { k in
      (0..<Self.bins).map {
        Double(histograms[k * Self.bins + $0]) / total * Double(Self.bins)
      }
    }
    let rows = series.sorted
    let kinds = DiamondStructure.allCases
    result.tables = [
      AnalysisTable(
        name: "order", columns: ["q"] + names.map { "p(\($0))" },
        rows: transposed([q] + densities)),
      AnalysisTable(
        name: "order-frames",
        columns: ["frame", "step", "time (ps)"] + kinds.map { "\($0.name) (%)" },
        rows: rows.map { row in
          [Double(row.number), Double(row.step), row.time]
            + kinds.map { row.values[1 + $0.rawValue] / max(1, row.values[0]) * 100 }
        }),
    ]
    result.charts = [
      Chart(
        "Steinhardt order", x: Axis("q", from: 0, to: 1), y: Axis("density", from: 0),
        series: (0..<4).map {
          Series(shown[$0], x: q, y: densities[$0], color: .series($0 % 2), isDashed: $0 > 1)
        },
        references: [
          Reference(.x(0.509), "q₄ diamond", color: .series(0)),
          Reference(.x(0.629), "q₆ diamond", color: .series(1)),
        ]),
      structureChart(rows),
    ]
    result.numbers = (0..<4).map {
      AnalysisNumber(name: "mean of \(shown[$0])", value: sums[$0] / total, unit: "")
    }
    for kind in [DiamondStructure.cubic, .hexagonal, .other] {
      let share = rows.reduce(0) { $0 + $1.values[1 + kind.rawValue] } / total * 100
      result.numbers.append(AnalysisNumber(name: "atoms in \(kind.name)", value: share, unit: "%"))
    }
    return result
  }

  private func structureChart(_ rows: [FrameSeries.Row]) -> Chart {
    let hasTime = rows.allSatisfy { $0.time.isFinite }
    let x = rows.map { hasTime ? $0.time : Double($0.number) }
    func share(_ kinds: [DiamondStructure]) -> [Double] {
      rows.map { row in
        kinds.reduce(0) { $0 + row.values[1 + $1.rawValue] } / max(1, row.values[0]) * 100
      }
    }
    return Chart(
      "Diamond structure (with first and second neighbours)",
      x: hasTime ? Axis("time", unit: "ps") : Axis("frame"),
      y: Axis("atoms", unit: "%", from: 0, to: 100),
      series: [
        Series("cubic", x: x, y: share([.cubic, .cubicFirst, .cubicSecond])),
        Series("hexagonal", x: x, y: share([.hexagonal, .hexagonalFirst, .hexagonalSecond])),
        Series("other", x: x, y: share([.other])),
      ].map {
        var series = $0
        series.kind = rows.count > 60 ? .line : .linePoints
        return series
      })
  }
}
