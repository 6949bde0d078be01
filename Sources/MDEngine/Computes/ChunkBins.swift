import MDCore

/// The pieces into which `compute chunk/atom` divides the system, as they lie in the box of one moment.
public struct ChunkBins: Equatable, Sendable {
  /// Slices along one dimension, in Å, or in parts of the box's edges.
  struct Axis: Equatable, Sendable {
    var dimension: Int
    var offset: Double
    var width: Double
    var count: Int
    /// Whether what lies below the first or above the last slice belongs to none; it counts as in them if not.
    var dropsBelow, dropsAbove: Bool

    /// The slice of a coordinate, counted from 0; nil for one that belongs to none.
    func slice(_ x: Double) -> Int? {
      // Times the inverse as LAMMPS has it, since atoms of a lattice lie on the boundaries.
      let place = ((x - offset) * (1 / width)).rounded(.down)
      if place < 0 { return dropsBelow ? nil : 0 }
      if place >= Double(count) { return dropsAbove ? nil : count - 1 }
      return Int(place)
    }
  }

  /// None for chunks by atom type.
  var axes: [Axis]
  var isReduced: Bool
  /// How many chunks there are.
  public var count: Int
  /// Å³ of a chunk; of the box for chunks that are no bins.
  public var volume: Double

  /// The centres of the chunks along each of their dimensions, column by column.
  public var coordinates: [[Double]] {
    var stride = count
    return axes.map { axis in
      stride /= axis.count
      let step = stride
      return (0..<count).map { chunk in
        axis.offset + (Double(chunk / step % axis.count) + 0.5) * axis.width
      }
    }
  }

  /// The bin of a point, from 0; nil outside all.
  func chunk(of point: Vector3, in box: Box) -> Int? {
    var place = isReduced ? box.fractional(point) : point
    var result = 0
    for axis in axes {
      let d = axis.dimension
      if box.isPeriodic(d) {
        // An atom may be a little outside between two builds of the list.
        let (low, length) = isReduced ? (0, 1) : (box.lower[d], box.lengths[d])
        if place[d] < low {
          place[d] += length
        } else if place[d] >= low + length {
          place[d] -= length
        }
      }
      guard let slice = axis.slice(place[d]) else { return nil }
      result = result * axis.count + slice
    }
    return result
  }

  /// All that a fix must remember of them over a restart.
  public var memory: [Double] {
    [Double(count), volume, isReduced ? 1 : 0, Double(axes.count)]
      + axes.flatMap {
        [
          Double($0.dimension), $0.offset, $0.width, Double($0.count), $0.dropsBelow ? 1 : 0,
          $0.dropsAbove ? 1 : 0,
        ]
      }
  }
}

extension ChunkBins {
  /// The bins that ``memory`` tells of; nil if they make no sense.
  init?(from rest: inout NumberReader) {
    count = rest.size()
    volume = rest.next()
    isReduced = rest.next() != 0
    axes = []
    for _ in 0..<min(3, rest.size()) {
      let (dimension, offset, width) = (rest.whole(), rest.next(), rest.next())
      let slices = rest.whole()
      let (below, above) = (rest.next() != 0, rest.next() != 0)
      guard (0...2).contains(dimension), width > 0, slices > 0, slices < 1 << 31 else { return nil }
      axes.append(
        Axis(
          dimension: Int(dimension), offset: offset, width: width, count: Int(slices),
          dropsBelow: below, dropsAbove: above))
    }
    guard count > 0, axes.isEmpty || axes.reduce(1, { $0 * $1.count }) == count else { return nil }
  }
}
