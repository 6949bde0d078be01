import MDCore

/// Runs a deck: reads its commands in order, fills in variables, follows `include`, `jump` and `if`,
/// and hands every command that does work to its owner.
///
/// A class, since a command may run others (`if`, `run every`) while the script is inside it. Every
/// rank has one and goes the same way through the deck.
public final class Script {
  /// How a deck ended.
  public enum Outcome: Equatable, Sendable {
    /// At the end of its text.
    case finished
    /// By `quit`, with an exit status.
    case quit(status: Int)
  }

  /// Everything a script needs from the program around it.
  public struct Environment {
    /// The commands that do work, by every name they have.
    public var commands: [String: any DeckCommand.Type]
    /// Reads the files that the deck names.
    public var loader: any SourceLoader
    /// Takes the lines that are printed and echoed.
    public var sink: any OutputSink
    /// Gives formulas their values.
    public var quantities: any QuantityProvider
    /// Does what `shell` asks for.
    public var shell: (ShellCommand) throws -> Void
    /// Forgets the system (`clear`).
    public var clear: () throws -> Void
    /// Carries a command out.
    public var execute: (any DeckCommand) throws -> Void
    /// Called before each jump: a loop need not hold a command that does work, and must end all the same when
    /// somebody asks for it.
    public var pause: () throws -> Void

    /// The surroundings of a script.
    public init(
      commands: [any DeckCommand.Type], loader: any SourceLoader, sink: any OutputSink,
      quantities: any QuantityProvider, shell: @escaping (ShellCommand) throws -> Void = { _ in },
      clear: @escaping () throws -> Void,
      execute: @escaping (any DeckCommand) throws -> Void,
      pause: @escaping () throws -> Void = {}
    ) {
      self.commands = [:]
      for command in commands {
        for name in command.names { self.commands[name] = command }
      }
      self.loader = loader
      self.sink = sink
      self.quantities = quantities
      self.shell = shell
      self.clear = clear
      self.execute = execute
      self.pause = pause
    }
  }

  /// A file that is being read.
  struct Frame {
    var file: String
    var lines: [LogicalLine]
    var position = 0
  }

  /// The variables of the deck.
  public let variables: VariableTable
  /// Where commands are echoed.
  public var echo = EchoStyle.log
  let environment: Environment

  /// LAMMPS's limit on files that include one another.
  static let maximumDepth = 16
  var frames: [Frame] = []
  /// Set by `jump`: commands are passed over until this label.
  var soughtLabel: String?
  /// Set by `next` when a variable is exhausted: the next `jump` does nothing.
  var skipsJump = false
  private var quitStatus: Int?

  /// A script that has read nothing yet.
  public init(variables: VariableTable, environment: Environment) {
    self.variables = variables
    self.environment = environment
  }

  /// Runs the text of a deck to its end.
  ///
  /// - Parameter file: the name that errors give.
  /// - Throws: ``InputError`` for mistakes in the deck and ``CommandFailure`` for commands that fail.
  public func run(_ text: String, file: String) throws -> Outcome {
    try read(text, file: file)
    if let quitStatus { return .quit(status: quitStatus) }
    return .finished
  }

  /// Runs one command that another holds as a text, as `run … every` does.
  public func runCommand(_ text: String, at location: SourceLocation) throws {
    try perform(LogicalLine(text: text, location: location))
  }

  /// Runs a file from its start, with the files it jumps to.
  private func read(_ text: String, file: String) throws {
    let lines = try Lexer.logicalLines(of: text, file: file)
    frames.append(Frame(file: file, lines: lines))
    let depth = frames.count
    defer { frames.removeLast() }
    while quitStatus == nil {
      let frame = frames[depth - 1]
      guard frame.position < frame.lines.count else { break }
      frames[depth - 1].position += 1
      try perform(frame.lines[frame.position])
    }
    if quitStatus == nil, let soughtLabel {
      throw InputError(
        "jump: the file has no label '\(soughtLabel)'",
        at: SourceLocation(file: frames[depth - 1].file))
    }
  }

  private func perform(_ line: LogicalLine) throws {
    guard quitStatus == nil else { return }
    do {
      guard soughtLabel == nil else { return try passOver(line) }
      repeatLine(line.text)
      let text = try variables.substitute(
        Lexer.withoutComment(line.text), environment.quantities, progress: repeatLine)
      let words = try Lexer.words(of: text)
      guard let name = words.first else { return }
      var arguments = Arguments(
        command: name.text, words: Array(words.dropFirst()), at: line.location)
      try dispatch(&arguments)
    } catch let error as InputError {
      throw error.location == nil ? InputError(error.message, at: line.location) : error
    } catch let error where error is CommandFailure || error is StoppedBySignal {
      throw error
    } catch {
      throw CommandFailure(location: line.location, underlying: error)
    }
  }

