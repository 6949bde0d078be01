import MDCore

/// Commands of LAMMPS that choose how it works inside, or speak of what there is not here (bonds, charges): a deck may
/// have them, and they change nothing. Words that would change something are refused.
struct HarmlessCommand: DeckCommand {
  static let names = [
    "suffix", "run_style", "comm_style", "special_bonds", "pair_modify", "kspace_style", "info",
  ]

  private let name: String

  init(_ arguments: inout Arguments) throws {
    name = arguments.command
    switch name {
    case "run_style":
      _ = try arguments.choice("integrator", among: ["verlet"])
      try arguments.expectEnd()
    case "comm_style":
      _ = try arguments.choice("style of communication", among: ["brick", "tiled"])
      try arguments.expectEnd()
    case "kspace_style":
      _ = try arguments.choice("kspace style", among: ["none"])
      try arguments.expectEnd()
    // Every word is about accelerators, bonds, or pairs of atoms that know no others.
    default: _ = arguments.rest()
    }
  }

  func run(in session: Session) throws {
    if name == "info" { session.log.write("info: not supported, nothing is told") }
  }
}
