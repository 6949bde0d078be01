import MDCore
import MDEngine

/// `fix ID group style …`
struct FixCommand: DeckCommand {
  static let names = ["fix"]

  /// Makes the fix when the command runs, from what the words said.
  typealias Builder = (_ id: String, _ mask: UInt32, _ state: borrowing SystemState) throws ->
    any Fix

  /// Reads the words of each style.
  static var styles: [String: (inout Arguments) throws -> Builder] {
    [
      "nve": parseNVE,
      "balance": parseBalance,
      "box/relax": parseBoxRelax,
      "press/berendsen": parseBerendsenBarostat,
      "nvt": { try parseNoseHoover(&$0, .nvt) },
      "npt": { try parseNoseHoover(&$0, .npt) },
      "nph": { try parseNoseHoover(&$0, .nph) },
      "langevin": parseLangevin,
      "momentum": parseMomentum,
      "setforce": parseSetForce,
      "temp/berendsen": parseBerendsenThermostat,
      "temp/rescale": parseRescaling,
    ]
  }

  private let id: String
  private let group: String
  private let build: Builder

  init(_ arguments: inout Arguments) throws {
    id = try arguments.identifier("the fix ID")
    group = try arguments.word("the group")
    let style = try arguments.choice("fix style", among: Self.styles.keys.sorted())
    build = try Self.styles[style]!(&arguments)
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    try session.withSimulation { simulation in
      let mask = try simulation.state.groups.requiredMask(of: group)
      let fix = try build(id, mask, simulation.state)
      if let place = simulation.fixes.firstIndex(where: { $0.id == id }) {
        guard simulation.fixes[place].style == fix.style else {
          throw InputError(
            "fix \(id) exists already with style \(simulation.fixes[place].style); "
              + "unfix it first")
        }
        simulation.fixes[place] = fix
        session.settings.fixTemperatures[id] = nil
      } else {
        simulation.fixes.append(fix)
      }
      session.adoptRestartMemory(forFix: id, in: &simulation)
    }
  }

  private static func parseNVE(_ arguments: inout Arguments) throws -> Builder {
    { id, mask, _ in FixNVE(id: id, mask: mask) }
  }
}

/// `unfix ID`
struct UnfixCommand: DeckCommand {
  static let names = ["unfix"]

  private let id: String

  init(_ arguments: inout Arguments) throws {
    id = try arguments.word("the fix ID")
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    try session.withSimulation { simulation in
      guard let place = simulation.fixes.firstIndex(where: { $0.id == id }) else {
        throw unknownID(id, kind: "fix", among: simulation.fixes.map(\.id))
      }
      simulation.fixes.remove(at: place)
      session.settings.fixTemperatures[id] = nil
    }
  }
}

/// The error for an ID that is not defined; names those that are.
func unknownID(_ id: String, kind: String, among ids: [String]) -> InputError {
  let known = ids.isEmpty ? "none is defined" : "defined: \(ids.joined(separator: ", "))"
  return InputError("there is no \(kind) '\(id)' (\(known))")
}

extension Arguments {
  /// The next word as the name of something: letters, digits and underscores.
  mutating func identifier(_ meaning: String) throws(InputError) -> String {
    let unknown = nextIsUnknown
    let text = try word(meaning)
    guard unknown || text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
      throw error("\(meaning) '\(text)' may have letters, digits and underscores only")
    }
    return text
  }
}

extension GroupTable {
  /// The mask of a group; an error that names the groups there are if it is not one of them.
  func requiredMask(of name: String) throws(InputError) -> UInt32 {
    if let mask = mask(of: name) { return mask }
    throw unknownID(name, kind: "group", among: all.compactMap { $0 })
  }
}
