import MDCore
import MDEngine

/// `displace_atoms GROUP move | ramp | random | rotate …`.
struct DisplaceAtomsCommand: DeckCommand {
  static let names = ["displace_atoms"]
  var replay: Replay { .performOnRealAtoms }

  let group: String
  let displacement: Displacement
  private(set) var units = LengthUnits.lattice

  init(_ arguments: inout Arguments) throws {
    group = try arguments.word("the group")
    switch try arguments.choice("style", among: ["move", "ramp", "random", "rotate"]) {
    case "move": displacement = .move(try arguments.vector("the displacement"))
    case "ramp": displacement = try Self.readRamp(&arguments)
    case "random":
      let amplitude = try arguments.vector("the largest displacement")
      displacement = .random(
        amplitude: amplitude, seed: try arguments.integer("the seed", atLeast: 1))
    default:
      let point = try arguments.vector("the point")
      let unknown = arguments.nextIsUnknown
      let axis = try arguments.vector("the axis")
      guard unknown || axis != .zero else { throw arguments.error("the axis must not be zero") }
      displacement = .rotate(
        point: point, axis: axis, angle: try arguments.number("the angle (degrees)"))
    }
    while !arguments.isAtEnd {
      _ = try arguments.choice("keyword", among: ["units"])
      units = try arguments.lengthUnits()
    }
  }

  private static func readRamp(_ arguments: inout Arguments) throws(InputError) -> Displacement {
    let dimension = try arguments.dimension("the dimension to move in")
    let from = try arguments.number("the displacement at the lower coordinate")
    let to = try arguments.number("the displacement at the upper coordinate")
    let coordinate = try arguments.dimension("the dimension of the ramp")
    let lower = try arguments.number("the lower coordinate")
    let upper = try arguments.number("the upper coordinate")
    return .ramp(
      dimension: dimension, from: from, to: to, coordinate: coordinate, lower: lower, upper: upper)
  }

  func run(in session: Session) throws {
    session.log.write("Displacing atoms ...")
    let scaled = displacement.scaled(by: units.scale(session.settings.lattice))
    try session.withSimulation { simulation in
      simulation.state.displace(try simulation.state.requireGroup(group), scaled)
    }
  }
}

extension Displacement {
  /// The same with lengths in Å.
  func scaled(by scale: Vector3) -> Displacement {
    switch self {
    case .move(let vector):
      return .move(vector * scale)
    case .ramp(let d, let from, let to, let c, let lower, let upper):
      return .ramp(
        dimension: d, from: from * scale[d], to: to * scale[d], coordinate: c,
        lower: lower * scale[c], upper: upper * scale[c])
    case .random(let amplitude, let seed):
      return .random(amplitude: amplitude * scale, seed: seed)
    case .rotate(let point, let axis, let angle):
      return .rotate(point: point * scale, axis: axis, angle: angle)
    }
  }
}
