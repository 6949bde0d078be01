import MDCore
import MDEngine

extension RegionDefinition {
  /// The region with lengths in Å: the lattice and the box of now are taken.
  func region(in session: Session) throws -> Region {
    let box: Box? = session.hasBox ? try session.withSimulation { $0.state.box } : nil
    let scale = units.scale(session.settings.lattice)
    return try Region(try regionShape(scale, box, session), isInside: isInside)
  }

  private func regionShape(
    _ scale: Vector3, _ box: Box?, _ session: Session
  ) throws(InputError) -> Region.Shape {
    switch shape {
    case .block(let lower, let upper):
      // EDGE is the edge of the block around a tilted box.
      let edges = box.map(\.boundingBox)
      return .block(
        lower: try corner(lower, scale, edges?.lower, -1),
        upper: try corner(upper, scale, edges?.upper, 1))
    case .prism(let lower, let upper, let tilts):
      let low = try corner(lower, scale, box?.lower, -1)
      let high = try corner(upper, scale, box?.upper, 1)
      return .prism(
        Box(
          lower: low, lengths: high - low, tilts: tilts * Vector3(scale.x, scale.x, scale.y),
          isTriclinic: true))
    case .sphere(let center, let radius):
      return .sphere(center: center * scale, radius: radius * scale.x)
    case .cone(let axis, let center, let radiusLower, let radiusUpper, let lower, let upper):
      let across = axis == 0 ? scale.y : scale.x
      let edges = box.map(\.boundingBox)
      return .cone(
        axis: axis, center: place(center, axis) * scale,
        radii: (radiusLower * across, radiusUpper * across),
        lower: try length(lower, scale, edges?.lower, axis, -1),
        upper: try length(upper, scale, edges?.upper, axis, 1))
    case .plane(let point, let normal):
      return .plane(point: point * scale, normal: normal * scale)
    case .union(let names):
      return .union(try regions(names, session))
    case .intersection(let names):
      return .intersection(try regions(names, session))
    }
  }

  /// The two coordinates of an axis as a point, zero along the axis.
  private func place(_ center: [Double], _ axis: Int) -> Vector3 {
    switch axis {
    case 0: Vector3(0, center[0], center[1])
    case 1: Vector3(center[0], 0, center[1])
    default: Vector3(center[0], center[1], 0)
    }
  }

  private func corner(
    _ bounds: [Bound], _ scale: Vector3, _ edges: Vector3?, _ sign: Double
  ) throws(InputError) -> Vector3 {
    Vector3(
      try length(bounds[0], scale, edges, 0, sign), try length(bounds[1], scale, edges, 1, sign),
      try length(bounds[2], scale, edges, 2, sign))
  }

  private func length(
    _ bound: Bound, _ scale: Vector3, _ edges: Vector3?, _ d: Int, _ sign: Double
  ) throws(InputError) -> Double {
    if case .value(let value) = bound { return value * scale[d] }
    guard let edges else {
      throw InputError("INF and EDGE can be used only after the simulation box is defined")
    }
    return bound == .infinite ? sign * Region.infinite : edges[d]
  }

  private func regions(_ names: [String], _ session: Session) throws(InputError) -> [Region] {
    var result: [Region] = []
    for name in names { result.append(try session.requireRegion(name)) }
    return result
  }
}
