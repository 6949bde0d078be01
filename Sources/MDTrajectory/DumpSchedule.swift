import MDCore

/// At which steps a dump is due: every multiple of a number, as in LAMMPS.
public struct DumpSchedule: Equatable, Sendable {
  /// Due at steps that this number divides.
  public var every: Int64
  /// Due at the first step of the first run, whatever its number (`dump_modify first yes`).
  public var first: Bool
  /// The step of the last snapshot; no step is written twice in a row.
  public private(set) var last: Int64?

  /// Due every so many steps.
  public init(every: Int64, first: Bool = false) {
    precondition(every > 0, "a dump is due every one or more steps")
    self.every = every
    self.first = first
  }

  /// The first step at or after a step at which it is due.
  public func nextStep(atOrAfter step: Int64) -> Int64 {
    if first && last == nil { return step }
    let remainder = ((step % every) + every) % every
    let due = remainder == 0 ? step : step + every - remainder
    return due == last ? due + every : due
  }

  /// Takes note that a snapshot was written.
  public mutating func wrote(step: Int64) { last = step }

  /// The last step as a number for a restart; NaN if there was none.
  var memory: Double {
    get { last.map { Double($0) } ?? .nan }
    set { last = newValue.isNaN ? nil : Int64(clamped: newValue) }
  }
}
