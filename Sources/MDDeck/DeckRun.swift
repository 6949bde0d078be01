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
    let (text, name) = try readDeck(session)
    try script.check(text, file: name)
    let outcome = try script.run(text, file: name)
    try session.clear()
    switch outcome {
    case .finished: return 0
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
  private func readDeck(_ session: Session) throws -> (String, String) {
    if let path = options.deck { return (try session.load(path), path) }
    let bytes =
      communicator.isRoot ? Array(FileHandle.standardInput.readDataToEndOfFile()) : []
    return (String(decoding: communicator.broadcast(bytes), as: UTF8.self), "standard input")
  }
}

extension Session {
  /// A script whose commands work on this session.
  func makeScript() -> Script {
    let environment = Script.Environment(
      commands: CommandTable.all, loader: self, sink: log, quantities: SessionQuantities(self),
      clear: { [unowned self] in try clear() },
      execute: { [unowned self] in try $0.run(in: self) })
    let script = Script(variables: variables, environment: environment)
    self.script = script
    return script
  }
}
