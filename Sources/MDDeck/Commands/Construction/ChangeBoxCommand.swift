import MDCore
import MDEngine

/// `change_box GROUP keyword values …`.
struct ChangeBoxCommand: DeckCommand {
  static let names = ["change_box"]

  let group: String
  private(set) var changes: [BoxChange] = []
  private(set) var units = LengthUnits.lattice

  init(_ arguments: inout Arguments) throws {
    group = try arguments.word("the group")
    repeat { try readChange(&arguments) } while !arguments.isAtEnd
    guard !changes.isEmpty else { throw arguments.error("no change is named") }
  }

  private mutating func readChange(_ arguments: inout Arguments) throws {
    let keyword = try arguments.choice(
      "keyword",
      among: [
        "x", "y", "z", "xy", "xz", "yz", "boundary", "ortho", "triclinic", "set", "remap", "units",
      ])
    switch keyword {
    case "x", "y", "z": try readBounds(["x": 0, "y": 1, "z": 2][keyword]!, &arguments)
    case "xy", "xz", "yz":
      let isFinal = try arguments.choice("style", among: ["final", "delta"]) == "final"
      let value = try arguments.number("the tilt")
      changes.append(
        .tilt(["xy": 0, "xz": 1, "yz": 2][keyword]!, isFinal ? .final(value) : .delta(value)))
    case "boundary": changes.append(.boundaries(try arguments.boundaries()))
    case "ortho": changes.append(.orthogonal)
    case "triclinic": changes.append(.triclinic)
    case "set": changes.append(.set)
    case "remap": changes.append(.remap)
    default: units = try arguments.lengthUnits()
    }
  }

  private mutating func readBounds(_ d: Int, _ arguments: inout Arguments) throws {
    switch try arguments.choice("style", among: ["final", "delta", "scale", "volume"]) {
    case "final":
      let lower = try arguments.number("the lower bound")
      let upper = try arguments.number("the upper bound")
      changes.append(.bounds(d, .final(lower: lower, upper: upper), keepingVolumeBy: []))
    case "delta":
      let lower = try arguments.number("the change of the lower bound")
      let upper = try arguments.number("the change of the upper bound")
      changes.append(.bounds(d, .delta(lower: lower, upper: upper), keepingVolumeBy: []))
    case "scale":
      let factor = try arguments.number("the factor")
      changes.append(.bounds(d, .scale(factor), keepingVolumeBy: []))
    default:
      // The dimension follows the one before it, so that the volume stays.
      guard case .bounds(let other, let change, let keeping)? = changes.last, other != d,
        keeping.count < 2
      else {
        throw arguments.error(
          "'volume' must follow a change of another dimension, for at most two dimensions")
      }
      changes[changes.count - 1] = .bounds(other, change, keepingVolumeBy: keeping + [d])
    }
  }

  func run(in session: Session) throws {
    session.log.write("Changing box ...")
    let scale = units.scale(session.settings.lattice)
    let scaled = changes.map { $0.scaled(by: scale) }
    try session.withSimulation { simulation in
      let mask = try simulation.state.requireGroup(group)
      try simulation.state.changeBox(
        scaled, remapping: mask, allowsLargeTilts: session.settings.allowsLargeTilts
      ) { session.log.write("  \($0.logDescription)") }
    }
  }
}

extension BoxChange {
  /// The same with lengths in Å.
  func scaled(by scale: Vector3) -> BoxChange {
    switch self {
    case .bounds(let d, .final(let lower, let upper), let others):
      return .bounds(
        d, .final(lower: lower * scale[d], upper: upper * scale[d]), keepingVolumeBy: others)
    case .bounds(let d, .delta(let lower, let upper), let others):
      return .bounds(
        d, .delta(lower: lower * scale[d], upper: upper * scale[d]), keepingVolumeBy: others)
    case .tilt(let place, .final(let value)):
      return .tilt(place, .final(value * (place == 2 ? scale.y : scale.x)))
    case .tilt(let place, .delta(let value)):
      return .tilt(place, .delta(value * (place == 2 ? scale.y : scale.x)))
    default:
      return self
    }
  }
}
