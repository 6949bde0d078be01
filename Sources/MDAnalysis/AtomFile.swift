import Foundation
import MDCore
import MDTrajectory

/// The atoms of a frame with what was found of each, as extended XYZ for OVITO and ASE.
public enum AtomFile {
  /// The text: species, position, id, coordination, q4, q6, their averages, and the structure (0 other, 1 cubic
  /// diamond, 2 and 3 its first and second neighbours, 4 to 6 the same for hexagonal diamond).
  public static func text(_ frame: Frame, _ settings: AnalysisSettings) -> String {
    let snapshot = Snapshot(frame, settings)
    let order = BondOrder(snapshot.bonds)
    let structures = DiamondStructure.identify(frame, reach: settings.cutoff * 1.6)
    let (a, b, c) = frame.box.edges
    let cell = [a, b, c].flatMap { [$0.x, $0.y, $0.z] }.map { String(format: "%.10g", $0) }
    let origin = (0..<3).map { String(format: "%.10g", frame.box.lower[$0]) }
    let periodic = (0..<3).map { frame.box.isPeriodic($0) ? "T" : "F" }
    var head =
      "Lattice=\"\(cell.joined(separator: " "))\" Origin=\"\(origin.joined(separator: " "))\" pbc=\"\(periodic.joined(separator: " "))\""
    head +=
      " Properties=species:S:1:pos:R:3:id:I:1:coordination:I:1:q4:R:1:q6:R:1:mean_q4:R:1:mean_q6:R:1:structure:I:1"
    if let step = frame.step { head += " Timestep=\(step)" }
    var lines = ["\(frame.count)", head]
    for i in 0..<frame.count {
      let p = frame.positions[i]
      lines.append(
        "\(frame.speciesNames[Int(frame.species[i])]) "
          + String(format: "%.8g %.8g %.8g", p.x, p.y, p.z)
          + " \(frame.ids[i]) \(snapshot.bonds.coordination(i)) "
          + String(
            format: "%.6f %.6f %.6f %.6f", order.own[i].x, order.own[i].y, order.averaged[i].x,
            order.averaged[i].y) + " \(structures[i].rawValue)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
