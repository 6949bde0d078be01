import Foundation
import MDDomain
import MDPlot

/// The distribution of angles between two bonds of an atom.
struct BondAngles: Quantity {
  private var counts = Counts(180)
  private var sums = ExactSums(2)

  mutating func observe(_ snapshot: Snapshot, _ share: Share) {
    let bonds = snapshot.bonds
    for atom in share.range(bonds.count) {
      let own = bonds.of(atom)
      for (k, first) in own.enumerated() {
        for second in own.dropFirst(k + 1) {
          let cosine =
            first.vector.dot(second.vector) / (first.vector.length * second.vector.length)
          let angle = acos(min(1, max(-1, cosine))) * 180 / .pi
          counts[min(179, Int(angle))] += 1
          sums.add(angle, at: 0)
          sums.add(angle * angle, at: 1)
        }
      }
    }
  }

  mutating func combine(_ communicator: any Communicator) {
    counts.combine(communicator)
    sums.combine(communicator)
  }

  func result() -> AnalysisResult {
    var result = AnalysisResult("angles")
    let total = Double(max(1, counts.total))
    let angles = (0..<180).map { Double($0) + 0.5 }
    let density = counts.values.map { Double($0) / total }
    result.tables = [
      AnalysisTable(
        name: "angles", columns: ["angle (°)", "p (1/°)"], rows: transposed([angles, density]))
    ]
    let mean = sums[0] / total
    let width = max(0, sums[1] / total - mean * mean).squareRoot()
    result.charts = [
      Chart(
        "Bond angles", x: Axis("angle", unit: "°", from: 30, to: 180),
        y: Axis("p", unit: "1/°", from: 0), series: [Series(x: angles, y: density, kind: .area)],
        references: [Reference(.x(109.4712), "tetrahedral 109.47°")])
    ]
    guard counts.total > 0 else {
      result.notes.append("no atom has two bonds")
      return result
    }
    result.numbers = [
      AnalysisNumber(name: "mean bond angle", value: mean, unit: "°"),
      AnalysisNumber(
        name: "width of the bond angles (standard deviation)", value: width, unit: "°"),
    ]
    return result
  }
}
