import Foundation
import MDCore
import MDDomain
import MDPotentials

/// What is done about symmetry functions outside the range of the training data: the keywords
/// `showew`, `showewsum`, `maxew` and `resetew` of `pair_style hdnnp`.
///
/// Warnings are counted as n2p2 counts them. The total of all ranks is compared with `maxew`, without
/// a reduction in each step: as long as no rank has more than its share of what is still allowed, all
/// together have not, and a rank that has asks for a meeting. The run so ends within a few steps (the
/// reach of a notice, one step on two ranks) of the one in which there are too many, at once on one
/// rank. With `resetew yes`, the most of one rank in one step is compared, as LAMMPS does.
public struct ExtrapolationMonitor: Sendable {
  /// Whether each warning is printed: before the next step that is observed.
  public var showsEach = false
  /// Steps between summaries; 0 for none.
  public var summaryInterval: Int64 = 0
  /// With more warnings than this the run ends; a negative number sets no limit.
  public var maximum: Int64 = .max
  /// Whether only the warnings of a step count against the maximum.
  public var resetsEachStep = false

  /// This rank's warnings since the ranks last met.
  private(set) var unmet: Int64 = 0
  /// Whether the ranks meet in this step; the same on all of them.
  var isMeetingDue = false
  /// Most warnings of this rank in one step since the last meeting.
  private var mostInOneStep: Int64 = 0
  private var held: [HeldEvent] = []
  private var total: Int64 = 0
  private var sinceSummary: Int64 = 0
  private var ofThisRun: Int64 = 0

  private struct HeldEvent {
    var step: Int64
    var event: ExtrapolationEvent
  }
  /// How many events are held; more would be more than anybody reads.
  private static let mostHeld = 10_000
  /// How many a rank keeps of a step where only a message that ends the run would show some: outside its training
  /// data a potential may have a dozen for each atom, and noting them all takes time.
  private static let examples = 100

  /// Says nothing and allows everything.
  public init() {}

  /// Sets the count of the run to zero.
  mutating func beginRun() { ofThisRun = 0 }

  /// The counts of all ranks together, for a restart. Collective.
  func memory(_ communicator: any Communicator) -> [Double] {
    [total, sinceSummary, ofThisRun, communicator.reduce(unmet, .sum)].map { Double($0) }
  }

  /// Goes on from such counts; what has been counted so far is forgotten.
  mutating func resume(_ memory: [Double], isRoot: Bool) {
    guard memory.count == 4 else { return }
    let counts = memory.map { Int64(clamped: $0) }
    (total, sinceSummary, ofThisRun) = (counts[0], counts[1], counts[2])
    unmet = isRoot ? counts[3] : 0
    mostInOneStep = 0
    isMeetingDue = false
    held.removeAll(keepingCapacity: true)
  }

  /// Has the potential keep its warnings; before the first evaluation of a run, after which the ranks
  /// meet.
  mutating func begin(_ potential: inout (any Potential)?) {
    guard var checking = potential as? any ExtrapolationChecking else { return }
    checking.extrapolationEventLimit = showsEach ? Self.mostHeld : Self.examples
    potential = checking
    isMeetingDue = true
  }

  /// A line for the end of a run; nil if there was nothing to warn of.
  var conclusion: String? {
    ofThisRun > 0 ? "Extrapolation warnings in this run = \(ofThisRun)" : nil
  }

