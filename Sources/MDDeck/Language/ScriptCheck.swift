import MDCore

extension Script {
  /// Reads a deck to its end without running it, and every file that it is known to include, so that
  /// a mistake is told before anything is computed.
  ///
  /// Variables are followed as far as they are known before the run; where a value is not, the words
  /// that hang on it pass. The same commands are parsed again when their turn comes.
  ///
  /// - Parameter file: the name that errors give.
  /// - Throws: the first ``InputError``.
  public func check(_ text: String, file: String) throws {
    let check = ScriptCheck(variables: variables.copy(), environment: environment)
    try check.read(text, file: file, from: nil)
  }
}

/// A walk through a deck that parses every command and runs none.
///
/// The walk goes down the text once. A loop's body is seen as its first pass sees it; behind the loop,
/// what the loop changes is not known. A jump ahead that is sure to be taken skips what it jumps over,
/// up to the next label that other jumps go to. Of an `if` whose condition is known, the commands that
/// run are looked at; of any other, all are, and what they do differently is not known afterwards.
final class ScriptCheck {
  /// Where the walk goes on after a command.
  private enum Flow {
    case onward
    case jump(toLabel: String)
    /// The rest of the file is not reached in a straight line.
    case leave
  }

  private var variables: VariableTable
  private let environment: Script.Environment
  private let quantities: QuantitiesOfNoRun
  /// Names that some `next` moves on.
  private var advancedNames: Set<String> = []
  /// Names that the loops around the current line assign to.
  private var namesOfLoop: Set<String> = []
  /// Files that the deck may write before it includes them.
  private var writtenFiles: Set<String> = []
  /// Whether commands of the shell may have made files or changed the folder.
  private var shellHasRun = false
  /// Files and labels jumped to already: a deck may jump in circles.
  private var visited: Set<[String]> = []
  private var afterNext = false
  /// How many branches around the current line may not be taken.
  private var uncertainBranches = 0
  private var currentFile = ""
  private var depth = 0

  init(variables: VariableTable, environment: Script.Environment) {
    self.variables = variables
    self.environment = environment
    quantities = QuantitiesOfNoRun(thermoKeywords: environment.quantities.thermoKeywords)
    variables.isChecking = true
  }

  /// Walks through a file from its start or a label.
  func read(_ text: String, file: String, from label: String?) throws {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Script.maximumDepth else {
      throw InputError("include: files include one another more than \(Script.maximumDepth) deep")
    }
    let lines = try Lexer.logicalLines(of: text, file: file)
    let outline = DeckOutline(lines, file: file)
    let outerFile = currentFile
    currentFile = file
    defer { currentFile = outerFile }
    // Without jumps the order of the text is the order of the run.
    if outline.hasJumps { variables.maybeDefined.formUnion(outline.definedNames) }
    advancedNames.formUnion(outline.advancedNames)
    var index = 0
    if let label {
      guard let start = outline.labels[label] else {
        throw InputError("the file has no label '\(label)'", at: SourceLocation(file: file))
      }
      index = start
    }
    while index < lines.count {
      let outer = namesOfLoop
      namesOfLoop.formUnion(outline.namesChanged(inLoopsAround: index))
      let flow = try visit(lines[index])
      namesOfLoop = outer
      for name in outline.namesChanged(inLoopsEndingAt: index) { forget(name) }
      index = try next(after: index, flow, in: outline, at: lines[index].location)
    }
  }

  private func next(
    after index: Int, _ flow: Flow, in outline: DeckOutline, at location: SourceLocation
  ) throws -> Int {
    switch flow {
    case .onward: return index + 1
    case .leave: return outline.nextTarget(after: index) ?? outline.count
    case .jump(let label):
      guard let target = outline.labels[label] else {
        throw InputError("jump: the file has no label '\(label)'", at: location)
      }
      guard target > index else { return index + 1 }
      return min(target, outline.nextTarget(after: index, besides: label) ?? target)
    }
  }

