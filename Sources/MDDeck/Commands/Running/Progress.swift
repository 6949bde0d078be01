import Foundation

/// One line on the terminal that tells how far a long run is and how long it will still take.
///
/// It goes to standard error and is overwritten in place; where that is not a terminal (a file, a
/// batch job) nothing is written.
struct Progress {
  private let log: Log
  private let steps: Int64
  private let isShown: Bool
  private let began = ContinuousClock.now
  private var lastShown = ContinuousClock.now
  private var hasText = false

  /// Progress of a run of some steps; shown by the root only.
  init(steps: Int64, isRoot: Bool, log: Log) {
    self.log = log
    self.steps = steps
    isShown = isRoot && steps > 0 && Self.isTerminalInFront()
  }

  /// Shows the number of steps done, at most once a second and not within the first two.
  mutating func report(_ done: Int64) {
    guard isShown else { return }
    let now = ContinuousClock.now
    guard now - lastShown > .seconds(hasText ? 1 : 2) else { return }
    lastShown = now
    hasText = true
    let elapsed = Self.seconds(now - began)
    let left = elapsed / Double(max(done, 1)) * Double(steps - done)
    let share = Double(done) / Double(steps) * 100
    log.showStatus(
      String(
        format: "  step %lld of %lld (%.0f %%), %@ left", done, steps, share, Self.clock(left)))
  }

  /// Removes the line, so that what is printed next does not follow it.
  func clear() { log.showStatus(nil) }

  /// Hours, minutes and seconds.
  static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return whole >= 3600
      ? String(format: "%d:%02d:%02d h", whole / 3600, whole / 60 % 60, whole % 60)
      : String(format: "%d:%02d min", whole / 60, whole % 60)
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  /// Whether a person sees standard error. Under `mpirun` the stream of a rank is a pipe or a
  /// pseudo-terminal of the launcher, so that the launcher's own stream is looked at instead.
  private static func isTerminalInFront() -> Bool {
    guard ProcessInfo.processInfo.environment["OMPI_COMM_WORLD_SIZE"] != nil else {
      return isatty(STDERR_FILENO) == 1
    }
    let stream = "/proc/\(getppid())/fd/2"
    guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: stream) else {
      return false
    }
    return target.hasPrefix("/dev/pts/") || target.hasPrefix("/dev/tty")
  }
}
