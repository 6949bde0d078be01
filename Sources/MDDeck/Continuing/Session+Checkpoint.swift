import Foundation
import MDCore
import MDDomain
import MDEngine
import MDTrajectory

/// What a checkpoint holds of the deck, and how it comes back.
extension Session {
  private static let journalKey = "journal of the deck"
  private static let generatorKey = "generator of random()"
  private static let logKey = "length of the log"
  private static let turnKey = "restart files written"
  private static let sizesKey = "lengths of printed files"
  private static let filesKey = "printed files"
  private static let logNameKey = "log"
  private static let minimizationKey = "minimisation"
  private static func observerKey(_ id: String) -> String { "observer \(id)" }

  /// Writes a file from which the run in progress goes on. Collective.
  func writeCheckpoint(of runner: Runner, steps: ClosedRange<Int64>, to path: String) throws {
    var numbers = Checkpoint.numbers(run: progress.runs, steps: steps)
    numbers[Self.journalKey] = progress.journal.numbers
    numbers[Self.generatorKey] = variables.generator?.numbers ?? []
    numbers[Self.logKey] = [Double(log.length ?? -1)]
    numbers[Self.turnKey] = [Double(settings.restart?.written ?? 0)]
    numbers[Self.minimizationKey] = runner.minimization
    let printed = log.printedFiles
    numbers[Self.sizesKey] = printed.map { Double($0.length) }
    for observer in runner.observers {
      let memory = observer.memory
      if !memory.isEmpty { numbers[Self.observerKey(observer.id)] = memory }
    }
    var words = progress.identity
    words[Self.filesKey] = printed.map(\.path).joined(separator: "\n")
    words[Self.logNameKey] = log.path
    try RestartWriter.writeCheckpoint(
      runner.simulation, words: words, numbers: numbers, to: path)
  }

  /// Begins to go back to a checkpoint: from here on commands are gone through for what they define.
  ///
  /// - Throws: ``InputError`` if deck or command line are others.
  func beginReturn(to checkpoint: Checkpoint) throws {
    for (key, value) in progress.identity where checkpoint.head.words[key] != value {
      throw InputError(
        "cannot continue from '\(checkpoint.path)': the \(key) is not the one with which it was "
          + "written; go on with read_restart in a deck of its own instead")
    }
    progress.target = checkpoint
    progress.journal = Journal(numbers: checkpoint.head.numbers[Self.journalKey] ?? [])
    log.isMuted = true
  }

  /// Whether the run that is about to begin was done before the checkpoint; then the system is put where
  /// it left it, as far as commands look at it. Counts runs.
  func passesOverRun() throws -> Bool {
    progress.runs += 1
    guard let target = progress.target, progress.runs != target.run else { return false }
    let passage = try progress.journal.nextPassage()
    let runner = try requireRunner()
    runner.simulation.resetStep(to: passage.step)
    runner.simulation.state.box.shape = passage.box
    try setGenerator(passage.generator)
    progress.atomsAreStale = true
    return true
  }

  /// Notes where a run has left the system.
  func noteEndOfRun() throws {
    let runner = try requireRunner()
    progress.journal.add(
      Journal.Passage(
        step: runner.simulation.state.step,
        box: runner.simulation.state.box.shape,
        generator: variables.generator?.numbers ?? []))
  }

  private func setGenerator(_ numbers: [Double]) throws(InputError) {
    guard !numbers.isEmpty else { return }
    guard let generator = MarsagliaGenerator(numbers: numbers) else { throw Journal.otherWay }
    variables.generator = generator
  }

  /// Arrives at the run in which the checkpoint was written: output goes on from here.
  func arrive(at checkpoint: Checkpoint) throws {
    guard progress.journal.isAtEnd else { throw Journal.otherWay }
    let head = checkpoint.head
    progress.target = nil
    progress.atomsAreStale = false
    log.isMuted = false
    let name = head.words[Self.logNameKey] ?? ""
    let length = head.numbers[Self.logKey]?.first ?? -1
    let files = (head.words[Self.filesKey] ?? "").split(separator: "\n").map(String.init)
    let sizes = head.numbers[Self.sizesKey] ?? []
    try communicator.collectively {
      if length >= 0 { try log.resume(name, at: Int64(clamped: length)) }
      var printed = Array(zip(files, sizes.map { Int64(clamped: $0) }))
      if communicator.isRoot { printed += supervisor.index.read()?.appended ?? [] }
      try log.resumePrinting(to: printed)
    }
    supervisor.wentOn(from: checkpoint)
    settings.restart?.written = Int(Int64(clamped: head.numbers[Self.turnKey]?.first ?? 0))
    try setGenerator(head.numbers[Self.generatorKey] ?? [])
    log.write(
      "Going on from '\(checkpoint.path)' at step \(head.step)", toScreen: true, toLog: false)
  }

  /// Puts system, fixes and observers back to where they were in the run.
  func restore(_ checkpoint: Checkpoint, in runner: Runner) throws {
    let head = checkpoint.head
    guard let phase = head.phase else { return }
    let reader = try RestartReader.open(path: checkpoint.path, communicator: communicator)
    guard head.masses.count == runner.simulation.state.masses.count else { throw Journal.otherWay }
    runner.simulation.state.masses = head.masses
    runner.simulation.state.atoms.add(head.properties)
    runner.simulation.state.groups = head.groupTable
    runner.simulation.state.totalAtoms = head.atoms
    runner.simulation.state.setTimestep(head.timestep)
    runner.simulation.state.step = head.step
    runner.simulation.state.box = head.box
    try runner.simulation.adoptCuts(phase)
    let rows = try reader.savedAtoms { position in
      runner.simulation.decomposition.owns(position, in: phase.buildBox)
    }
    let isRoot = communicator.isRoot
    runner.minimization = head.numbers[Self.minimizationKey]
    let style = runner.minimization == nil ? nil : settings.minimizer.style
    try runner.simulation.resume(rows, phase, minimizing: style) { simulation in
      for (place, fix) in simulation.fixes.enumerated() {
        guard
          let entry = head.fixes.first(where: { $0.id == fix.id && $0.style == fix.style })
        else { continue }
        simulation.fixes[place].memory = entry.values
        simulation.fixes[place].memoryShares = isRoot ? entry.sums : entry.sums.map { _ in 0 }
      }
    }
    try communicator.collectively {
      for place in runner.observers.indices {
        let memory = head.numbers[Self.observerKey(runner.observers[place].id)] ?? []
        if !memory.isEmpty { try runner.observers[place].resume(memory, isRoot: isRoot) }
      }
    }
  }
}
