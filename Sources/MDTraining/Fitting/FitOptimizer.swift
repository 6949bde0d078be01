/// A way of making the errors small. All ranks call it together and get the same weights.
protocol FitOptimizer: AnyObject {
  /// One pass over the training structures.
  ///
  /// - Parameters:
  ///   - epoch: from 1.
  ///   - errors: of the training structures before it.
  func epoch(
    _ epoch: Int, problem: FitProblem, training: [Int], errors: ErrorSums,
    weights: inout [Double]
  ) throws

  /// What went wrong so far and was mended, for the end of the log; nil if nothing. The same on all ranks.
  var remark: String? { get }

  /// Everything that it remembers from one epoch to the next, on the root. Collective.
  func state() -> [Double]

  /// Goes on from what ``state()`` gave; the same numbers on all ranks. Collective.
  func restore(_ state: [Double]) throws
}

extension FitOptimizer {
  var remark: String? { nil }
}
