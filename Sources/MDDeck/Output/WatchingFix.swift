import MDCore
import MDEngine

/// A fix that only looks at the system after some steps, and whose inputs are formulas and quantities of
/// the deck: it is called as an observer, in front of dumps and thermo output, when the step is whole.
///
/// A class, since the list of fixes (for `f_ID` and restart files) and that of observers share it.
protocol WatchingFix: AnyObject, Fix {
  /// Its values change at multiples of this step.
  var frequency: Int64 { get }
  /// Computes and fixes that it asks, to be there when a run begins.
  var inputs: [Reference] { get }
  func beginRun(_ steps: ClosedRange<Int64>) throws
  func nextStep(atOrAfter step: Int64) -> Int64?
  var needsPerAtom: Bool { get }
  /// Whether it looks at minimisations as well as at runs.
  var watchesMinimizations: Bool { get }
  func observe(atStep step: Int64) throws
  func finish() throws
}

extension WatchingFix {
  var watchesMinimizations: Bool { false }

  /// Throws if a step is not that of the next sample: `reset_timestep` came between.
  func require(_ step: Int64, isNext next: Int64, of what: String) throws(InputError) {
    guard step != next else { return }
    throw InputError(
      "fix \(style) \(id): the step was set to another in the middle of \(what)")
  }
}

/// A fix as an observer.
struct FixWatch: Observer {
  let fix: any WatchingFix

  /// No dump can have this name.
  static func name(ofFix id: String) -> String { "fix \(id)" }
  var id: String { Self.name(ofFix: fix.id) }

  mutating func beginRun(_ steps: ClosedRange<Int64>) throws { try fix.beginRun(steps) }
  func nextStep(atOrAfter step: Int64) -> Int64? { fix.nextStep(atOrAfter: step) }
  var needsVirial: Bool { true }
  var needsPerAtom: Bool { fix.needsPerAtom }
  var watchesMinimizations: Bool { fix.watchesMinimizations }
  mutating func observe(_ simulation: borrowing Simulation) throws {
    try fix.observe(atStep: simulation.state.step)
  }
  mutating func finish() throws { try fix.finish() }
}

extension Session {
  /// Whether a compute needs energies or virials of single atoms: what asks formulas may ask any of them.
  var hasPerAtomComputes: Bool {
    runner?.simulation.computes.contains(where: \.needsPerAtom) ?? false
  }

  /// Puts a watching fix in front of dumps and thermo output, behind the others of its kind.
  func watch(_ fix: any WatchingFix) throws {
    let runner = try requireRunner()
    runner.observers.removeAll { $0.id == FixWatch.name(ofFix: fix.id) }
    let place = runner.observers.lastIndex { $0 is FixWatch }.map { $0 + 1 } ?? 0
    runner.observers.insert(FixWatch(fix: fix), at: place)
  }

  /// Takes a watching fix out of the observers, its files closed.
  func unwatch(fixID id: String) throws {
    guard let runner,
      let place = runner.observers.firstIndex(where: { $0.id == FixWatch.name(ofFix: id) })
    else { return }
    var watch = runner.observers.remove(at: place)
    try watch.finish()
  }
}
