import MDCore
import MDTrajectory

/// A frame with what several quantities need of it, found once and only when asked for.
final class Snapshot {
  let frame: Frame
  let settings: AnalysisSettings

  init(_ frame: Frame, _ settings: AnalysisSettings) {
    self.frame = frame
    self.settings = settings
  }

  /// Bonds within the cutoff of the first shell.
  lazy var bonds = BondTable(frame, cutoff: settings.cutoff)

  /// The time in ps: the file's, or that of the step.
  var time: Double? {
    frame.time ?? frame.step.map { Double($0) * settings.timestep }
  }

  /// The mass in g/mol, if all are known.
  var mass: Double? {
    var sum = 0.0
    var counts = [Int](repeating: 0, count: frame.speciesNames.count)
    for kind in frame.species { counts[Int(kind)] += 1 }
    for (kind, count) in counts.enumerated() where count > 0 {
      guard let mass = frame.masses[kind] else { return nil }
      sum += mass * Double(count)
    }
    return sum
  }
}

/// The part of a frame that a rank works on.
struct Share {
  var part: Int
  var parts: Int

  /// All of it.
  static let whole = Share(part: 0, parts: 1)

  /// This part of so many things.
  func range(_ count: Int) -> Range<Int> {
    count * part / parts..<count * (part + 1) / parts
  }
}
