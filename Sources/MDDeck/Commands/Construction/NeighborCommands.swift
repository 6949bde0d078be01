import MDCore
import MDEngine

/// `neighbor SKIN bin`.
struct NeighborCommand: DeckCommand {
  static let names = ["neighbor"]

  let skin: Double

  init(_ arguments: inout Arguments) throws {
    skin = try arguments.number("the skin (Å)")
    guard skin >= 0 else { throw arguments.error("the skin must not be negative") }
    // How pairs are found is decided here without the deck; the list is the same.
    _ = try arguments.choice("neighbour style", among: ["bin", "nsq", "multi"])
    try arguments.expectEnd()
  }

  func run(in session: Session) throws { try session.changeNeighbors { $0.skin = skin } }
}

/// `neigh_modify keyword value …`.
struct NeighModifyCommand: DeckCommand {
  static let names = ["neigh_modify"]

  private(set) var every, delay: Int64?
  private(set) var check, once: Bool?

  init(_ arguments: inout Arguments) throws {
    let keywords = [
      "every", "delay", "check", "once", "page", "one", "binsize", "cluster", "include",
    ]
    repeat {
      switch try arguments.choice("keyword", among: keywords) {
      case "every": every = Int64(try arguments.integer("every", atLeast: 1))
      case "delay": delay = Int64(try arguments.integer("delay", atLeast: 0))
      case "check": check = try arguments.flag("check")
      case "once": once = try arguments.flag("once")
      // Lists grow as they need to: LAMMPS's limits on memory have no counterpart.
      case "page": _ = try arguments.integer("page", atLeast: 1)
      case "one": _ = try arguments.integer("one", atLeast: 1)
      case "binsize": _ = try arguments.number("binsize")
      // It is about bonds.
      case "cluster": _ = try arguments.flag("cluster")
      default: _ = try arguments.choice("include", among: ["all"])
      }
    } while !arguments.isAtEnd
  }

  func run(in session: Session) throws {
    try session.changeNeighbors { settings in
      settings.every = every ?? settings.every
      settings.delay = delay ?? settings.delay
      settings.check = check ?? settings.check
      settings.once = once ?? settings.once
    }
  }
}

/// `comm_modify keyword value …`: how far ghosts reach at least. How messages go is decided here without
/// the deck.
struct CommModifyCommand: DeckCommand {
  static let names = ["comm_modify"]

  private var cutoff: Double?

  init(_ arguments: inout Arguments) throws {
    repeat {
      switch try arguments.choice("keyword", among: ["cutoff", "mode", "vel", "group"]) {
      case "cutoff":
        let value = try arguments.number("the cutoff (Å)")
        guard value >= 0 else { throw arguments.error("the cutoff must not be negative") }
        cutoff = value
      case "mode": _ = try arguments.choice("mode", among: ["single"])
      // No force here depends on velocities.
      case "vel": _ = try arguments.flag("vel")
      default: _ = try arguments.choice("group", among: ["all"])
      }
    } while !arguments.isAtEnd
  }

  func run(in session: Session) throws {
    guard let cutoff else { return }
    try session.changeNeighbors { $0.ghostCutoff = cutoff }
  }
}

extension Session {
  /// Changes the settings of the box to come and of the one that is there.
  func changeNeighbors(_ change: (inout NeighborSettings) -> Void) throws {
    change(&settings.neighbor)
    let changed = settings.neighbor
    if hasBox { try withSimulation { $0.neighborSettings = changed } }
  }
}
