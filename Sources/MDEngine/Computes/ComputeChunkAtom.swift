import MDCore

/// `compute ID group chunk/atom`: divides the atoms of a group into chunks, by place or by type, of which
/// `fix ave/chunk` makes averages. Its value of an atom is the number of the chunk, from 1; 0 for none.
public struct ComputeChunkAtom: Compute {
  /// What decides on the chunk of an atom.
  public enum Style: Equatable, Sendable {
    /// Slices along one to three dimensions; the first dimension changes slowest.
    case bins([Slices])
    case types
  }

  /// How the box is sliced along a dimension; lengths in Å, or in parts of the box if ``isReduced``.
  public struct Slices: Equatable, Sendable {
    /// Where a boundary between slices lies.
    public enum Origin: Equatable, Sendable { case lower, center, upper, at(Double) }

    public var dimension: Int
    public var origin: Origin
    public var width: Double
    /// Where the first slice begins and the last one ends at the latest, instead of the faces of the box.
    public var lowerBound, upperBound: Double?

    /// Slices from face to face.
    public init(dimension: Int, origin: Origin, width: Double) {
      self.dimension = dimension
      self.origin = origin
      self.width = width
    }
  }

  /// What becomes of atoms outside the bins.
  public enum Discard: String, CaseIterable, Sendable {
    case yes, no
    /// They belong to no chunk where a bound was given, and to the outermost ones elsewhere.
    case mixed
  }

  public let id: String
  public var style: String { "chunk/atom" }
  let mask: UInt32
  let chunks: Style
  let isReduced: Bool
  let region: Region?
  let discard: Discard

  /// - Parameters:
  ///   - isReduced: whether slices are given in parts of the box.
  ///   - region: atoms outside it belong to no chunk.
  public init(
    id: String, mask: UInt32 = 1, _ chunks: Style, isReduced: Bool = false, region: Region? = nil,
    discard: Discard = .mixed
  ) {
    self.id = id
    self.mask = mask
    self.chunks = chunks
    self.isReduced = isReduced
    self.region = region
    self.discard = discard
  }

  public var perAtomColumns: Int { 1 }

  /// Along how many dimensions there are bins; 0 for chunks that are none.
  public var dimensions: Int { if case .bins(let slices) = chunks { slices.count } else { 0 } }

  /// More bins than this are a mistake in the deck.
  private static let mostBins = 1e8

  /// The chunks in the box of now.
  ///
  /// - Throws: ``InputError`` if there are none, or too many, or if slices in Å are asked of a tilted box.
  public func bins(_ state: borrowing SystemState) throws -> ChunkBins {
    let box = state.box
    guard case .bins(let slices) = chunks else {
      return ChunkBins(
        axes: [], isReduced: false, count: state.masses.count - 1, volume: box.volume)
    }
    guard isReduced || !box.isTriclinic else {
      throw InputError("compute \(id): bins in a tilted box need `units reduced`")
    }
    let axes = try slices.map { try axis($0, box) }
    var volume = box.volume
    for axis in axes { volume *= axis.width / (isReduced ? 1 : box.lengths[axis.dimension]) }
    let count = axes.reduce(1.0) { $0 * Double($1.count) }
    guard count <= Self.mostBins else {
      throw InputError("compute \(id): \(count) bins are too many; is a width too small?")
    }
    return ChunkBins(axes: axes, isReduced: isReduced, count: Int(count), volume: volume)
  }

  private func axis(_ slices: Slices, _ box: Box) throws -> ChunkBins.Axis {
    let d = slices.dimension
    let low = slices.lowerBound ?? (isReduced ? 0 : box.lower[d])
    let high = slices.upperBound ?? (isReduced ? 1 : box.upper[d])
    let origin =
      switch slices.origin {
      case .lower: low
      case .upper: high
      case .center: 0.5 * (low + high)
      case .at(let value): value
      }
    // Boundaries are whole widths away from the origin; the outermost ones are at the bounds or beyond. LAMMPS cuts the
    // quotients off, so that one below zero is not rounded down.
    let width = slices.width
    var first = origin + ((low - origin) / width).rounded(.towardZero) * width
    if first > low { first -= width }
    var last = origin + ((high - origin) / width).rounded(.towardZero) * width
    if last < high { last += width }
    let count = ((last - first) / width + 0.5).rounded(.down)
    guard count >= 1, count <= Self.mostBins else {
      throw InputError("compute \(id): \(Int64(clamped: count)) bins along \(["x", "y", "z"][d])")
    }
    return ChunkBins.Axis(
      dimension: d, offset: first, width: width, count: Int(count),
      dropsBelow: discard == .yes || discard == .mixed && slices.lowerBound != nil,
      dropsAbove: discard == .yes || discard == .mixed && slices.upperBound != nil)
  }

  /// The chunk of each owned atom of a group, from 0; -1 for none.
  public func assign(
    _ state: borrowing SystemState, to bins: ChunkBins, group: UInt32
  ) -> [Int] {
    let atoms = state.atoms.view
    let box = state.box
    return (0..<atoms.owned).map { i in
      guard atoms.groups[i] & mask != 0, atoms.groups[i] & group != 0 else { return -1 }
      let point = atoms.position(i)
      if let region, !region.contains(point) { return -1 }
      if case .types = chunks { return Int(atoms.type[i]) - 1 }
      return bins.chunk(of: point, in: box) ?? -1
    }
  }

  public func perAtom(_ state: borrowing SystemState, column: Int) -> [Double] {
    guard let bins = try? bins(state) else { return state.untallied() }
    return assign(state, to: bins, group: mask).map { Double($0 + 1) }
  }
}
