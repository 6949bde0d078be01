import Foundation
import MDCore
import MDDomain
import MDEngine
import MDTrajectory

/// `write_restart FILE`
struct WriteRestartCommand: DeckCommand {
  static let names = ["write_restart"]
  var replay: Replay { .skip }

  private let path: String

  init(_ arguments: inout Arguments) throws {
    path = try arguments.word("the restart file (* stands for the step)")
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    let path = session.path(self.path)
    try session.withSimulation { simulation in
      try RestartWriter.write(simulation.state, fixes: simulation.fixes, to: path)
    }
  }
}

/// `restart N FILE [FILE2]`: restart files while a run goes on; two files are written in turn. Not at the
/// first step of a run, as in LAMMPS.
struct RestartCommand: DeckCommand {
  static let names = ["restart"]

  private let interval: Int
  private var paths: [String] = []

  init(_ arguments: inout Arguments) throws {
    interval = try arguments.integer("the steps between restart files (0 for none)", atLeast: 0)
    if interval > 0 {
      paths.append(try arguments.word("the restart file"))
      if !arguments.isAtEnd { paths.append(try arguments.word("the second restart file")) }
    }
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    if interval > 0 { _ = try session.requireRunner() }
    let schedule = interval > 0 ? RestartSchedule(interval: Int64(interval), paths: paths) : nil
    // Found out now, and not when the first file is due.
    try session.communicator.collectively {
      guard session.communicator.isRoot, let schedule else { return }
      let files = paths.count == 2 ? paths : [schedule.path(atStep: 0)]
      for file in files { try OutputFolder.check(file) }
    }
    session.settings.restart = schedule
  }
}

/// `read_restart FILE`: box, masses, groups, atoms, step and the memory of fixes.
struct ReadRestartCommand: DeckCommand {
  static let names = ["read_restart"]

  private let path: String

  init(_ arguments: inout Arguments) throws {
    path = try arguments.word("the restart file (* takes the one with the highest step)")
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    let path = try session.latest(self.path)
    session.log.write("Reading restart file ...")
    let reader = try RestartReader.open(path: path, communicator: session.communicator)
    let head = reader.head
    // The file was written with `units metal`, which a deck need not repeat.
    session.settings.unitsAreMetal = true
    session.settings.boundaries = head.box.boundaries
    session.settings.timestep = head.timestep
    try session.createBox(head.box, types: head.masses.count - 1)
    try session.logProcessGrid()
    let runner = try session.requireRunner()
    var atoms = AtomStore()
    try reader.readAtoms(into: &atoms) { position in
      runner.simulation.decomposition.owns(position, in: head.box)
    }
    try session.withSimulation { simulation in
      swap(&simulation.state.atoms, &atoms)
      simulation.state.totalAtoms = head.atoms
      simulation.state.masses = head.masses
      simulation.state.groups = head.groupTable
      simulation.state.resetStep(to: head.step, time: head.time)
      simulation.state.needsRebuild = true
    }
    session.settings.restartMemory = head.fixes
    session.log.write("  \(head.atoms) atoms")
    session.log.write("  step \(head.step)")
    for fix in head.fixes {
      session.log.write("  state of fix \(fix.id) (\(fix.style)) is kept until it is defined again")
    }
  }
}

extension Session {
  /// The file that a pattern with `*` means: the one with the highest number in its place.
  fileprivate func latest(_ pattern: String) throws -> String {
    guard let star = pattern.firstIndex(of: "*") else { return pattern }
    let found = try communicator.collectively { () throws(InputError) -> [UInt8] in
      guard communicator.isRoot else { return [] }
      let url = URL(fileURLWithPath: pattern)
      let folder = url.deletingLastPathComponent().path
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let before = String(pattern[..<star].split(separator: "/").last ?? "")
      let after = String(pattern[pattern.index(after: star)...])
      let steps = names.compactMap { name -> Int? in
        guard name.hasPrefix(before), name.hasSuffix(after) else { return nil }
        return Int(name.dropFirst(before.count).dropLast(after.count))
      }
      guard let last = steps.max() else {
        throw InputError("read_restart: no file matches '\(pattern)'")
      }
      return Array(pattern.replacingOccurrences(of: "*", with: "\(last)").utf8)
    }
    return String(decoding: communicator.broadcast(found), as: UTF8.self)
  }

  /// Gives a fix that has just been defined what a restart file remembers of it.
  func adoptRestartMemory(forFix id: String, in simulation: inout Simulation) {
    guard let place = simulation.fixes.firstIndex(where: { $0.id == id }),
      let entry = settings.restartMemory.firstIndex(where: {
        $0.id == id && $0.style == simulation.fixes[place].style
      })
    else { return }
    simulation.fixes[place].memory = settings.restartMemory[entry].values
    settings.restartMemory.remove(at: entry)
    log.write("Resetting the state of fix \(id) from the restart file")
  }
}
