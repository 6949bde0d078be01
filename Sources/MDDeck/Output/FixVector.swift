import MDCore
import MDEngine

/// `fix ID group vector N values…`: keeps values of every so many steps as a vector that grows, or as a
/// table if there are several.
final class FixVector: WatchingFix {
  let id: String
  let style = "vector"
  let inputs: [Reference]
  let frequency: Int64
  private var next: Int64
  private var columns: [[Double]]
  private unowned let session: Session

  init(id: String, interval: Int64, words: [String], session: Session) throws {
    self.id = id
    self.session = session
    frequency = interval
    inputs = try session.expanded(words, ofTables: false).compactMap { Reference($0) }
    try session.check(inputs, of: "fix vector")
    columns = inputs.map { _ in [] }
    let step = try session.requireRunner().simulation.state.step
    next = (step + interval - 1) / interval * interval
  }

  var needsPerAtom: Bool { session.hasPerAtomComputes }

  func beginRun(_ steps: ClosedRange<Int64>) throws {
    try session.check(inputs, of: "fix vector \(id)")
    if next < steps.lowerBound {
      next = (steps.lowerBound + frequency - 1) / frequency * frequency
    }
  }

  func nextStep(atOrAfter step: Int64) -> Int64? { max(step, next) }

  func observe(atStep step: Int64) throws {
    for (n, input) in inputs.enumerated() { columns[n].append(try session.number(input)) }
    next = step + frequency
  }

  func finish() throws {}

  func vector(_ state: borrowing SystemState) -> [Double] { inputs.count == 1 ? columns[0] : [] }
  func isExtensive(isElement: Bool) -> Bool {
    guard let input = inputs.first, inputs.count == 1 else { return false }
    return session.isExtensive(input.kind, input.id, isElement: !input.indices.isEmpty)
  }

  func table(_ state: borrowing SystemState) -> [[Double]] { inputs.count > 1 ? columns : [] }

  var memory: [Double] {
    get { [Double(next)] + columns.flatMap { $0 } }
    set {
      guard let first = newValue.first, (newValue.count - 1) % inputs.count == 0 else { return }
      next = Int64(first)
      let rows = (newValue.count - 1) / inputs.count
      columns = inputs.indices.map { Array(newValue[(1 + $0 * rows)..<(1 + ($0 + 1) * rows)]) }
    }
  }
}
