import Foundation

/// A program that runs decks: this one, or some `lmp`.
public struct MeasuredProgram: Sendable {
  /// The name in tables.
  public let name: String
  /// The binary.
  public let path: String
  /// Words for it besides the deck's.
  public let arguments: [String]

  /// A program with arguments of its own.
  public init(name: String, path: String, arguments: [String] = []) {
    self.name = name
    self.path = path
    self.arguments = arguments
  }

  /// Runs a deck in a folder and returns what its log says of the last run.
  ///
  /// - Parameters:
  ///   - launcher: words before the program, such as `mpirun -np 2`; none on one rank.
  public func run(_ deck: Deck, launcher: [String] = [], in folder: URL) throws -> RunLog {
    let deckFile = folder.appending(path: "deck.in")
    let log = folder.appending(path: "log.lammps")
    try Data(deck.text.utf8).write(to: deckFile)
    try? FileManager.default.removeItem(at: log)
    let words = launcher + [path] + arguments
    let files = ["-in", deckFile.path, "-log", log.path, "-screen", "none"]
    try ChildProcess.run(words + files, in: folder)
    guard let run = RunLog(try String(contentsOf: log, encoding: .utf8)) else {
      throw BenchmarkError("\(name): the log holds no finished run")
    }
    return run
  }

  /// A number of steps that takes about some seconds, found by a short run; at least `minimum`.
  public func steps(
    for seconds: Double, _ deck: Deck, launcher: [String] = [], minimum: Int, in folder: URL
  ) throws -> Int {
    var probe = deck
    probe.steps = 5
    let run = try run(probe, launcher: launcher, in: folder)
    let steps = seconds / (run.seconds / Double(run.steps))
    return max(minimum, Int(min(steps, 1e6)))
  }
}
