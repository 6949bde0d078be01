import MDCore
import MDEngine

/// `write_dump group style file … [modify keyword value …]`: one snapshot of now.
struct WriteDumpCommand: DeckCommand {
  static let names = ["write_dump"]
  var replay: Replay { .skip }

  private var definition: DumpDefinition

  init(_ arguments: inout Arguments) throws {
    let group = try arguments.word("the group")
    let style = try arguments.choice("dump style", among: DumpDefinition.styles)
    let path = try arguments.word("the file")
    definition = DumpDefinition(
      id: "WRITE_DUMP", group: group, style: style, interval: 1, path: path, words: [])
    let words = arguments.restOfWords()
    let split = words.firstIndex { $0.text == "modify" } ?? words.count
    var contents = Arguments(
      command: arguments.command, words: Array(words[..<split]), at: arguments.location)
    try definition.readContents(&contents)
    guard split < words.count else { return }
    var changes = Arguments(
      command: arguments.command, words: Array(words[(split + 1)...]), at: arguments.location)
    for change in try DumpModifyCommand.parse(&changes) { try change(&definition) }
  }

  func run(in session: Session) throws {
    let runner = try session.requireRunner()
    var definition = self.definition
    definition.options.creatorVersion = session.programVersion
    let communicator = session.communicator
    var observer = try communicator.collectively {
      try definition.makeObserver(runner.simulation, in: session)
    }
    try observer.beginRun(runner.simulation.state.step...runner.simulation.state.step)
    let state = (step: runner.simulation.state.step, known: runner.simulation.state.perAtom.step)
    for word in definition.words {
      guard let reference = Reference(withoutWildcard: word) else { continue }
      var asked: Set = reference.kind == .compute ? [reference.id] : []
      if reference.kind == .variable {
        try AtomVariable(reference.id, session).check()
        asked = session.variables.computesAsked(by: reference.id)
      }
      let found = runner.simulation.computes.first { asked.contains($0.id) && $0.needsGhosts }
      guard let found else { continue }
      throw InputError(
        "write_dump: compute \(found.id) (\(found.style)) is known only while a run is in progress; let a dump "
          + "of the run ask for it")
    }
    guard !observer.needsPerAtom || state.known == state.step else {
      throw InputError(
        "write_dump: energies and stresses of single atoms are not known at step \(state.step); "
          + "let a dump of the run before ask for them")
    }
    try observer.observe(runner.simulation)
    try communicator.collectively { try observer.finish() }
  }
}
