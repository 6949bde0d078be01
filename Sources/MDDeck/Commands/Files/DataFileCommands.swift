import Foundation
import MDCore
import MDDomain
import MDEngine
import MDTrajectory

/// `read_data FILE`: box, masses, atoms and velocities.
struct ReadDataCommand: DeckCommand {
  static let names = ["read_data"]

  private let path: String

  init(_ arguments: inout Arguments) throws {
    path = try arguments.word("the data file")
    while !arguments.isAtEnd {
      // With one file and without bonds these change nothing; others would.
      switch try arguments.choice("keyword", among: ["nocoeff", "group", "extra/atom/types"]) {
      case "nocoeff": break
      case "group":
        throw arguments.error("group is not supported here; write `group ID type …` behind it")
      default:
        guard try arguments.integer("extra/atom/types", atLeast: 0) == 0 else {
          throw arguments.error(
            "extra types are not supported here; count them in the file's line `… atom types`")
        }
      }
    }
  }

  func run(in session: Session) throws {
    let began = ContinuousClock.now
    session.log.write("Reading data file ...")
    var reader = try DataFileReader.open(
      path: path, boundaries: session.settings.boundaries, style: session.settings.atomStyle,
      communicator: session.communicator)
    let box = reader.header.box
    try box.check(allowsLargeTilts: session.settings.allowsLargeTilts)
    try session.createBox(box, types: reader.header.types)
    session.log.write("  \(box.logDescription)")
    try session.logProcessGrid()
    let runner = try session.requireRunner()
    let wrapped = runner.simulation.state.box
    var atoms = AtomStore()
    atoms.add(session.settings.atomStyle.properties)
    try reader.readBody(into: &atoms) { position in
      runner.simulation.decomposition.owns(position, in: wrapped)
    }
    let total = reader.header.atoms
    let masses = reader.masses
    try session.withSimulation { simulation in
      swap(&simulation.state.atoms, &atoms)
      simulation.state.totalAtoms = total
      for type in masses.indices where masses[type] > 0 {
        simulation.state.masses[type] = masses[type]
      }
      let kept = simulation.state.communicator.reduce(Int64(simulation.state.atoms.owned), .sum)
      guard kept == total else {
        throw InputError(
          "\(path): \(total - kept) of \(total) atoms lie outside the box along a boundary that is "
            + "not periodic")
      }
      simulation.state.needsRebuild = true
    }
    session.log.write("  \(total) atoms")
    let elapsed = (ContinuousClock.now - began) / .seconds(1)
    session.log.write(String(format: "  read_data CPU = %.3f seconds", elapsed))
  }
}

/// `write_data FILE`: the system as a data file, under its name only when it is whole.
struct WriteDataCommand: DeckCommand {
  static let names = ["write_data"]
  var replay: Replay { .skip }

  private let path: String

  init(_ arguments: inout Arguments) throws {
    path = try arguments.word("the data file")
    while !arguments.isAtEnd {
      switch try arguments.choice("keyword", among: ["nocoeff", "nofix", "pair"]) {
      case "pair": _ = try arguments.choice("pair", among: ["ii", "ij"])
      default: break
      }
    }
  }

  func run(in session: Session) throws {
    let path = session.path(self.path)
    try session.withSimulation { simulation in
      // Atoms may have left the box since they last migrated.
      simulation.settle()
      try DataFileWriter.write(simulation.state, to: path, version: session.programVersion)
    }
  }
}

extension Session {
  /// A file name in which `*` stands for the current step.
  func path(_ pattern: String) -> String {
    let step = runner?.simulation.state.step ?? 0
    return pattern.replacingOccurrences(of: "*", with: "\(step)")
  }
}
