import MDCore
import MDEngine
import MDTrajectory

/// `units metal`.
struct UnitsCommand: DeckCommand {
  static let names = ["units"]

  init(_ arguments: inout Arguments) throws {
    _ = try arguments.choice("unit style", among: ["metal"])
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    try session.requireNoBox("units")
    session.settings.unitsAreMetal = true
  }
}

/// `atom_style atomic|charge|molecular|bond|angle|full`: whether atoms have a charge and a molecule, of which no force
/// takes notice.
struct AtomStyleCommand: DeckCommand {
  static let names = ["atom_style"]

  private let style: DataFileAtomStyle

  init(_ arguments: inout Arguments) throws {
    let names = DataFileAtomStyle.allCases.map(\.rawValue)
    style = DataFileAtomStyle(rawValue: try arguments.choice("atom style", among: names))!
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    try session.requireNoBox("atom_style")
    session.settings.atomStyle = style
  }
}

/// `atom_modify map … sort …`: how atoms are looked up and sorted, which is decided here without the
/// deck. The words are checked.
struct AtomModifyCommand: DeckCommand {
  static let names = ["atom_modify"]

  init(_ arguments: inout Arguments) throws {
    repeat {
      switch try arguments.choice("keyword", among: ["map", "sort", "id"]) {
      case "map": _ = try arguments.choice("map", among: ["array", "hash", "yes"])
      case "id":
        guard try arguments.flag("id") else {
          throw arguments.error("atoms always have ids here: 'id no' is not supported")
        }
      default:
        _ = try arguments.integer("the steps between sorts", atLeast: 0)
        _ = try arguments.number("the bin size")
      }
    } while !arguments.isAtEnd
  }

  func run(in session: Session) throws {}
}

/// `dimension 3`.
struct DimensionCommand: DeckCommand {
  static let names = ["dimension"]

  init(_ arguments: inout Arguments) throws {
    _ = try arguments.choice("dimension", among: ["3"])
    try arguments.expectEnd()
  }

  func run(in session: Session) throws { try session.requireNoBox("dimension") }
}

/// `newton on`: whether LAMMPS computes a pair on one rank or on both. The results are the same, so
/// that the words are only checked.
struct NewtonCommand: DeckCommand {
  static let names = ["newton"]

  init(_ arguments: inout Arguments) throws {
    _ = try arguments.flag("newton")
    if !arguments.isAtEnd { _ = try arguments.flag("newton for bonds") }
    try arguments.expectEnd()
  }

  func run(in session: Session) throws { try session.requireNoBox("newton") }
}

/// `processors Px Py Pz`.
struct ProcessorsCommand: DeckCommand {
  static let names = ["processors"]

  private(set) var counts = SIMD3<Int>.zero

  init(_ arguments: inout Arguments) throws {
    for (d, name) in ["x", "y", "z"].enumerated() where !arguments.take("*") {
      counts[d] = try arguments.integer("the number of ranks along \(name) (or *)", atLeast: 1)
    }
    while !arguments.isAtEnd {
      if try arguments.choice("keyword", among: ["grid", "map"]) == "grid" {
        _ = try arguments.choice("grid", among: ["onelevel"])
      } else {
        // Which rank stands where in the grid changes no result.
        _ = try arguments.choice("map", among: ["cart", "xyz", "xzy", "yxz", "yzx", "zxy", "zyx"])
      }
    }
  }

  func run(in session: Session) throws {
    try session.requireNoBox("processors")
    session.settings.processors = counts
  }
}

/// `timestep DT`, ps.
struct TimestepCommand: DeckCommand {
  static let names = ["timestep"]

  let length: Double

  init(_ arguments: inout Arguments) throws {
    length = try arguments.number("the time step (ps)")
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    session.settings.timestep = length
    if session.hasBox { try session.withSimulation { $0.state.setTimestep(length) } }
  }
}

/// `mass TYPES VALUE`, g/mol; types may be a range with an asterisk.
struct MassCommand: DeckCommand {
  static let names = ["mass"]

  let types: TypeRange
  let mass: Double

  init(_ arguments: inout Arguments) throws {
    types = try arguments.typeRange("the atom type")
    mass = try arguments.positiveNumber("the mass (g/mol)")
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    try session.withSimulation { simulation in
      let range = try types.resolved(upTo: simulation.state.masses.count - 1)
      for type in range { simulation.state.masses[Int(type)] = mass }
    }
  }
}

extension Session {
  /// Throws if a command comes too late.
  func requireNoBox(_ command: String) throws(InputError) {
    guard !hasBox else {
      throw InputError("`\(command)` must come before the simulation box is defined")
    }
  }
}
