import Foundation
import MDCore
import MDDomain
import MDPotentials

/// What is done about symmetry functions outside the range of the training data: the keywords
/// `showew`, `showewsum`, `maxew` and `resetew` of `pair_style hdnnp`.
///
/// Warnings are counted as n2p2 counts them. Counts are of all ranks together (LAMMPS compares each
/// rank's own with `maxew`), so that a run ends at the same step on any number of ranks.
public struct ExtrapolationMonitor: Sendable {
  /// Whether each warning is printed.
  public var showsEach = false
  /// Steps between summaries; 0 for none.
  public var summaryInterval: Int64 = 0
  /// With more warnings than this the run ends; a negative number sets no limit.
  public var maximum: Int64 = .max
  /// Whether only the warnings of the current step count against the maximum.
  public var resetsEachStep = false

  private var total: Int64 = 0
  private var sinceSummary: Int64 = 0
  private var ofThisRun: Int64 = 0

  /// Says nothing and allows everything.
  public init() {}

  /// Sets the count of the run to zero.
  mutating func beginRun() { ofThisRun = 0 }

  /// A line for the end of a run; nil if there was nothing to warn of.
  var conclusion: String? {
    ofThisRun > 0 ? "Extrapolation warnings in this run = \(ofThisRun)" : nil
  }

  /// Takes the warnings of the evaluation that has just been made, prints what was asked for, and
  /// throws if there have been too many. Collective.
  mutating func review(
    _ potential: inout (any Potential)?, _ state: borrowing SystemState,
    print: (String) -> Void
  ) throws {
    guard var checking = potential as? any ExtrapolationChecking else { return }
    checking.recordsExtrapolationEvents = true
    let report = checking.takeExtrapolations()
    potential = checking

    let count = state.communicator.reduce(Int64(report.count), .sum)
    total = resetsEachStep ? count : total + count
    sinceSummary += count
    ofThisRun += count
    if showsEach && count > 0 {
      for line in gatherLines(report, state.communicator) { print(line) }
    }
    if summaryInterval > 0 && state.step % summaryInterval == 0 {
      let rate = Double(sinceSummary) / Double(summaryInterval)
      print(
        String(
          format: "### NNP EW SUMMARY ### TS: %10lld EW %10lld EWPERSTEP %10.3e", state.step,
          sinceSummary, rate))
      sinceSummary = 0
    }
    guard maximum >= 0, total > maximum else { return }
    throw InputError(tooMany(gatherLines(report, state.communicator)))
  }

  private func tooMany(_ lines: [String]) -> String {
    let shown = lines.prefix(5).joined(separator: "\n")
    return """
      Too many extrapolation warnings: \(total)\(resetsEachStep ? " in one step" : ""), and maxew \
      is \(maximum). The last ones:
      \(shown)
      The system is outside what the potential was trained for; a larger maxew (and showewsum N \
      to watch) lets the run go on.
      """
  }

  /// The warnings of all ranks in n2p2's words and order, by element and function, and by atom where
  /// n2p2 has the order of storage; on the root only.
  private func gatherLines(
    _ report: ExtrapolationReport, _ communicator: any Communicator
  ) -> [String] {
    let mine = report.events.map { event in
      (event, Self.line(event, rank: communicator.rank))
    }
    let encoded = mine.map { "\($0.element) \($0.function) \($0.atom)\t\($1)" }.joined(
      separator: "\n")
    let all = communicator.gather(Array(encoded.utf8))
    var entries: [(element: String, function: Int, atom: Int64, line: String)] = []
    for text in all {
      for entry in String(decoding: text, as: UTF8.self).split(separator: "\n") {
        let parts = entry.split(separator: "\t", maxSplits: 1)
        let keys = parts[0].split(separator: " ")
        entries.append((String(keys[0]), Int(keys[1])!, Int64(keys[2])!, String(parts[1])))
      }
    }
    entries.sort {
      ($0.element, $0.function, $0.atom) < ($1.element, $1.function, $1.atom)
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