  private func visit(_ line: LogicalLine) throws -> Flow {
    do {
      variables.namesRead = []
      let text = try variables.substitute(Lexer.withoutComment(line.text), quantities)
      let words = try Lexer.words(of: text)
      guard let name = words.first, !name.isUnknown else { return .onward }
      var arguments = Arguments(
        command: name.text, words: Array(words.dropFirst()), at: line.location)
      do {
        return try visit(&arguments)
      } catch is InputError where UnknownMark.hidesWords(text) {
        // A text that is not known may be any number of words: no telling what is missing.
        return .onward
      }
    } catch let error as InputError {
      throw InputError(
        UnknownMark.readable(error.message), at: error.location ?? line.location)
    } catch is NotKnownYet {
      return .onward
    } catch let error as CommandFailure {
      throw error
    } catch {
      throw CommandFailure(location: line.location, underlying: error)
    }
  }

  private func visit(_ arguments: inout Arguments) throws -> Flow {
    guard let statement = try Statement(&arguments) else {
      let command = try environment.command(&arguments)
      return try visitHeld(command.heldCommands, at: arguments.location)
    }
    let location = arguments.location
    switch statement {
    case .conditional(let conditional): return try visit(conditional, at: location)
    case .jump(let jump): return try visit(jump)
    case .quit: return .leave
    case .include(let file):
      if !file.isUnknown { try readNamed(file.text, from: nil) }
    case .next(let names):
      try advance(names)
    case .print(let printout):
      if let file = printout.file { writtenFiles.insert(file.path) }
      _ = try variables.substitute(printout.text, quantities)
    case .variable(let definition): try define(definition)
    case .shell: shellHasRun = true
    case .clear, .echo, .label, .log: break
    }
    return .onward
  }

  /// The commands that another holds. They run several times or not at all, so that what they assign
  /// is not known from the first time on.
  private func visitHeld(_ commands: [String], at location: SourceLocation) throws -> Flow {
    guard !commands.isEmpty else { return .onward }
    let lines = commands.map { LogicalLine(text: $0, location: location) }
    let names = DeckOutline(lines, file: currentFile).definedNames
    for name in names where variables.isDefined(name) { forget(name) }
    for command in commands { _ = try visit(LogicalLine(text: command, location: location)) }
    for name in names { forget(name) }
    return .onward
  }

  private func advance(_ names: [Arguments.Word]) throws {
    let known = names.filter { !$0.isUnknown }.map(\.text)
    for name in known where !variables.isDefined(name) && variables.maybeDefined.contains(name) {
      forget(name)
    }
    _ = try variables.copy().advance(known)
    for name in known { forget(name) }
    afterNext = true
  }

  private func define(_ definition: VariableDefinition) throws {
    switch definition.style {
    case .equal(let expression), .atom(let expression):
      for keyword in expression.thermoKeywords where !quantities.thermoKeywords.contains(keyword) {
        throw VariableTable.unknownKeyword(keyword, quantities)
      }
    default: break
    }
    guard !UnknownMark.occurs(in: definition.name) else { return }
    if case .file(let path) = definition.style, writtenFiles.contains(path) {
      return forget(definition.name)
    }
    // `shell putenv` may have set it.
    if case .environment = definition.style, shellHasRun { return forget(definition.name) }
    do {
      try variables.define(definition, quantities, load: environment.loader.load)
    } catch {
      guard case .file = definition.style, shellHasRun else { throw error }
      forget(definition.name)
    }
  }

  /// A variable keeps its name and loses its value.
  private func forget(_ name: String) {
    variables.variables[name] = .unknown(hidesWords: variables.mayBeWords(name))
  }

  private func visit(_ jump: Jump) throws -> Flow {
    let mayBeSkipped = afterNext
    afterNext = false
    guard !(jump.file?.isUnknown ?? false), !(jump.label?.isUnknown ?? false) else {
      return .onward
    }
    if let file = jump.file?.text, file != currentFile {
      if visited.insert([file, jump.label?.text ?? ""]).inserted {
        try readNamed(file, from: jump.label?.text)
      }
      return mayBeSkipped ? .onward : .leave
    }
    guard let label = jump.label?.text else { return .onward }
    return mayBeSkipped ? .onward : .jump(toLabel: label)
  }

