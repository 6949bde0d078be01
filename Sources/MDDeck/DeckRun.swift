import Foundation
import MDCore
import MDDomain

/// Runs a deck from its text to its end: first the check, then the commands.
public struct DeckRun {
  private let options: CommandLineOptions
  private let communicator: any Communicator
  private let log: Log

  /// A run with the options of the command line.
  public init(options: CommandLineOptions, communicator: any Communicator, log: Log) {
    self.options = options
    self.communicator = communicator
    self.log = log
  }

  /// Runs the deck.
  ///
  /// - Parameters:
  ///   - head: lines for the head of the log, what program this is.
  ///   - version: the program's version, for the files that it writes.
  /// - Returns: the exit status that the deck asks for.
  /// - Throws: the first mistake, on all ranks alike.
  public func run(head: [String], version: String) throws -> Int {
    // A deck that is not there must not cost the log of the run before.
    let (text, name) = try readDeck()
    let session = Session(communicator: communicator, log: log)
    session.programVersion = version
    session.kernelDefaults = options.kernels
    session.progress.identity = identity(ofDeck: text)
    session.supervisor = Supervisor(
      session, interval: options.checkpointInterval, command: CommandLine.arguments,
      index: CheckpointIndex(base: checkpointBase(deck: options.deck)))
    let index = session.supervisor.index
    log.willAppend = { try index.note(appended: $0, length: $1) }
    guard try begin(session, head) else { return 0 }
    log.write("kernels: \(options.kernels.precision) precision")
    options.notes.forEach { log.warn($0) }
    for variable in options.variables {
      try session.variables.setIndex(variable.name, to: variable.values)
    }
    do {
      return try run(text, file: name, in: session)
    } catch is StoppedBySignal {
      try session.clear()
      return Self.statusOfInterruption
    } catch {
      guard !session.lastCheckpointHint.isEmpty else { throw error }
      throw CollectiveError(rank: 0, message: "\(error)\(session.lastCheckpointHint)")
    }
  }

  /// The exit status of a deck that was interrupted and can be continued: `EX_TEMPFAIL` of sysexits.h.
  public static let statusOfInterruption = 75

  private func run(_ text: String, file name: String, in session: Session) throws -> Int {
    let script = session.makeScript()
    script.echo = options.echo
    let lines = try Lexer.logicalLines(of: text, file: name)
    if lines.allSatisfy({ Lexer.withoutComment($0.text).allSatisfy(\.isWhitespace) }) {
      log.warn("\(name) holds no command")
    }
    session.progress.isChecking = true
    try script.check(text, file: name)
    session.progress.isChecking = false
    let outcome = try script.run(text, file: name)
    guard session.progress.target == nil else { throw Journal.otherWay }
    try session.clear()
    if session.supervisor.isTimeUp { return Self.statusOfInterruption }
    if communicator.isRoot, options.continues || session.supervisor.last != nil {
      try? session.supervisor.index.noteEnd()
    }
    let logIsIncomplete = communicator.reduce(log.isIncomplete ? 1 : 0, .maximum) == Int64(1)
    switch outcome {
    case .finished: return logIsIncomplete ? 1 : 0
    case .quit(let status): return status
    }
  }

  /// Opens log and screen, or finds the checkpoint from which the deck goes on; false if there is nothing
  /// left to do.
  private func begin(_ session: Session, _ head: [String]) throws -> Bool {
    var found = Continuation.nothing
    if options.continues { found = try session.findCheckpoint(options.checkpoint) }
    switch found {
    case .nothing:
      try openOutput()
      head.forEach { log.write($0) }
      if options.continues {
        log.write(
          "There is no checkpoint yet: the deck begins at its start", toScreen: true, toLog: false)
      }
      if communicator.isRoot { session.supervisor.index.remove() }
    case .finished:
      log.write("The deck has come to its end already: there is nothing to do")
      return false
    case .checkpoint(let checkpoint):
      try session.beginReturn(to: checkpoint)
      try openOutput()
    }
    return true
  }

  /// What must be the same when the deck is continued.
  private func identity(ofDeck text: String) -> [String: String] {
    let variables = options.variables.map { ([$0.name] + $0.values).joined(separator: " ") }
    return [
      "deck": "\(Journal.checksum(text))",
      "list of variables on the command line": variables.joined(separator: "\n"),
    ]
  }

  /// What the names of checkpoints begin with.
  private func checkpointBase(deck: String?) -> String {
    switch options.log {
    case .standard: "log.lammps"
    case .file(let path): path
    case .none: deck ?? "swift-md"
    }
  }

  private func openOutput() throws {
    try communicator.collectively {
      switch options.screen {
      case .standard: break
      case .none: try log.redirectScreen(to: nil)
      case .file(let path): try log.redirectScreen(to: path)
      }
      switch options.log {
      case .standard: try log.openFile("log.lammps", append: false)
      case .none: break
      case .file(let path): try log.openFile(path, append: false)
      }
    }
  }

  /// The text of the deck and the name that errors give it.
  private func readDeck() throws -> (String, String) {
    if let path = options.deck { return (try communicator.text(ofFile: path), path) }
    if communicator.isRoot && isatty(STDIN_FILENO) != 0 {
      let hint =
        "Reading the deck from the keyboard; end it with Ctrl-D. (swift-md -in FILE reads a file, "
        + "swift-md -h shows the options.)\n"
      FileHandle.standardError.write(Data(hint.utf8))
    }
    let bytes =
      communicator.isRoot ? Array(FileHandle.standardInput.readDataToEndOfFile()) : []
    return (String(decoding: communicator.broadcast(bytes), as: UTF8.self), "standard input")
  }
}

extension Session {
  /// Does what `shell` asks for, on the root alone where one suffices. What goes wrong is a warning, as
  /// in LAMMPS.
  private func perform(_ command: ShellCommand) throws {
    // What the files of a run that is continued went through already is not done to them again.
    if progress.isReplaying && !command.isForAllRanks { return }
    let problem = command.isForAllRanks || communicator.isRoot ? command.perform() : nil
    let text = String(decoding: communicator.broadcast(Array((problem ?? "").utf8)), as: UTF8.self)
    if !text.isEmpty { log.warn("shell: \(text)") }
    try heedSignals()
  }

  /// A script whose commands work on this session.
  func makeScript() -> Script {
    let environment = Script.Environment(
      commands: CommandTable.all, loader: JournaledLoader(session: self),
      sink: SharedSink(log: log, communicator: communicator), quantities: JournaledQuantities(self),
      shell: { [unowned self] in try perform($0) }, clear: { [unowned self] in try clear() },
      execute: { [unowned self] in try carryOut($0) },
      pause: { [unowned self] in try heedSignals() })
    let script = Script(variables: variables, environment: environment)
    self.script = script
    return script
  }

  /// Carries a command out, or does what becomes of it on the way to a checkpoint.
  private func carryOut(_ command: any DeckCommand) throws {
    if progress.isReplaying {
      switch command.replay {
      case .perform: break
      case .performOnRealAtoms: if progress.atomsAreStale { return }
      case .skip: return
      }
    }
    try command.run(in: self)
  }
}
