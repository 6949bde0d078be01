/// What happens at the two faces of the box in one dimension.
public enum Boundary: Equatable, Sendable, BitwiseCopyable {
  /// `p`: atoms that leave on one side enter on the other.
  case periodic
  /// `f`: the face stays where it is; an atom that passes it is lost.
  case fixed
  /// `s`: the faces follow the outermost atoms.
  case shrinkWrapped
}

/// The boundaries of the three dimensions, as `boundary p p p` gives them.
public struct Boundaries: Equatable, Sendable, BitwiseCopyable {
  /// The boundary along each edge.
  public var x, y, z: Boundary

  /// Periodic in all three dimensions unless told otherwise.
  public init(x: Boundary = .periodic, y: Boundary = .periodic, z: Boundary = .periodic) {
    self.x = x
    self.y = y
    self.z = z
  }

  /// The boundary of a dimension, 0 to 2.
  public subscript(_ dimension: Int) -> Boundary {
    switch dimension {
    case 0: x
    case 1: y
    default: z
    }
  }
}

/// The simulation cell: a parallelepiped with LAMMPS's three edge vectors
/// a = (lx, 0, 0), b = (xy, ly, 0), c = (xz, yz, lz), all in Å.
///
/// With the matrix h whose columns are a, b, c, a point is r = lower + h·s; s are its fractional
/// coordinates, inside [0, 1) for a point in the cell. The same code serves orthogonal cells, where
/// the tilts are zero.
public struct Box: Equatable, Sendable, BitwiseCopyable {
  /// The corner that belongs to s = (0, 0, 0).
  public var lower: Vector3
  /// The diagonal of h: lx, ly, lz.
  public var lengths: Vector3
  /// The part of h above the diagonal, in the order (xy, xz, yz).
  public var tilts: Vector3
  /// Whether the cell was declared with tilts, even if they are zero now.
  public var isTriclinic: Bool
  /// The boundary of each dimension.
  public var boundaries: Boundaries

  /// A cell from its lower corner, edge lengths and tilts (xy, xz, yz).
  public init(
    lower: Vector3 = .zero, lengths: Vector3, tilts: Vector3 = .zero, isTriclinic: Bool? = nil,
    boundaries: Boundaries = Boundaries()
  ) {
    self.lower = lower
    self.lengths = lengths
    self.tilts = tilts
    self.isTriclinic = isTriclinic ?? (tilts != .zero)
    self.boundaries = boundaries
  }

  /// Lower corner, edge lengths and tilts as nine numbers, as files and messages hold them.
  public var shape: [Double] {
    get { [lower, lengths, tilts].flatMap { [$0.x, $0.y, $0.z] } }
    set {
      precondition(newValue.count == 9, "a box has nine numbers")
      lower = Vector3(newValue[0], newValue[1], newValue[2])
      lengths = Vector3(newValue[3], newValue[4], newValue[5])
      tilts = Vector3(newValue[6], newValue[7], newValue[8])
    }
  }

  /// Whether the cell repeats along a dimension (0, 1, 2).
  public func isPeriodic(_ dimension: Int) -> Bool { boundaries[dimension] == .periodic }

  /// The corner opposite to `lower` on the diagonal of h, LAMMPS's xhi, yhi, zhi.
  public var upper: Vector3 { lower + lengths }

  /// The volume in Å³.
  public var volume: Double { lengths.x * lengths.y * lengths.z }

  /// The three edge vectors.
  public var edges: (a: Vector3, b: Vector3, c: Vector3) {
    (
      Vector3(lengths.x, 0, 0),
      Vector3(tilts.x, lengths.y, 0),
      Vector3(tilts.y, tilts.z, lengths.z)
    )
  }

  /// The distance between the two faces of each dimension, perpendicular to them: lengths where
  /// the cell is orthogonal, less where it is tilted.
  public var faceDistances: Vector3 {
    let (a, b, c) = edges
    return Vector3(
      volume / b.cross(c).length, volume / c.cross(a).length, volume / a.cross(b).length)
  }

  /// A displacement in Å for a displacement in fractional coordinates: h·s.
  @inlinable
  public func cartesianDisplacement(_ s: Vector3) -> Vector3 {
    Vector3(
      lengths.x * s.x + tilts.x * s.y + tilts.y * s.z,
      lengths.y * s.y + tilts.z * s.z,
      lengths.z * s.z)
  }

  /// The point with fractional coordinates s.
  @inlinable
  public func cartesian(_ s: Vector3) -> Vector3 { lower + cartesianDisplacement(s) }

  /// h⁻¹·d for a displacement d in Å.
  @inlinable
  public func fractionalDisplacement(_ d: Vector3) -> Vector3 {
    let sz = d.z / lengths.z
    let sy = (d.y - tilts.z * sz) / lengths.y
    let sx = (d.x - tilts.x * sy - tilts.y * sz) / lengths.x
    return Vector3(sx, sy, sz)
  }

  /// The fractional coordinates of a point.
  @inlinable
  public func fractional(_ r: Vector3) -> Vector3 { fractionalDisplacement(r - lower) }

  /// The vector between two images whose counts along a, b and c differ by `image`.
  @inlinable
  public func shift(_ image: SIMD3<Int32>) -> Vector3 {
    cartesianDisplacement(Vector3(Double(image.x), Double(image.y), Double(image.z)))
  }

  /// Takes a point into the cell along the periodic dimensions and counts the crossings in `image`,
  /// so that `r + shift(image)` stays where it was.
  public func wrap(_ r: inout Vector3, image: inout SIMD3<Int32>) {
    let s = fractional(r)
    var moved = SIMD3<Int32>.zero
    for d in 0..<3 where isPeriodic(d) {
      let cells = s[d].rounded(.down)
      // What is that far away stays outside, for the caller to find.
      if cells.magnitude < 1e9 { moved[d] = Int32(cells) }
    }
    guard moved != .zero else { return }
    image &+= moved
    r -= shift(moved)
    // Rounding can leave a point that was just under the lower face on the upper one.
    let again = fractional(r)
    for d in 0..<3 where isPeriodic(d) && again[d] >= 1 {
      var one = SIMD3<Int32>.zero
      one[d] = 1
      r -= shift(one)
      image &+= one
    }
  }
}
