import MDCore

/// Where the time of a run goes, by phase, on one rank.
///
/// The step is measured without gaps: `charge` books all time since the last call to a phase.
public struct Timers: Sendable {
  /// The sections of LAMMPS's timing breakdown, in its order.
  public enum Phase: Int, CaseIterable, Sendable {
    case pair, neighbor, communication, output, modify

    /// The name in the log.
    public var label: String {
      switch self {
      case .pair: "Pair"
      case .neighbor: "Neigh"
      case .communication: "Comm"
      case .output: "Output"
      case .modify: "Modify"
      }
    }
  }

  private var nanoseconds = [UInt64](repeating: 0, count: Phase.allCases.count)
  private var mark: ContinuousClock.Instant
  private var started: ContinuousClock.Instant

  /// Timers at zero, running from now.
  public init() {
    started = .now
    mark = started
  }

  /// All phases at zero, running from now.
  public mutating func restart() {
    self = Timers()
  }

  /// Books the time since the last call (or the start) to a phase.
  public mutating func charge(_ phase: Phase) {
    let now = ContinuousClock.now
    nanoseconds[phase.rawValue] += (now - mark).wholeNanoseconds
    mark = now
  }

  /// Seconds booked to a phase.
  public func seconds(_ phase: Phase) -> Double { Double(nanoseconds[phase.rawValue]) * 1e-9 }

  /// Seconds since the start.
  public var elapsed: Double { Double((ContinuousClock.now - started).wholeNanoseconds) * 1e-9 }
}

extension Duration {
  /// The duration in nanoseconds, for durations of up to five centuries.
  var wholeNanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
  }
}
