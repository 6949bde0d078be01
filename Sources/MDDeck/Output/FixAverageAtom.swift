import MDCore
import MDEngine

/// `fix ID group ave/atom`: values of each atom averaged over time, which dumps and reductions name as `f_ID` or
/// `f_ID[i]`. The atoms carry sums and averages along.
final class FixAverageAtom: WatchingFix {
  let id: String
  let style = "ave/atom"
  private let mask: UInt32
  private let values: [AtomValue]
  private var schedule: SampleSchedule
  /// Sums of the samples since the last average, then the averages.
  private let sums: AtomReference
  private unowned let session: Session
  let inputs: [Reference]

  init(id: String, mask: UInt32, words: [String], steps: SampledSteps, session: Session) throws {
    self.id = id
    self.mask = mask
    self.session = session
    let runner = try session.requireRunner()
    schedule = try SampleSchedule(
      every: steps.every, repeats: steps.repeats, frequency: steps.frequency,
      now: runner.simulation.state.step)
    let (computes, fixes) = (runner.simulation.computes, runner.simulation.fixes)
    values = try words.map {
      try session.atomValue($0, for: "fix ave/atom", among: computes, fixes)
    }
    inputs =
      values.flatMap(\.inputs).compactMap { Reference("c_\($0)") }
      + words.compactMap { Reference($0) }.filter { $0.kind == .fix }
    sums = AtomReference(fixID: id, width: 2 * words.count)
  }

  /// How many averages an atom has.
  var perAtomColumns: Int { values.count }
  var frequency: Int64 { schedule.frequency }
  var needsPerAtom: Bool { values.contains { $0.source?.needsPerAtom ?? false } }

  func begin(_ state: inout SystemState) throws {
    sums.addColumn(&state)
    let offset = sums.offset(state)
    let view = state.atoms.view
    for i in 0..<view.owned {
      (view.extra + i * view.extraCount + offset).update(repeating: 0, count: 2 * values.count)
    }
  }
  func end(_ state: inout SystemState) { sums.removeColumn(&state) }

  func beginRun(_ steps: ClosedRange<Int64>) throws {
    try session.check(inputs, of: "fix ave/atom \(id)")
    for value in values { try (value.source as? AtomVariable)?.check() }
    try schedule.skip(to: steps.lowerBound)
  }

  func nextStep(atOrAfter step: Int64) -> Int64? { max(step, schedule.next) }

  func observe(atStep step: Int64) throws {
    try require(step, isNext: schedule.next, of: "an average")
    let isFirst = schedule.taken == 0
    let isLast = schedule.take(atStep: step)
    let count = values.count
    for (column, value) in values.enumerated() {
      let sample = value.values(try session.requireRunner().simulation.state)
      try forEachAtom { i, row in
        row[column] = sample[i] + (isFirst ? 0 : row[column])
        if isLast { row[count + column] = row[column] / Double(schedule.repeats) }
      }
    }
  }

  private func forEachAtom(_ body: (Int, UnsafeMutablePointer<Double>) -> Void) throws {
    let runner = try session.requireRunner()
    let offset = sums.offset(runner.simulation.state)
    let view = runner.simulation.state.atoms.view
    for i in 0..<view.owned where view.groups[i] & mask != 0 {
      body(i, view.extra + i * view.extraCount + offset)
    }
  }

  func finish() throws {}

  /// Averages of the owned atoms; 0 before the first, as in LAMMPS, and for atoms outside the group. One that came later
  /// has none before the first that it was there for.
  func averages(_ state: borrowing SystemState, column: Int) -> [Double] {
    let offset = sums.offset(state) + values.count + column
    let view = state.atoms.view
    return (0..<view.owned).map { i in
      view.groups[i] & mask != 0 ? view.extra[i * view.extraCount + offset] : 0
    }
  }

  func memory(of state: borrowing SystemState) -> [Double] {
    [Double(schedule.next), Double(schedule.taken)] + sums.memory(of: state)
  }

  var memory: [Double] {
    get { [] }
    set {
      guard newValue.count > 2 else { return }
      schedule.resume(next: Int64(newValue[0]), taken: Int64(newValue[1]))
      sums.memory = Array(newValue.dropFirst(2))
    }
  }
}

/// The averages of a ``FixAverageAtom`` for those who ask by its ID: a deck may define the fix anew.
struct AveragesOfFix: AtomSource {
  let id: String
  unowned let session: Session

  var needsVirial: Bool { false }
  var needsPerAtom: Bool { false }
  var inputs: [String] { [] }

  func perAtom(_ state: borrowing SystemState, column: Int) -> [Double] {
    let fix = session.runner?.simulation.fixes.first { $0.id == id } as? FixAverageAtom
    guard let fix, column < fix.perAtomColumns else {
      return [Double](repeating: .nan, count: state.atoms.owned)
    }
    return fix.averages(state, column: column)
  }
}