  private func dispatch(_ arguments: inout Arguments) throws {
    if let statement = try Statement(&arguments) {
      try execute(statement, at: arguments.location)
    } else {
      try environment.execute(environment.command(&arguments))
    }
  }

  /// Looks for the label that is sought; nothing is echoed or filled in meanwhile.
  private func passOver(_ line: LogicalLine) throws {
    // Lines that are passed over may be anything, also unbalanced.
    guard let words = try? Lexer.words(of: Lexer.withoutComment(line.text)) else { return }
    if words.count == 2, words[0].text == "label", words[1].text == soughtLabel {
      soughtLabel = nil
    }
  }

  func repeatLine(_ text: String) {
    guard echo != .none else { return }
    environment.sink.write(text, toScreen: echo.isOnScreen, toLog: echo.isInLog)
  }

  private func execute(_ statement: Statement, at location: SourceLocation) throws {
    switch statement {
    case .clear: try environment.clear()
    case .echo(let style): echo = style
    case .conditional(let conditional): try execute(conditional, at: location)
    case .include(let file): try include(file.text, at: location)
    case .jump(let jump): try execute(jump, at: location)
    case .label: break
    case .log("none", _): environment.sink.closeLog()
    case .log(let path, let append): try environment.sink.openLog(path, append: append)
    case .next(let names): skipsJump = try variables.advance(names.map(\.text)) || skipsJump
    case .print(let printout): try execute(printout)
    case .quit(let status): quitStatus = status
    case .shell(let command): try environment.shell(command)
    case .variable(let definition):
      try variables.define(
        definition, environment.quantities, load: environment.loader.load, progress: repeatLine)
    }
  }

  private func execute(_ conditional: Conditional, at location: SourceLocation) throws {
    for branch in conditional.branches {
      if let condition = branch.condition {
        let text = try variables.substitute(condition.text, environment.quantities)
        guard try BooleanExpression.holds(text) else { continue }
      }
      for command in branch.commands { try runCommand(command, at: location) }
      return
    }
  }

  private func include(_ path: String, at location: SourceLocation) throws {
    guard frames.count < Self.maximumDepth else {
      throw InputError("include: files include one another more than \(Self.maximumDepth) deep")
    }
    try read(try environment.loader.load(path), file: path)
  }

  private func execute(_ jump: Jump, at location: SourceLocation) throws {
    try environment.pause()
    if skipsJump {
      skipsJump = false
      return
    }
    guard let top = frames.indices.last else {
      throw InputError("jump: there is no file to jump in", at: location)
    }
    if let file = jump.file?.text {
      let lines = try Lexer.logicalLines(of: try environment.loader.load(file), file: file)
      frames[top] = Frame(file: file, lines: lines)
    } else {
      frames[top].position = 0
    }
    soughtLabel = jump.label?.text
  }

  private func execute(_ printout: Printout) throws {
    let text = try variables.substitute(printout.text, environment.quantities)
    if printout.isOnScreenAndLog { environment.sink.write(text, toScreen: true, toLog: true) }
    if let file = printout.file {
      try environment.sink.write(text, toFile: file.path, append: file.append)
    }
  }
}

extension Script.Environment {
  /// A command that does work, parsed; the command's own errors have no other form.
  func command(_ arguments: inout Arguments) throws -> any DeckCommand {
    guard let type = commands[arguments.command] else { throw unknownCommand(arguments) }
    return try type.init(&arguments)
  }

  private func unknownCommand(_ arguments: Arguments) -> InputError {
    let name = arguments.command
    let known = (Array(commands.keys) + Statement.names).sorted()
    if lammpsCommands.contains(name) {
      return InputError(
        "the command '\(name)' of LAMMPS is not supported", at: arguments.location)
    }
    if let nearest = nearestName(to: name, among: known) {
      return InputError(
        "the command '\(name)' is not supported; did you mean '\(nearest)'?",
        at: arguments.location)
    }
    return InputError(
      "the command '\(name)' is not supported. Supported: \(known.joined(separator: ", "))",
      at: arguments.location)
  }
}

/// Commands of LAMMPS that there are not here, for whose names others might be proposed.
private let lammpsCommands: Set<String> = [
  "angle_coeff", "angle_style", "bond_coeff", "bond_style", "bond_write",
  "create_bonds", "delete_bonds", "dielectric", "dihedral_coeff",
  "dihedral_style", "dynamical_matrix", "hyper", "improper_coeff", "improper_style",
  "kim", "kspace_modify", "message", "mdi", "molecule", "ndx2group", "neb", "pair_write",
  "partition", "plugin", "prd", "python", "read_dump", "rerun", "reset_mol_ids", "server", "tad",
  "temper", "third_order", "write_coeff",
]

/// A command of the deck that failed while it was carried out.
public struct CommandFailure: Error, CustomStringConvertible {
  /// Where the command stands.
  public let location: SourceLocation
  /// What happened.
  public let underlying: any Error

  /// `file:line: message`.
  public var description: String { "\(location): \(underlying)" }
}
