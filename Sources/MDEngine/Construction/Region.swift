import MDCore

/// A part of space, as `region` defines it; its surface belongs to its inside.
public struct Region: Equatable, Sendable {
  /// What it looks like.
  public let shape: Shape
  /// Whether it is the inside of the shape (`side in`) or all the rest (`side out`).
  public let isInside: Bool

  /// What LAMMPS takes for an infinite length, Å.
  public static let infinite = 1e20

  /// The shapes; lengths in Å.
  public indirect enum Shape: Equatable, Sendable {
    /// A block along the axes.
    case block(lower: Vector3, upper: Vector3)
    /// A sphere.
    case sphere(center: Vector3, radius: Double)
    /// A cone frustum along an axis (0, 1, 2), whose radius goes from that at `lower` to that at
    /// `upper`; a cylinder has the same at both. The component of `center` along the axis is not
    /// used.
    case cone(
      axis: Int, center: Vector3, radii: (lower: Double, upper: Double), lower: Double,
      upper: Double)
    /// The half-space to which the normal points.
    case plane(point: Vector3, normal: Vector3)
    /// A parallelepiped with edges as those of a box.
    case prism(Box)
    /// What lies in any of some regions.
    case union([Region])
    /// What lies in all of some regions.
    case intersection([Region])

    public static func == (a: Shape, b: Shape) -> Bool {
      switch (a, b) {
      case (.block(let l, let u), .block(let m, let v)): l == m && u == v
      case (.sphere(let c, let r), .sphere(let d, let s)): c == d && r == s
      case (.cone(let i, let c, let r, let l, let u), .cone(let j, let d, let s, let m, let v)):
        i == j && c == d && r == s && l == m && u == v
      case (.plane(let p, let n), .plane(let q, let m)): p == q && n == m
      case (.prism(let p), .prism(let q)): p == q
      case (.union(let p), .union(let q)): p == q
      case (.intersection(let p), .intersection(let q)): p == q
      default: false
      }
    }
  }

  /// A region from its shape; throws if the shape has no inside.
  public init(_ shape: Shape, isInside: Bool = true) throws(InputError) {
    try shape.check()
    self.shape = shape
    self.isInside = isInside
  }

  /// Whether a point lies in the region.
  public func contains(_ r: Vector3) -> Bool { shape.contains(r) == isInside }

  /// The smallest block around the region; nil if it has none.
  public var boundingBox: (lower: Vector3, upper: Vector3)? {
    isInside ? shape.boundingBox : nil
  }
}

extension Region.Shape {
  func check() throws(InputError) {
    switch self {
    case .block(let lower, let upper):
      guard all(lower .<= upper) else {
        throw InputError("a block's lower bounds must not exceed its upper ones")
      }
    case .sphere(_, let radius):
      guard radius >= 0 else { throw InputError("a sphere's radius must not be negative") }
    case .cone(_, _, let radii, let lower, let upper):
      guard radii.lower >= 0 && radii.upper >= 0 && radii.lower + radii.upper > 0 else {
        throw InputError("the radius must be above zero")
      }
      guard radii.lower == radii.upper || lower != upper else {
        throw InputError("a cone's length must not be zero")
      }
    case .plane(_, let normal):
      guard normal != .zero else { throw InputError("a plane's normal must not be zero") }
    case .prism(let box):
      try Self.check(prism: box)
    case .union(let parts), .intersection(let parts):
      guard parts.count >= 2 else { throw InputError("at least two regions are needed") }
    }
  }

  private static func check(prism: Box) throws(InputError) {
    guard prism.lengths.min() > 0 else {
      throw InputError("a prism's lower bounds must be below its upper ones")
    }
    let unbounded = prism.lengths .>= Vector3(repeating: 2 * Region.infinite)
    let (xy, xz, yz) = (prism.tilts.x, prism.tilts.y, prism.tilts.z)
    guard
      (xy == 0 || !(unbounded[0] || unbounded[1])) && (xz == 0 || !(unbounded[0] || unbounded[2]))
        && (yz == 0 || !(unbounded[1] || unbounded[2]))
    else { throw InputError("a prism that is infinite in a dimension cannot be tilted in it") }
  }

  func contains(_ r: Vector3) -> Bool {
    switch self {
    case .block(let lower, let upper):
      return all(r .>= lower) && all(r .<= upper)
    case .sphere(let center, let radius):
      return (r - center).length <= radius
    case .cone(let axis, let center, let radii, let lower, let upper):
      let along = r[axis]
      guard along >= lower && along <= upper else { return false }
      var across = r - center
      across[axis] = 0
      let change = radii.upper - radii.lower
      let radius =
        change == 0 ? radii.lower : radii.lower + (along - lower) * change / (upper - lower)
      return across.length <= radius
    case .plane(let point, let normal):
      return (r - point).dot(normal / normal.length) >= 0
    case .prism(let box):
      let s = box.fractional(r)
      return s.min() >= 0 && s.max() <= 1
    case .union(let parts):
      return parts.contains { $0.contains(r) }
    case .intersection(let parts):
      return parts.allSatisfy { $0.contains(r) }
    }
  }

  var boundingBox: (lower: Vector3, upper: Vector3)? {
    switch self {
    case .block(let lower, let upper):
      return (lower, upper)
    case .sphere(let center, let radius):
      return (center - radius, center + radius)
    case .cone(let axis, let center, let radii, let lower, let upper):
      var low = center - max(radii.lower, radii.upper)
      var high = center + max(radii.lower, radii.upper)
      low[axis] = lower
      high[axis] = upper
      return (low, high)
    case .plane:
      return nil
    case .prism(let box):
      return box.boundingBox
    case .union(let parts):
      let boxes = parts.compactMap(\.boundingBox)
      guard boxes.count == parts.count else { return nil }
      return boxes.dropFirst().reduce(boxes[0]) {
        (pointwiseMin($0.lower, $1.lower), pointwiseMax($0.upper, $1.upper))
      }
    case .intersection(let parts):
      let boxes = parts.compactMap(\.boundingBox)
      guard let first = boxes.first else { return nil }
      return boxes.dropFirst().reduce(first) {
        (pointwiseMax($0.lower, $1.lower), pointwiseMin($0.upper, $1.upper))
      }
    }
  }
}

extension Box {
  /// The smallest block along the axes around the cell.
  public var boundingBox: (lower: Vector3, upper: Vector3) {
    let (_, b, c) = edges
    let lower = self.lower + pointwiseMin(b, .zero) * Vector3(1, 0, 0) + pointwiseMin(c, .zero)
    let upper =
      self.upper + pointwiseMax(Vector3(b.x, 0, 0), .zero)
      + pointwiseMax(Vector3(c.x, c.y, 0), .zero)
    return (lower, upper)
  }
}
