import MDCore
import MDEngine

/// The words of a region, which become lengths once the lattice and the box are known.
struct RegionDefinition: Equatable {
  private(set) var shape: Shape
  private(set) var isInside = true
  private(set) var units = LengthUnits.lattice

  /// A bound of a region along a dimension.
  enum Bound: Equatable {
    case value(Double)
    case infinite
    case edge
  }

  /// The shapes as they are written.
  enum Shape: Equatable {
    case block(lower: [Bound], upper: [Bound])
    case sphere(center: Vector3, radius: Double)
    case cone(
      axis: Int, center: [Double], radiusLower: Double, radiusUpper: Double, lower: Bound,
      upper: Bound)
    case plane(point: Vector3, normal: Vector3)
    case prism(lower: [Bound], upper: [Bound], tilts: Vector3)
    case union([String])
    case intersection([String])
  }

  init(_ arguments: inout Arguments) throws(InputError) {
    let style = try arguments.choice(
      "region style",
      among: [
        "block", "sphere", "cylinder", "cone", "plane", "prism", "union", "intersect", "delete",
      ])
    shape = try Self.readShape(style, &arguments)
    while !arguments.isAtEnd {
      switch try arguments.choice("keyword", among: ["side", "units"]) {
      case "side": isInside = try arguments.choice("side", among: ["in", "out"]) == "in"
      default: units = try arguments.lengthUnits()
      }
    }
  }

  private static func readShape(
    _ style: String, _ arguments: inout Arguments
  ) throws(InputError) -> Shape {
    switch style {
    case "block", "prism":
      let (lower, upper) = try readBounds(&arguments)
      if style == "block" { return .block(lower: lower, upper: upper) }
      let xy = try arguments.number("the tilt xy")
      let xz = try arguments.number("the tilt xz")
      let yz = try arguments.number("the tilt yz")
      return .prism(lower: lower, upper: upper, tilts: Vector3(xy, xz, yz))
    case "sphere":
      let center = try arguments.vector("the centre")
      return .sphere(center: center, radius: try arguments.number("the radius"))
    case "cylinder", "cone":
      return try readCone(isCylinder: style == "cylinder", &arguments)
    case "plane":
      let point = try arguments.vector("the point")
      return .plane(point: point, normal: try arguments.vector("the normal"))
    default:
      let count = try arguments.integer("the number of regions", atLeast: 2)
      var names: [String] = []
      for _ in 0..<count { names.append(try arguments.word("a region's name")) }
      return style == "union" ? .union(names) : .intersection(names)
    }
  }

  private static func readBounds(
    _ arguments: inout Arguments
  ) throws(InputError) -> (lower: [Bound], upper: [Bound]) {
    var lower: [Bound] = []
    var upper: [Bound] = []
    for name in ["x", "y", "z"] {
      lower.append(try readBound("\(name)lo", &arguments))
      upper.append(try readBound("\(name)hi", &arguments))
    }
    return (lower, upper)
  }

  private static func readBound(
    _ meaning: String, _ arguments: inout Arguments
  ) throws(InputError) -> Bound {
    if arguments.take("INF") { return .infinite }
    if arguments.take("EDGE") { return .edge }
    return .value(try arguments.number("\(meaning) (a number, INF or EDGE)"))
  }

  private static func readCone(
    isCylinder: Bool, _ arguments: inout Arguments
  ) throws(InputError) -> Shape {
    let axis = try arguments.dimension("the axis")
    let center = [
      try arguments.number("the axis's first coordinate"),
      try arguments.number("the axis's second coordinate"),
    ]
    let radius =
      isCylinder
      ? try arguments.positiveNumber("the radius") : try arguments.number("the lower radius")
    let other = isCylinder ? radius : try arguments.number("the upper radius")
    let lower = try readBound("the lower bound", &arguments)
    let upper = try readBound("the upper bound", &arguments)
    return .cone(
      axis: axis, center: center, radiusLower: radius, radiusUpper: other, lower: lower,
      upper: upper)
  }
}
