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
    try openOutput()
    head.forEach { log.write($0) }
    options.notes.forEach { log.warn($0) }
    let session = Session(communicator: communicator, log: log)
    session.programVersion = version
    for variable in options.variables {
      try session.variables.setIndex(variable.name, to: variable.values)
    }
    let script = session.makeScript()
    script.echo = options.echo
    let lines = try Lexer.logicalLines(of: text, file: name)
    if lines.allSatisfy({ Lexer.withoutComment($0.text).allSatisfy(\.isWhitespace) }) {
      log.warn("\(name) holds no command")
    }
    try script.check(text, file: name)
    let outcome = try script.run(text, file: name)
    try session.clear()
    let logIsIncomplete = communicator.reduce(log.isIncomplete ? 1 : 0, .maximum) == Int64(1)
    switch outcome {
    case .finished: return logIsIncomplete ? 1 : 0
    case .quit(let status): return status
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
  /// A script whose commands work on this session.
  func makeScript() -> Script {
    let environment = Script.Environment(
      commands: CommandTable.all, loader: self,
      sink: SharedSink(log: log, communicator: communicator), quantities: SessionQuantities(self),
      clear: { [unowned self] in try clear() },
      execute: { [unowned self] in try $0.run(in: self) })
    let script = Script(variables: variables, environment: environment)
    self.script = script
    return script
  }
}
