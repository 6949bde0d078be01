import MDCore
import MDEngine

/// `fix ID group print N "text"`: a line with the values of variables, every so many steps.
final class FixPrint: WatchingFix {
  /// When a line is due.
  enum Schedule {
    case every(Int64)
    /// An equal variable that names the next step.
    case variable(String)
  }

  let id: String
  let style = "print"
  let inputs: [Reference] = []
  private let text: String
  private let schedule: Schedule
  private let showsOnScreen: Bool
  private let file: SeriesFile?
  /// The step that the variable of the schedule gave.
  private var next: Int64 = 0
  private unowned let session: Session

  init(
    id: String, text: String, schedule: Schedule, showsOnScreen: Bool,
    file: (path: String, appends: Bool)?, title: String?, session: Session
  ) {
    self.id = id
    self.text = text
    self.schedule = schedule
    self.showsOnScreen = showsOnScreen
    self.session = session
    let header = (title ?? "# Fix print output for fix \(id)") + "\n"
    self.file = file.map {
      SeriesFile(
        path: $0.path, header: header, appends: $0.appends, communicator: session.communicator)
    }
  }

  var frequency: Int64 { if case .every(let interval) = schedule { interval } else { 1 } }

  var needsPerAtom: Bool { session.hasPerAtomComputes }

  func beginRun(_ steps: ClosedRange<Int64>) throws {
    if case .variable(let name) = schedule { next = try nextStep(name, after: steps.lowerBound) }
  }

  private func nextStep(_ name: String, after step: Int64) throws -> Int64 {
    let next = Int64(try session.variables.step(name, SessionQuantities(session)))
    guard next > step else {
      throw InputError(
        "fix print \(id): the variable '\(name)' gives step \(next), which is not ahead")
    }
    return next
  }

  func nextStep(atOrAfter step: Int64) -> Int64? {
    switch schedule {
    case .every(let interval): (step + interval - 1) / interval * interval
    case .variable: max(step, next)
    }
  }

  func observe(atStep step: Int64) throws {
    let line = try session.variables.substitute(text, SessionQuantities(session))
    if case .variable(let name) = schedule { next = try nextStep(name, after: step) }
    if showsOnScreen { session.log.write(line) }
    try file?.write(line + "\n")
  }

  func finish() throws { file?.close() }

  /// Where the file is.
  var memory: [Double] {
    get { file?.memory ?? [] }
    set { file?.memory = newValue }
  }
}
