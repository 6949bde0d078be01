import Foundation
import MDCore
import MDEngine

/// `replicate NX NY NZ [bbox]`.
struct ReplicateCommand: DeckCommand {
  static let names = ["replicate"]

  let copies: SIMD3<Int>

  init(_ arguments: inout Arguments) throws {
    let x = try arguments.integer("the number of copies along x", atLeast: 1)
    let y = try arguments.integer("the number of copies along y", atLeast: 1)
    let z = try arguments.integer("the number of copies along z", atLeast: 1)
    copies = SIMD3(x, y, z)
    // LAMMPS's faster algorithm; the result is the same.
    _ = arguments.take("bbox")
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    let began = ContinuousClock.now
    session.log.write("Replicating atoms ...")
    let (box, total) = try session.withSimulation { simulation in
      for d in 0..<3 where copies[d] > 1 && !simulation.state.box.isPeriodic(d) {
        session.log.warn("Replicating in a non-periodic dimension")
      }
      try simulation.replicate(copies, processors: session.settings.processors)
      return (simulation.state.box, simulation.state.totalAtoms)
    }
    session.log.write("  \(box.logDescription)")
    try session.logProcessGrid()
    session.log.write("  \(total) atoms")
    let elapsed = (ContinuousClock.now - began) / .seconds(1)
    session.log.write(String(format: "  replicate CPU = %.3f seconds", elapsed))
  }
}

/// `delete_atoms group ID | region ID | overlap CUTOFF GROUP1 GROUP2`.
struct DeleteAtomsCommand: DeckCommand {
  static let names = ["delete_atoms"]
  var replay: Replay { .performOnRealAtoms }

  let style: Style
  private(set) var compress = true

  /// Which atoms go.
  enum Style: Equatable {
    case group(String)
    case region(String)
    case overlap(Double, String, String)
  }

  init(_ arguments: inout Arguments) throws {
    switch try arguments.choice("style", among: ["group", "region", "overlap"]) {
    case "group": style = .group(try arguments.word("the group"))
    case "region": style = .region(try arguments.word("the region's name"))
    default:
      let cutoff = try arguments.positiveNumber("the cutoff (Å)")
      let first = try arguments.word("the group to delete from")
      style = .overlap(cutoff, first, try arguments.word("the group to stay clear of"))
    }
    while !arguments.isAtEnd {
      let keyword = try arguments.choice("keyword", among: ["compress", "bond", "mol"])
      let value = try arguments.flag(keyword)
      if keyword == "compress" {
        compress = value
      } else if value {
        throw arguments.error("'\(keyword) yes' is not supported: there are no molecules")
      }
    }
  }

  func run(in session: Session) throws {
    let (deleted, total) = try session.withSimulation { simulation in
      let deleted = try delete(from: &simulation.state, session)
      return (deleted, simulation.state.totalAtoms)
    }
    session.log.write("Deleted \(deleted) atoms, new total = \(total)")
  }

  private func delete(from state: inout SystemState, _ session: Session) throws -> Int64 {
    // As in LAMMPS, atoms of molecules keep their ids.
    let compress = compress && !state.atoms.view.has(.molecule)
    switch style {
    case .group(let name):
      return state.delete(.group(try state.requireGroup(name)), compress: compress)
    case .region(let name):
      return state.delete(.region(try session.requireRegion(name)), compress: compress)
    case .overlap(let cutoff, let first, let second):
      return state.deleteOverlap(
        cutoff: cutoff, try state.requireGroup(first), try state.requireGroup(second),
        compress: compress)
    }
  }
}

/// `reset_atom_ids` and its newer name.
struct ResetIDsCommand: DeckCommand {
  static let names = ["reset_atom_ids", "reset_ids"]
  var replay: Replay { .performOnRealAtoms }

  init(_ arguments: inout Arguments) throws {
    while !arguments.isAtEnd {
      _ = try arguments.choice("keyword", among: ["sort"])
      guard try !arguments.flag("sort") else {
        throw arguments.error("'sort yes' is not supported; ids keep the order that they have")
      }
    }
  }

  func run(in session: Session) throws {
    session.log.write("Resetting atom IDs ...")
    try session.withSimulation { $0.state.resetIDs() }
  }
}
