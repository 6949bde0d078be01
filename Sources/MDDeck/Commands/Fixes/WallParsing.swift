import MDCore
import MDEngine

/// Walls, and fixes that leave forces one direction only.
extension FixCommand {
  private static let faces = WallFace.allCases.map(\.rawValue)

  /// Where a wall stands in the deck's words.
  private enum WallPlace {
    case edge
    case coordinate(Double)

    init(_ arguments: inout Arguments, _ face: WallFace) throws {
      self =
        arguments.take("EDGE")
        ? .edge : .coordinate(try arguments.constant("the place of \(face.rawValue) (or EDGE)"))
    }

    func position(_ face: WallFace, _ units: LengthUnits, _ context: Context) -> Double {
      switch self {
      case .edge: face.edge(of: context.box)
      case .coordinate(let x): x * units.scale(context.lattice)[face.dimension]
      }
    }
  }

  private static func nextFace(_ arguments: inout Arguments) throws -> WallFace? {
    guard let next = arguments.next, !arguments.nextIsUnknown, let face = WallFace(rawValue: next)
    else { return nil }
    _ = try arguments.word("a face")
    return face
  }

  /// `fix ID group wall/reflect face place … [units lattice|box]`
  static func parseWallReflect(_ arguments: inout Arguments) throws -> Builder {
    var walls: [(face: WallFace, place: WallPlace)] = []
    while let face = try nextFace(&arguments) {
      walls.append((face, try WallPlace(&arguments, face)))
    }
    var units = LengthUnits.lattice
    if arguments.nextIsUnknown {
      _ = arguments.rest()
    } else if walls.isEmpty {
      _ = try arguments.choice("face", among: faces)
    }
    while !arguments.isAtEnd {
      _ = try arguments.choice("face or keyword", among: ["units"] + faces)
      units = try arguments.lengthUnits()
    }
    let (parsed, unit) = (walls, units)
    return { id, mask, context in
      try FixWallReflect(
        id: id, mask: mask,
        walls: parsed.map { ($0.face, $0.place.position($0.face, unit, context)) },
        box: context.box)
    }
  }

  /// `fix ID group wall/STYLE face place epsilon sigma cutoff … [units lattice|box] [pbc yes|no] [fld no]`
  static func parseWall(
    _ arguments: inout Arguments, _ potential: WallPotential
  ) throws -> Builder {
    var walls: [(wall: FixWall.Wall, place: WallPlace)] = []
    while let face = try nextFace(&arguments) {
      let place = try WallPlace(&arguments, face)
      let wall = FixWall.Wall(
        face: face, position: 0,
        epsilon: try arguments.constant("epsilon of \(face.rawValue)"),
        sigma: try arguments.constant("sigma of \(face.rawValue) (Angstrom)"),
        cutoff: try arguments.positiveNumber("the cutoff of \(face.rawValue) (Angstrom)"))
      walls.append((wall, place))
    }
    if arguments.nextIsUnknown {
      _ = arguments.rest()
    } else if walls.isEmpty {
      _ = try arguments.choice("face", among: faces)
    }
    var (units, allowsPeriodic) = (LengthUnits.lattice, false)
    while !arguments.isAtEnd {
      switch try arguments.choice("face or keyword", among: ["units", "pbc", "fld"] + faces) {
      case "units": units = try arguments.lengthUnits()
      case "pbc": allowsPeriodic = try arguments.flag("pbc")
      default:
        guard try !arguments.flag("fld") else {
          throw arguments.error("fld yes is for lubrication, which there is not here")
        }
      }
    }
    let (parsed, unit, periodic) = (walls, units, allowsPeriodic)
    return { id, mask, context in
      try FixWall(
        id: id, mask: mask, potential: potential,
        walls: parsed.map { entry in
          var wall = entry.wall
          wall.position = entry.place.position(wall.face, unit, context)
          return wall
        }, box: context.box, allowsPeriodic: periodic)
    }
  }

  /// `fix ID group lineforce|planeforce x y z`
  static func parseForceDirection(
    _ arguments: inout Arguments, _ kind: FixForceDirection.Kind
  ) throws -> Builder {
    let unknown = arguments.nextIsUnknown
    let direction = try arguments.vector("the direction")
    guard unknown || direction != .zero else {
      throw arguments.error("the direction must not be zero")
    }
    return { id, mask, _ in
      try FixForceDirection(id: id, mask: mask, kind: kind, direction: direction)
    }
  }
}
