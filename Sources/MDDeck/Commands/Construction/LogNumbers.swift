import Foundation
import MDCore

/// A number as LAMMPS writes it in its log where boxes are concerned: eight digits, zeros kept.
func logNumber(_ value: Double) -> String { String(format: "%#.8g", value) }

/// Three such numbers with spaces between.
func logNumbers(_ v: Vector3) -> String {
  "\(logNumber(v.x)) \(logNumber(v.y)) \(logNumber(v.z))"
}

extension Box {
  /// The box as LAMMPS's log describes it: `orthogonal box = (0 0 0) to (1 1 1)`.
  var logDescription: String {
    let bounds = "(\(logNumbers(lower))) to (\(logNumbers(upper)))"
    return isTriclinic
      ? "triclinic box = \(bounds) with tilt (\(logNumbers(tilts)))" : "orthogonal box = \(bounds)"
  }
}

extension Session {
  /// The line about the grid of ranks that follows a new box.
  func logProcessGrid() throws {
    let counts = try withSimulation { $0.decomposition.grid.counts }
    log.write("  \(counts.x) by \(counts.y) by \(counts.z) MPI processor grid")
  }
}
