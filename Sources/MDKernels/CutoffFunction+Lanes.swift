extension CutoffFunction {
  /// The value and the derivative with respect to r at eight distances of 0 or more.
  public func valueAndDerivative(_ r: DoubleLanes)
    -> (value: DoubleLanes, derivative: DoubleLanes)
  {
    var result = (value: DoubleLanes.zero, derivative: DoubleLanes.zero)
    let isInside = r.isLess(DoubleLanes(repeating: radius))
    if isInside == 0 { return result }
    withUnsafeMutablePointer(to: &result.value) { value in
      withUnsafeMutablePointer(to: &result.derivative) { derivative in
        withSplit(
          Evaluation(
            r: r.selected(isInside, else: DoubleLanes(repeating: radius)), value: value,
            derivative: derivative))
      }
    }
    return (
      result.value.selected(isInside, else: .zero),
      result.derivative.selected(isInside, else: .zero)
    )
  }

  private struct Evaluation: SplitCutoffUser {
    let r: DoubleLanes
    let value, derivative: UnsafeMutablePointer<DoubleLanes>

    @inline(__always)
    func run(_ cutoff: some SplitCutoff) {
      let split = cutoff(r * r)
      value.pointee = split.g * split.h
      // df/dr = 2r·df/d(r²)
      derivative.pointee = 2 * r * split.g * split.k
    }
  }
}
