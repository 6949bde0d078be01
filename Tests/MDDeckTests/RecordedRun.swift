import MDCore

@testable import MDDeck

/// A world around a script that keeps what is written and done: no engine, files in memory.
final class RecordedRun: QuantityProvider, OutputSink, SourceLoader {
  struct NoSuchFile: Error, CustomStringConvertible {
    var path: String
    var description: String { "no file '\(path)'" }
  }

  var files: [String: String]
  var screen: [String] = []
  var log: [String] = []
  var openedLogs: [String] = []
  var closedLogs = 0
  var printed: [String: [String]] = [:]
  var executed: [String] = []
  var clears = 0

  var thermo: [String: Double] = ["pe": -4.5, "atoms": 8]
  var step = 0
  var run: RunInterval?
  let variables: VariableTable

  init(files: [String: String] = [:], environment: [String: String] = [:]) {
    self.files = files
    variables = VariableTable(environment: { environment[$0] })
  }

  private(set) lazy var script = Script(
    variables: variables,
    environment: Script.Environment(
      commands: [RunCommand.self, StepCommand.self, FailCommand.self], loader: self, sink: self,
      quantities: self, clear: { self.clears += 1 },
      execute: { command in
        switch command {
        case let command as RunCommand: self.executed.append("run \(command.steps)")
        case let command as StepCommand: self.step = command.step
        default: throw NoSuchFile(path: "fail")
        }
      }))

  /// Checks the deck, runs it, and gives what came on the screen.
  @discardableResult
  func output(_ deck: String) throws -> [String] {
    try script.check(deck, file: "in.deck")
    _ = try script.run(deck, file: "in.deck")
    return screen
  }

  /// The error that the check alone gives.
  func mistake(_ deck: String) -> String? {
    do {
      try script.check(deck, file: "in.deck")
      return nil
    } catch {
      return "\(error)"
    }
  }

  var thermoKeywords: [String] { ["step", "temp", "press"] + thermo.keys }
  func thermo(_ keyword: String) -> Double? { keyword == "step" ? Double(step) : thermo[keyword] }
  func compute(_ id: String, indices: [Int]) -> Double? {
    id == "p" ? 100 + Double(indices.first ?? 0) : nil
  }
  func computeColumns(_ id: String) -> [[Double]]? { id == "p" ? [[1, 2, 6]] : nil }
  func fixColumns(_ id: String) -> [[Double]]? {
    switch id {
    case "nh": [[0.5, 1, 1.5], [4, 2, 0]]
    case "empty": [[]]
    default: nil
    }
  }
  func fix(_ id: String, indices: [Int]) throws -> Double? {
    guard id == "nh" else { throw InputError("fix '\(id)' is not current") }
    return Double(indices.reduce(0) { 10 * $0 + $1 })
  }
  func groupFunction(
    _ function: GroupFunction, group: String, component: String?, region: String?
  ) -> Double? {
    guard group == "all" else { return nil }
    return function == .count ? 8 : Double(component == "x" ? 1 : 2) + (region == nil ? 0 : 10)
  }
  func atom(_ attribute: String, id: Int) -> Double? { attribute == "x" ? Double(id) / 2 : nil }
  func isDefined(_ category: String, id: String) -> Bool? { category == "fix" ? id == "nh" : nil }

  func write(_ line: String, toScreen: Bool, toLog: Bool) {
    if toScreen { screen.append(line) }
    if toLog { log.append(line) }
  }
  func openLog(_ path: String, append: Bool) {
    openedLogs.append(append ? "+\(path)" : path)
  }
  func closeLog() { closedLogs += 1 }
  func write(_ line: String, toFile path: String, append: Bool) {
    printed[path] = (append ? printed[path] ?? [] : []) + [line]
  }
  func load(_ path: String) throws -> String {
    guard let text = files[path] else { throw NoSuchFile(path: path) }
    return text
  }
}

struct RunCommand: DeckCommand {
  static let names = ["run"]
  let steps: Int
  init(_ arguments: inout Arguments) throws {
    steps = try arguments.integer("the number of steps", atLeast: 0)
    try arguments.expectEnd()
  }
  func run(in session: Session) {}
}

struct StepCommand: DeckCommand {
  static let names = ["reset_timestep"]
  let step: Int
  init(_ arguments: inout Arguments) throws {
    step = try arguments.integer("the step", atLeast: 0)
    try arguments.expectEnd()
  }
  func run(in session: Session) {}
}

struct FailCommand: DeckCommand {
  static let names = ["fail"]
  init(_ arguments: inout Arguments) throws { try arguments.expectEnd() }
  func run(in session: Session) {}
}
