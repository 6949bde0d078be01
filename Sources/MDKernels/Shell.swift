/// A cutoff function at all neighbours of a centre, as columns.
public struct ShellColumns {
  /// fc times the neighbour's weight; 0 from the radius on.
  public let value: UnsafeMutablePointer<Double>
  /// 2·d(ln fc)/d(r²): what the gradient of a product with fc takes along the neighbour's direction.
  public let slope: UnsafeMutablePointer<Double>
  /// r², or ``NeighborColumns/farAway`` from the radius on.
  public let reach: UnsafeMutablePointer<Double>

  /// How many columns there are.
  public static let count = 3

  /// Columns from a place on in memory for `capacity` places each.
  public init(base: UnsafeMutablePointer<Double>, capacity: Int, offset: Int) {
    value = base + offset
    slope = base + capacity + offset
    reach = base + 2 * capacity + offset
  }
}

extension CutoffFunction {
  /// Fills the columns of a shell for `vectors` vectors of neighbours.
  ///
  /// - Parameter weights: a weight for each element, or nil for 1.
  public func fill(
    _ shell: ShellColumns, _ neighbors: NeighborColumns, vectors: Int,
    weights: UnsafePointer<Double>?
  ) {
    withSplit(
      ShellFiller(
        shell: shell, neighbors: neighbors, vectors: vectors, radius: radius, weights: weights))
  }
}

private struct ShellFiller: SplitCutoffUser {
  let shell: ShellColumns
  let neighbors: NeighborColumns
  let vectors: Int
  let radius: Double
  let weights: UnsafePointer<Double>?

  @inline(__always)
  func run(_ cutoff: some SplitCutoff) {
    let far = Lanes(repeating: NeighborColumns.farAway)
    for v in 0..<vectors {
      let u = neighbors.square.lanes(8 * v)
      let near = neighbors.distance.lanes(8 * v).isLess(Lanes(repeating: radius))
      let split = cutoff(u)
      var value = split.g * split.h
      if let weights { value *= weight(8 * v, weights) }
      // h is 0 only where rounding has eaten the function: then there is no slope either.
      let positive = Lanes.zero.isLess(split.h) & near
      shell.value.store(value.selected(near, else: .zero), 8 * v)
      shell.slope.store((2 * split.k / split.h).selected(positive, else: .zero), 8 * v)
      shell.reach.store(u.selected(near, else: far), 8 * v)
    }
  }

  @inline(__always)
  private func weight(_ n: Int, _ weights: UnsafePointer<Double>) -> Lanes {
    var result = Lanes.zero
    for lane in 0..<8 {
      let element = neighbors.element[n + lane]
      if element >= 0 { result[lane] = weights[Int(element)] }
    }
    return result
  }
}
