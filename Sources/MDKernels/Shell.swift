/// A cutoff function at all neighbours of a centre, as columns.
public struct ShellColumns<Real: LaneScalar> {
  public typealias Lanes = Real.Lanes

  /// fc times the neighbour's weight; 0 from the radius on.
  public let value: UnsafeMutablePointer<Real>
  /// 2·d(ln fc)/d(r²): what the gradient of a product with fc takes along the neighbour's direction.
  public let slope: UnsafeMutablePointer<Real>
  /// r², or ``LaneVector/farAway`` from the radius on.
  public let reach: UnsafeMutablePointer<Real>

  /// How many columns there are.
  public static var count: Int { 3 }

  /// Columns from a place on in memory for `capacity` places each.
  public init(base: UnsafeMutablePointer<Real>, capacity: Int, offset: Int) {
    value = base + offset
    slope = base + capacity + offset
    reach = base + 2 * capacity + offset
  }
}

extension CutoffFunction {
  /// Fills the columns of a shell for `vectors` vectors of neighbours from place `start` on.
  ///
  /// - Parameter weights: a weight for each element, or nil for 1.
  public func fill<Real: LaneScalar>(
    _ shell: ShellColumns<Real>, _ neighbors: NeighborColumns<Real>,
    start: Int = 0, vectors: Int, weights: UnsafePointer<Double>?
  ) {
    withSplit(
      ShellFiller(
        shell: shell, neighbors: neighbors, start: start, vectors: vectors, radius: radius,
        weights: weights))
  }
}

private struct ShellFiller<Real: LaneScalar>: SplitCutoffUser {
  typealias Lanes = Real.Lanes

  let shell: ShellColumns<Real>
  let neighbors: NeighborColumns<Real>
  let start, vectors: Int
  let radius: Double
  let weights: UnsafePointer<Double>?

  @inline(__always)
  func run(_ cutoff: some SplitCutoff) {
    let far = Lanes(repeating: Lanes.farAway)
    for v in 0..<vectors {
      let n = start &+ Lanes.width &* v
      let u = neighbors.square.lanes(n)
      let near = neighbors.distance.lanes(n).isLess(Lanes(repeating: radius))
      let split = cutoff(u)
      let value = split.g * split.h
      // h is 0 only where rounding has eaten the function: then there is no slope either.
      let positive = Lanes.zero.isLess(split.h) & near
      shell.value.store(value.selected(near, else: .zero), n)
      shell.slope.store((2 * split.k / split.h).selected(positive, else: .zero), n)
      shell.reach.store(u.selected(near, else: far), n)
    }
    guard let weights else { return }
    for n in start..<(start + Lanes.width * vectors) where neighbors.element[n] >= 0 {
      shell.value[n] *= Real(weights[Int(neighbors.element[n])])
    }
  }
}
