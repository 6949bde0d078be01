import MDCore
import MDEngine

/// `create_box N REGION`: an empty box in the shape of a region.
struct CreateBoxCommand: DeckCommand {
  static let names = ["create_box"]

  let types: Int
  let regionName: String

  init(_ arguments: inout Arguments) throws {
    types = try arguments.integer("the number of atom types", atLeast: 1)
    regionName = try arguments.word("the region's name")
    guard let extra = arguments.next else { return }
    throw arguments.error(
      "'\(extra)' is not supported: there are no bonds, only atoms of `atom_style atomic`")
  }

  func run(in session: Session) throws {
    let region = try session.requireRegion(regionName)
    guard let bounds = region.boundingBox else {
      throw InputError("the region '\(regionName)' has no bounds, so that it cannot be a box")
    }
    var box: Box
    if case .prism(let prism) = region.shape {
      box = prism
    } else {
      box = Box(lower: bounds.lower, lengths: bounds.upper - bounds.lower)
    }
    box.boundaries = session.settings.boundaries
    try box.check(allowsLargeTilts: session.settings.allowsLargeTilts)
    try session.createBox(box, types: types)
    session.log.write("Created \(box.logDescription)")
    try session.logProcessGrid()
  }
}

/// `boundary p p f`.
struct BoundaryCommand: DeckCommand {
  static let names = ["boundary"]

  let boundaries: Boundaries

  init(_ arguments: inout Arguments) throws {
    boundaries = try arguments.boundaries()
    try arguments.expectEnd()
  }

  func run(in session: Session) throws {
    guard !session.hasBox else {
      throw InputError(
        "`boundary` must come before the simulation box; `change_box all boundary …` changes it later"
      )
    }
    session.settings.boundaries = boundaries
  }
}

extension Arguments {
  /// The next three words as boundaries.
  mutating func boundaries() throws(InputError) -> Boundaries {
    let x = try boundary("x")
    let y = try boundary("y")
    let z = try boundary("z")
    return Boundaries(x: x, y: y, z: z)
  }

  private mutating func boundary(_ name: String) throws(InputError) -> Boundary {
    switch try choice("the boundary along \(name)", among: ["p", "f", "s", "pp", "ff", "ss"]) {
    case "f", "ff": .fixed
    case "s", "ss": .shrinkWrapped
    default: .periodic
    }
  }
}

/// `box tilt large`.
struct BoxCommand: DeckCommand {
  static let names = ["box"]

  let allowsLargeTilts: Bool

  init(_ arguments: inout Arguments) throws {
    _ = try arguments.choice("keyword", among: ["tilt"])
    allowsLargeTilts = try arguments.choice("tilt", among: ["small", "large"]) == "large"
    try arguments.expectEnd()
  }

  func run(in session: Session) throws { session.settings.allowsLargeTilts = allowsLargeTilts }
}
