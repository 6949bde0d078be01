import MDDomain

extension Communicator {
  /// Fills an array on every rank whose stretches were computed by one rank each: stretch n by rank n.
  func share(_ values: UnsafeMutablePointer<Double>, segments: [Range<Int>]) {
    guard size > 1 else { return }
    for (root, segment) in segments.enumerated() where !segment.isEmpty {
      broadcast(
        UnsafeMutableRawBufferPointer(
          start: values + segment.lowerBound, count: segment.count * MemoryLayout<Double>.stride),
        root: root)
    }
  }
}
