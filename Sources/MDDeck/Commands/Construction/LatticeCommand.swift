import MDCore
import MDEngine

/// `lattice STYLE SCALE keyword values …`: the points for `create_atoms` and the unit of length.
struct LatticeCommand: DeckCommand {
  static let names = ["lattice"]

  /// nil for `none`.
  let style: LatticeStyle?
  let scale: Double
  private(set) var options = Lattice.Options()

  init(_ arguments: inout Arguments) throws {
    let name = try arguments.choice(
      "lattice style", among: ["none"] + LatticeStyle.allCases.map(\.rawValue))
    style = LatticeStyle(rawValue: name)
    scale = try arguments.positiveNumber("the lattice constant")
    while !arguments.isAtEnd && style != nil { try readOption(&arguments) }
    try arguments.expectEnd()
  }

  private mutating func readOption(_ arguments: inout Arguments) throws {
    let custom = ["a1", "a2", "a3", "basis"]
    let keyword = try arguments.choice(
      "keyword",
      among: ["origin", "orient", "spacing"] + (style == .custom ? custom : []))
    switch keyword {
    case "origin": options.origin = try arguments.vector("the origin")
    case "spacing": options.spacing = try arguments.vector("the spacing")
    case "basis": options.basis.append(try arguments.vector("the basis atom"))
    case "orient":
      let dimension = try arguments.dimension("the direction to orient")
      let x = try arguments.integer("x of the direction")
      let y = try arguments.integer("y of the direction")
      let z = try arguments.integer("z of the direction")
      options.orientation[dimension] = SIMD3(x, y, z)
    default:
      options.primitive[["a1": 0, "a2": 1, "a3": 2][keyword]!] =
        try arguments.vector("the lattice vector \(keyword)")
    }
  }

  func run(in session: Session) throws {
    guard let style else {
      session.settings.lattice = Lattice(spacing: scale)
      return
    }
    let lattice = try Lattice(style, scale: scale, options: options)
    session.settings.lattice = lattice
    session.log.write("Lattice spacing in x,y,z = \(logNumbers(lattice.spacing))")
  }
}