  private func readNamed(_ path: String, from label: String?) throws {
    // A file that the deck writes itself may not be there yet.
    if writtenFiles.contains(path) {
      variables.mayHaveOthers = true
      return
    }
    let text: String
    do {
      text = try environment.loader.load(path)
    } catch {
      // So may one that a command of the shell makes, or that lies in a folder it changes to.
      // And a branch that is not sure to be taken may never come to it.
      guard shellHasRun || uncertainBranches > 0 else { throw error }
      variables.mayHaveOthers = true
      return
    }
    try read(text, file: path, from: label)
  }
}

// MARK: - Branches

extension ScriptCheck {
  private func visit(_ conditional: Conditional, at location: SourceLocation) throws -> Flow {
    var outcomes: [VariableTable] = []
    var flow = Flow.onward
    for branch in conditional.branches {
      let truth = try truth(of: branch.condition)
      if truth == false { continue }
      let before = variables
      variables = before.copy()
      if truth == nil { uncertainBranches += 1 }
      defer { if truth == nil { uncertainBranches -= 1 } }
      let ending = try visit(branch.commands, at: location)
      outcomes.append(variables)
      variables = before
      if truth == true {
        if outcomes.count == 1 { flow = ending }
        return settle(outcomes, flow)
      }
    }
    return settle(outcomes + [variables.copy()], flow)
  }

  private func visit(_ commands: [String], at location: SourceLocation) throws -> Flow {
    for command in commands {
      let flow = try visit(LogicalLine(text: command, location: location))
      if case .onward = flow { continue }
      return flow
    }
    return .onward
  }

  /// Whether a condition holds; nil if only the run will tell, or if a loop may change it.
  private func truth(of condition: Arguments.Word?) throws -> Bool? {
    guard let condition else { return true }
    let text = try variables.substitute(condition.text, quantities)
    let changing = advancedNames.union(namesOfLoop)
    if UnknownMark.occurs(in: text) { return nil }
    let holds = try BooleanExpression.holds(text)
    return variables.namesRead.isDisjoint(with: changing) ? holds : nil
  }

  /// Goes on with what all outcomes agree on.
  private func settle(_ outcomes: [VariableTable], _ flow: Flow) -> Flow {
    variables = outcomes[0]
    for other in outcomes.dropFirst() {
      for name in Set(variables.names + other.names)
      where variables.variables[name] != other.variables[name] {
        let mayBeWords = variables.mayBeWords(name) || other.mayBeWords(name)
        variables.variables[name] = .unknown(hidesWords: mayBeWords)
      }
    }
    return flow
  }
}

extension VariableTable {
  /// Whether the text of a variable may be other than one number.
  fileprivate func mayBeWords(_ name: String) -> Bool {
    switch variables[name] {
    case .loop, .equal, .atom, .internal, .format: false
    case .unknown(let hidesWords): hidesWords
    case .index(let values, _): values.contains { Double($0) == nil }
    default: true
    }
  }
}

extension UnknownMark {
  /// A message in which marks are told as dots.
  fileprivate static func readable(_ text: String) -> String {
    guard occurs(in: text) else { return text }
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0 == number || $0 == self.text ? "…" : $0 })
    )
  }
}

/// The quantities of a run that has not begun: all have values, and none is known.
private struct QuantitiesOfNoRun: QuantityProvider {
  let thermoKeywords: [String]

  func thermo(_ keyword: String) throws -> Double? {
    guard thermoKeywords.contains(keyword) else { return nil }
    throw NotKnownYet()
  }
  func compute(_ id: String, indices: [Int]) throws -> Double? { throw NotKnownYet() }
  func fix(_ id: String, indices: [Int]) throws -> Double? { throw NotKnownYet() }
  func computeColumns(_ id: String) throws -> [[Double]]? { throw NotKnownYet() }
  func fixColumns(_ id: String) throws -> [[Double]]? { throw NotKnownYet() }
  func groupFunction(
    _ function: GroupFunction, group: String, component: String?, region: String?
  ) throws -> Double? { throw NotKnownYet() }
  func atom(_ attribute: String, id: Int) throws -> Double? { throw NotKnownYet() }
  func isDefined(_ category: String, id: String) throws -> Bool? { throw NotKnownYet() }
  var step: Int { 0 }
  var run: RunInterval? { nil }
}