  /// Adds the warnings of the evaluation that has just been made.
  ///
  /// - Returns: whether this rank wants the ranks to meet soon, since there may be too many.
  mutating func add(
    _ report: ExtrapolationReport, _ state: borrowing SystemState, isObserved: Bool
  ) -> Bool {
    let count = Int64(report.count)
    let isSummaryDue = summaryInterval > 0 && state.step % summaryInterval == 0
    if isSummaryDue || (showsEach && isObserved) { isMeetingDue = true }
    guard count > 0 else { return false }
    unmet += count
    mostInOneStep = max(mostInOneStep, count)
    // If nothing is shown, the last ones are kept for the message that there are too many.
    if !showsEach { held.removeAll(keepingCapacity: true) }
    let room = max(0, Self.mostHeld - held.count)
    held += report.events.prefix(room).map { HeldEvent(step: state.step, event: $0) }
    guard maximum >= 0, maximum < .max else { return false }
    let isOver =
      resetsEachStep
      ? mostInOneStep > maximum
      : unmet > max(0, maximum - total) / Int64(state.communicator.size)
    if isOver && state.communicator.size == 1 { isMeetingDue = true }
    return isOver
  }

  /// Adds up the warnings of all ranks, prints what was asked for, and throws if there have been too
  /// many. Collective.
  mutating func meet(_ state: borrowing SystemState, print: (String) -> Void) throws {
    let communicator = state.communicator
    let count = communicator.reduce(unmet, .sum)
    total += count
    sinceSummary += count
    ofThisRun += count
    if showsEach && count > 0 {
      for line in gatherLines(communicator) { print(line) }
    }
    if summaryInterval > 0 && state.step % summaryInterval == 0 {
      let rate = Double(sinceSummary) / Double(summaryInterval)
      print(
        String(
          format: "### NNP EW SUMMARY ### TS: %10lld EW %10lld EWPERSTEP %10.3e", state.step,
          sinceSummary, rate))
      sinceSummary = 0
    }
    if count > 0 { try checkMaximum(communicator) }
    unmet = 0
    mostInOneStep = 0
    isMeetingDue = false
    held.removeAll(keepingCapacity: true)
  }

  private func checkMaximum(_ communicator: any Communicator) throws {
    let compared = resetsEachStep ? communicator.reduce(mostInOneStep, .maximum) : total
    guard maximum >= 0, compared > maximum else { return }
    let shown = gatherLines(communicator).prefix(5).joined(separator: "\n")
    throw Instability(
      """
      Too many extrapolation warnings: \(compared)\(resetsEachStep ? " in one step" : ""), and \
      maxew is \(maximum). The last ones:
      \(shown)
      The system is outside what the potential was trained for; a larger maxew (and showewsum N \
      to watch) lets the run go on
      """)
  }

  /// The warnings of all ranks step by step, in n2p2's words and order: by element and function, and by
  /// atom where n2p2 has the order of storage; on the root only.
  private func gatherLines(_ communicator: any Communicator) -> [String] {
    let mine = held.map { entry in
      let event = entry.event
      return "\(entry.step) \(event.element) \(event.function) \(event.atom)\t"
        + Self.line(event, rank: communicator.rank)
    }
    var entries: [(step: Int64, element: String, function: Int, atom: Int64, line: String)] = []
    for text in communicator.gather(Array(mine.joined(separator: "\n").utf8)) {
      for entry in String(decoding: text, as: UTF8.self).split(separator: "\n") {
        let parts = entry.split(separator: "\t", maxSplits: 1)
        let keys = parts[0].split(separator: " ")
        entries.append(
          (Int64(keys[0])!, String(keys[1]), Int(keys[2])!, Int64(keys[3])!, String(parts[1])))
      }
    }
    entries.sort {
      ($0.step, $0.element, $0.function, $0.atom) < ($1.step, $1.element, $1.function, $1.atom)
    }
    return entries.map(\.line)
  }

  private static func line(_ event: ExtrapolationEvent, rank: Int) -> String {
    let element = event.element.count < 2 ? " " + event.element : event.element
    return String(
      format: "### NNP EXTRAPOLATION WARNING ### STRUCTURE: %6d ATOM: %9lld ELEMENT: %@ "
        + "SYMFUNC: %4d TYPE: %2d VALUE: %10.3E MIN: %10.3E MAX: %10.3E", rank, event.atom,
      element, event.function, event.type, event.value, event.minimum, event.maximum)
  }
}
