import MDDomain
import MDPlot

/// Shortest-path rings (Franzblau, Phys. Rev. B 44, 4925 (1991)): closed paths of bonds in which no two members
/// are joined by a way outside that is shorter than both ways along the ring.
struct RingStatistics: Quantity {
  private let settings: AnalysisSettings
  /// For each size how often an atom was found in a ring of it: each ring counts once for each member.
  private var memberships: Counts
  private var atoms = Counts(1)

  init(_ settings: AnalysisSettings) {
    self.settings = settings
    memberships = Counts(settings.ringMax + 1)
  }

  mutating func observe(_ snapshot: Snapshot, _ share: Share) {
    var search = RingSearch(snapshot.bonds, largest: settings.ringMax)
    for atom in share.range(snapshot.bonds.count) {
      for (size, count) in search.rings(through: atom).enumerated() {
        memberships[size] += Int64(count)
      }
      atoms[0] += 1
    }
  }

  mutating func combine(_ communicator: any Communicator) {
    memberships.combine(communicator)
    atoms.combine(communicator)
  }

  func result() -> AnalysisResult {
    var result = AnalysisResult("rings")
    let total = Double(max(1, atoms[0]))
    let rows = (3...max(3, settings.ringMax)).map { size in
      [Double(size), Double(memberships[size]) / Double(size) / total]
    }
    result.tables = [
      AnalysisTable(name: "rings", columns: ["members", "rings per atom"], rows: rows)
    ]
    result.charts = [
      Chart(
        "Shortest-path rings",
        x: Axis("members", from: 2.5, to: Double(settings.ringMax) + 0.5),
        y: Axis("rings per atom", from: 0),
        series: [Series(x: rows.map { $0[0] }, y: rows.map { $0[1] }, kind: .bars)])
    ]
    result.numbers = rows.filter { (5...7).contains($0[0]) }.map {
      AnalysisNumber(name: "\(Int($0[0]))-membered rings per atom", value: $0[1], unit: "")
    }
    return result
  }
}
