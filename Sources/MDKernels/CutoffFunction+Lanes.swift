extension CutoffFunction {
  /// Writes the values and the derivatives with respect to r at many distances of 0 or more to memory: whole vectors, the
  /// last of which may reach behind `count`.
  public func fill(
    _ values: UnsafeMutablePointer<Double>, slopes: UnsafeMutablePointer<Double>,
    at distances: UnsafePointer<Double>, count: Int
  ) {
    withSplit(
      Filling(radius: radius, values: values, slopes: slopes, distances: distances, count: count))
  }

  private struct Filling: SplitCutoffUser {
    let radius: Double
    let values, slopes: UnsafeMutablePointer<Double>
    let distances: UnsafePointer<Double>
    let count: Int

    @inline(__always)
    func run(_ cutoff: some SplitCutoff) {
      let end = DoubleLanes(repeating: radius)
      for n in stride(from: 0, to: count, by: 8) {
        let isInside = distances.lanes(n).isLess(end)
        let r = distances.lanes(n).atMost(end)
        let split = cutoff(r * r)
        values.store((split.g * split.h).selected(isInside, else: .zero), n)
        // df/dr = 2r·df/d(r²)
        slopes.store((2 * r * split.g * split.k).selected(isInside, else: .zero), n)
      }
    }
  }
}
