import Foundation
import MDCore
import MDEngine

/// `fix ID group halt N attribute operator value`: ends a run or minimisation when a condition is met, looked
/// at every so many steps.
final class FixHalt: WatchingFix {
  /// What is looked at.
  enum Attribute {
    /// Seconds since the run began, by the root's clock.
    case seconds
    /// Megabytes that are free where a path is, on the root.
    case freeMegabytes(path: String)
    /// An equal-style variable.
    case variable(String)
  }

  /// How it is compared with the value.
  enum Comparison: String, CaseIterable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case different = "!="
    /// One of both is zero, the other not.
    case exclusive = "|^"

    func holds(_ a: Double, _ b: Double) -> Bool {
      switch self {
      case .less: a < b
      case .lessOrEqual: a <= b
      case .greater: a > b
      case .greaterOrEqual: a >= b
      case .equal: a == b
      case .different: a != b
      case .exclusive: (a == 0) != (b == 0)
      }
    }
  }

  /// What becomes of the deck.
  enum Ending: String, CaseIterable {
    /// It ends with an error.
    case hard
    /// It goes on, but runs and minimisations are passed over.
    case soft
    /// It goes on.
    case `continue`
  }

  /// What the deck asks for.
  struct Settings {
    var interval: Int64
    var attribute: Attribute
    var comparison: Comparison
    var value: Double
    var ending = Ending.soft
    var showsMessage = true
  }

  let id: String
  let style = "halt"
  var frequency: Int64 { settings.interval }
  let inputs: [Reference]
  private let settings: Settings
  private var first: Int64 = 0
  private var lastLook: Int64?
  private unowned let session: Session

  init(id: String, settings: Settings, session: Session) throws {
    self.id = id
    self.settings = settings
    self.session = session
    if case .variable(let name) = settings.attribute {
      inputs = [Reference("v_\(name)")].compactMap { $0 }
    } else {
      inputs = []
    }
    try session.check(inputs, of: "fix halt")
  }

  var watchesMinimizations: Bool { true }

  var needsPerAtom: Bool { session.hasPerAtomComputes }

  func beginRun(_ steps: ClosedRange<Int64>) throws {
    try session.check(inputs, of: "fix halt \(id)")
    first = steps.lowerBound
    lastLook = nil
  }

  /// Not in the first step of a run, before which nothing has happened.
  func nextStep(atOrAfter step: Int64) -> Int64? {
    let interval = settings.interval
    return (max(step, first + 1) + interval - 1) / interval * interval
  }

  func observe(atStep step: Int64) throws {
    // The last step of a minimisation is shown to all once more.
    guard step > first, step % settings.interval == 0, step != lastLook else { return }
    lastLook = step
    let value = try attribute()
    guard settings.comparison.holds(value, settings.value) else { return }
    let message =
      "Fix halt condition for fix-id \(id) met on step \(step) with value "
      + String(format: "%.15g", value)
    guard settings.ending != .hard else { throw InputError(message) }
    if settings.showsMessage { session.log.write(message) }
    session.supervisor.haltRun(endsAllRuns: settings.ending == .soft)
  }

  /// The same on all ranks. Collective.
  private func attribute() throws -> Double {
    let communicator = session.communicator
    switch settings.attribute {
    case .variable(let name):
      return try session.variables.number(name, SessionQuantities(session))
    case .seconds:
      let elapsed = session.runner?.simulation.timers.elapsed ?? 0
      return communicator.reduce(communicator.isRoot ? elapsed : 0, .sum)
    case .freeMegabytes(let path):
      var free = 0.0
      try communicator.collectively {
        guard communicator.isRoot else { return }
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path)
        guard let bytes = attributes?[.systemFreeSize] as? NSNumber else {
          throw InputError("fix halt \(id): '\(path)' does not tell how much room is left there")
        }
        free = bytes.doubleValue / 1_048_576
      }
      return communicator.reduce(free, .sum)
    }
  }

  func finish() throws {}
}
