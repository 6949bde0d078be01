import Foundation
import MDCore
import MDDomain
import MDEngine

@testable import MDDeck

/// The system that the building commands of a deck make, gathered from all ranks.
struct BuiltSystem: Sendable {
  let box: Box
  /// In the order of ids.
  let atoms: [Atom]
  /// What went to the screen.
  let log: [String]
  /// How many atoms each rank owns.
  let shares: [Int]

  /// The commands that build a system, without variables or flow control.
  static var commands: [any DeckCommand.Type] {
    [
      AtomModifyCommand.self, AtomStyleCommand.self, BoundaryCommand.self, BoxCommand.self,
      ChangeBoxCommand.self, CreateAtomsCommand.self, CreateBoxCommand.self,
      DeleteAtomsCommand.self, DimensionCommand.self, DisplaceAtomsCommand.self, GroupCommand.self,
      LatticeCommand.self, MassCommand.self, NeighborCommand.self, NeighModifyCommand.self,
      NewtonCommand.self, ProcessorsCommand.self, RegionCommand.self, ReplicateCommand.self,
      ResetIDsCommand.self, SetCommand.self, TimestepCommand.self, UnitsCommand.self,
    ]
  }

  /// Runs a deck on ranks that are threads. `units metal` comes first by itself.
  init(_ deck: String, ranks: Int = 1) throws {
    let results = try InMemoryWorld(size: ranks).run { communicator in
      try Self.run(deck, communicator)
    }
    box = results[0].box
    log = results[0].log
    atoms = results.flatMap(\.atoms).sorted { $0.id < $1.id }
    shares = results.map(\.atoms.count)
  }

  private struct Part: Sendable {
    let box: Box
    let atoms: [Atom]
    let log: [String]
  }

  private static func run(_ deck: String, _ communicator: any Communicator) throws -> Part {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("construction-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let log = Log(isRoot: communicator.isRoot)
    try log.redirectScreen(to: path)
    let session = Session(communicator: communicator, log: log)
    let lines = ("units metal\n" + deck).split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let words = line.split(separator: " ").map(String.init)
      guard let name = words.first else { continue }
      try perform(name, Array(words.dropFirst()), line: number, session)
    }
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return try session.withSimulation { simulation in
      // As `write_data` does in LAMMPS before it writes.
      simulation.state.shrinkWrap()
      let box = simulation.state.box
      simulation.decomposition.migrate(&simulation.state.atoms, box: box)
      let atoms = (0..<simulation.state.atoms.owned).map { simulation.state.atoms.read($0) }
      return Part(box: box, atoms: atoms, log: text.split(separator: "\n").map(String.init))
    }
  }

  private static func perform(
    _ name: String, _ words: [String], line: Int, _ session: Session
  ) throws {
    guard let type = commands.first(where: { $0.names.contains(name) }) else {
      throw InputError("no such command: \(name)")
    }
    var arguments = Arguments(
      command: name, words, at: SourceLocation(file: "deck", line: line))
    try type.init(&arguments).run(in: session)
  }
}
