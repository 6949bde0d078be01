import Foundation

/// The lines that tell how a fit goes.
struct ProgressLine {
  let epochs: Int
  /// Names of the invariant points.
  let points: [String]

  /// What the columns are.
  var head: String {
    "epoch  train E meV/atom  F eV/Å   validation E  F eV/Å   time     left"
      + (points.isEmpty ? "" : "   invariant points, meV/atom: " + points.joined(separator: " "))
  }

  /// One epoch; a star marks the best weights so far.
  func text(_ record: EpochRecord, isBest: Bool) -> String {
    func cells(_ sums: ErrorSums) -> String {
      guard sums.energy.count > 0 else { return "             -       -" }
      let force = sums.force.count > 0 ? String(format: "%7.4f", sums.force.rmse) : "      -"
      return String(format: "%14.2f ", 1000 * sums.energy.rmse) + force
    }
    let rate = record.epoch > 0 ? record.seconds / Double(record.epoch) : 0
    let left = rate * Double(epochs - record.epoch)
    var line = String(format: "%5d", record.epoch) + " " + cells(record.training) + " "
    line += cells(record.validation)
    line += String(format: " %8.1f s ", record.seconds)
    line += record.epoch > 0 ? Self.clock(left) : "        "
    line += isBest ? " *" : "  "
    for value in record.invariants { line += String(format: " %8.2f", 1000 * value) }
    return line
  }

  /// Hours, minutes and seconds, eight letters wide.
  static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return String(format: "%2d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
  }
}
