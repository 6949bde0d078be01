import MDCore
import MDEngine

/// `set atom | type | mol | group | region WHICH keyword values …`.
struct SetCommand: DeckCommand {
  static let names = ["set"]
  var replay: Replay { .performOnRealAtoms }

  let target: Target
  private(set) var assignments: [(keyword: String, value: Value)] = []

  /// What a keyword sets: all said by the words, or a coordinate or velocity that may be a variable.
  enum Value: Equatable {
    case given(AtomAssignment)
    case position(Int, AtomNumberWord)
    case velocity(Int, AtomNumberWord)
    case property(AtomProperty, AtomNumberWord)
  }

  /// Whose values are set.
  enum Target: Equatable {
    case atoms(TypeRange)
    case types(TypeRange)
    case molecules(TypeRange)
    case group(String)
    case region(String)
  }

  init(_ arguments: inout Arguments) throws {
    switch try arguments.choice("style", among: ["atom", "type", "mol", "group", "region"]) {
    case "atom": target = .atoms(try arguments.typeRange("the id"))
    case "type": target = .types(try arguments.typeRange("the type"))
    case "mol": target = .molecules(try arguments.typeRange("the molecule"))
    case "group": target = .group(try arguments.word("the group"))
    default: target = .region(try arguments.word("the region's name"))
    }
    repeat {
      let keyword = try arguments.choice(
        "keyword",
        among: [
          "type", "type/fraction", "charge", "mol", "x", "y", "z", "vx", "vy", "vz", "image",
        ])
      assignments.append((keyword, try Self.readValue(keyword, &arguments)))
    } while !arguments.isAtEnd
  }

  private static func readValue(
    _ keyword: String, _ arguments: inout Arguments
  ) throws(InputError) -> Value {
    switch keyword {
    case "type":
      return .given(.type(Int32(clamping: try arguments.integer("the type", atLeast: 1))))
    case "type/fraction":
      let type = try arguments.integer("the type", atLeast: 1)
      let fraction = try arguments.number("the fraction")
      guard (0...1).contains(fraction) else {
        throw arguments.error("the fraction must lie between 0 and 1, not \(fraction)")
      }
      let seed = try arguments.integer("the seed", atLeast: 1)
      return .given(.typeFraction(Int32(clamping: type), fraction: fraction, seed: seed))
    case "charge": return .property(.charge, try arguments.atomNumber("the charge"))
    case "mol":
      let number = try arguments.atomNumber("the molecule")
      if case .number(let value) = number, value < 0 || value != value.rounded() {
        throw arguments.error("the molecule must be a whole number from 0, not \(value)")
      }
      return .property(.molecule, number)
    case "x", "y", "z":
      return .position(["x": 0, "y": 1, "z": 2][keyword]!, try arguments.atomNumber(keyword))
    case "vx", "vy", "vz":
      return .velocity(["vx": 0, "vy": 1, "vz": 2][keyword]!, try arguments.atomNumber(keyword))
    default:
      var counts: [Int32?] = []
      for name in ["x", "y", "z"] {
        let isKept = arguments.take("NULL")
        counts.append(
          isKept ? nil : Int32(clamping: try arguments.integer("the image along \(name)")))
      }
      return .given(.image(counts))
    }
  }

  func run(in session: Session) throws {
    session.log.write("Setting atom values ...")
    // LAMMPS chooses the atoms once, before anything is set.
    let indices = try session.withSimulation { simulation in
      simulation.state.indices(of: try selection(in: session, simulation.state))
    }
    for (keyword, value) in assignments {
      let assignment: AtomAssignment
      switch value {
      case .given(let given): assignment = given
      case .position(let d, let word):
        assignment = .position(d, try session.atomNumbers(word, for: "set \(keyword)"))
      case .velocity(let d, let word):
        assignment = .velocity(d, try session.atomNumbers(word, for: "set \(keyword)"))
      case .property(let property, let word):
        assignment = .property(property, try session.atomNumbers(word, for: "set \(keyword)"))
      }
      let count = try session.withSimulation { try $0.state.assign(assignment, to: indices) }
      session.log.write("  \(count) settings made for \(keyword)")
    }
  }

  private func selection(
    in session: Session, _ state: borrowing SystemState
  ) throws -> AtomSelection {
    switch target {
    case .atoms(let range):
      return .ids(.between(range.lower ?? 1, range.upper ?? state.largestID))
    case .molecules(let range):
      try state.require(.molecule)
      return .molecules(.between(range.lower ?? 1, range.upper ?? .max))
    case .types(let range):
      let types = try range.resolved(upTo: state.masses.count - 1)
      return .types(.between(types.lowerBound, types.upperBound))
    case .group(let name): return .group(try state.requireGroup(name))
    case .region(let name): return .region(try session.requireRegion(name))
    }
  }
}
