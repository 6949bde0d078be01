import MDDomain
import MDPlot

/// How many bonds atoms have, and which have the wrong number.
struct Coordination: Quantity {
  private static let most = 16
  private let settings: AnalysisSettings
  private var counts = Counts(Self.most + 1)
  private var series = FrameSeries(width: 3)
  /// The last frame that this rank saw: its number, and ids and bonds of the atoms that have the wrong number.
  private var defects: (frame: Int, atoms: [(id: Int64, bonds: Int)]) = (-1, [])

  init(_ settings: AnalysisSettings) { self.settings = settings }

  mutating func observe(_ snapshot: Snapshot, _ share: Share) {
    let bonds = snapshot.bonds
    let frame = snapshot.frame
    defects = (frame.number, [])
    var sum = 0
    let range = share.range(frame.count)
    for atom in range {
      let count = bonds.coordination(atom)
      counts[min(count, Self.most)] += 1
      sum += count
      if count != settings.ideal { defects.atoms.append((frame.ids[atom], count)) }
    }
    series.add(
      snapshot, [Double(range.count), Double(sum), Double(defects.atoms.count)])
  }

  mutating func combine(_ communicator: any Communicator) {
    counts.combine(communicator)
    series.combine(communicator)
    let last = Int(communicator.reduce(Int64(defects.frame), .maximum))
    let own = defects.frame == last ? defects.atoms.flatMap { [$0.id, Int64($0.bonds)] } : []
    let parts = communicator.gather(own.withUnsafeBytes { Array($0) }, tag: 3002)
    guard communicator.isRoot else { return }
    let all = parts.flatMap { $0.withUnsafeBytes { Array($0.bindMemory(to: Int64.self)) } }
    defects = (last, stride(from: 0, to: all.count, by: 2).map { (all[$0], Int(all[$0 + 1])) })
    defects.atoms.sort { $0.id < $1.id }
  }

  func result() -> AnalysisResult {
    var result = AnalysisResult("coordination")
    let total = Double(max(1, counts.total))
    let shares = counts.values.map { Double($0) / total * 100 }
    let last = shares.lastIndex { $0 > 0 } ?? settings.ideal
    let rows = (0...max(last, settings.ideal + 1)).map { [Double($0), shares[$0]] }
    result.tables = [
      AnalysisTable(name: "coordination", columns: ["bonds", "atoms (%)"], rows: rows),
      AnalysisTable(
        name: "coordination-frames",
        columns: [
          "frame", "step", "time (ps)", "mean coordination", "not \(settings.ideal)-fold (%)",
        ],
        rows: series.sorted.map {
          [
            Double($0.number), Double($0.step), $0.time, $0.values[1] / max(1, $0.values[0]),
            $0.values[2] / max(1, $0.values[0]) * 100,
          ]
        }),
      AnalysisTable(
        name: "coordination-defects", columns: ["id", "bonds"],
        rows: defects.atoms.map { [Double($0.id), Double($0.bonds)] }),
    ]
    let shown = rows.filter { $0[1] > 0 }.map { $0[0] }
    let low = max(0, (shown.first ?? 3) - 1), high = (shown.last ?? 5) + 1
    result.charts = [
      Chart(
        "Coordination",
        x: Axis("bonds of an atom", from: low - 0.5, to: high + 0.5),
        y: Axis("atoms", unit: "%", from: 0),
        series: [Series(x: rows.map { $0[0] }, y: rows.map { $0[1] }, kind: .bars)])
    ]
    let mean = counts.values.enumerated().reduce(0.0) {
      $0 + Double($1.offset) * Double($1.element)
    }
    result.numbers = [
      AnalysisNumber(name: "mean coordination", value: mean / total, unit: ""),
      AnalysisNumber(
        name: "atoms that are not \(settings.ideal)-fold", value: 100 - shares[settings.ideal],
        unit: "%"),
    ]
    result.notes = [
      "coordination-defects.csv names the \(defects.atoms.count) atoms of frame \(defects.frame) that do not have \(settings.ideal) bonds"
    ]
    return result
  }
}
