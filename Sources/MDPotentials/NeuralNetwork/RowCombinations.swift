import MDKernels

/// Rows of numbers as sums of multiples of other rows: a sparse matrix, row by row.
struct RowCombinations: Sendable {
  /// One entry: a multiple of row `source` is part of row `target`.
  struct Entry: Sendable {
    let target, source: Int
    let factor: Double
  }

  private struct Term: Sendable {
    let source: Int
    let factor: Double
  }

  /// The terms of all targets, and where those of each begin and end.
  private let terms: [Term]
  private let starts: [Int]

  /// A matrix with a number of rows.
  init(_ entries: [Entry], targets: Int) {
    var (terms, starts) = ([Term](), [0])
    for target in 0..<targets {
      for entry in entries where entry.target == target {
        terms.append(Term(source: entry.source, factor: entry.factor))
      }
      starts.append(terms.count)
    }
    (self.terms, self.starts) = (terms, starts)
  }

  /// Hands eight numbers of each row to `store`, where the source rows begin `stride` numbers apart.
  @inline(__always)
  func forEach(
    of source: UnsafePointer<Double>, stride: Int, store: (_ target: Int, DoubleLanes) -> Void
  ) {
    terms.withUnsafeBufferPointer { terms in
      starts.withUnsafeBufferPointer { starts in
        for target in 0..<(starts.count &- 1) {
          var sum = DoubleLanes.zero
          for t in starts[target]..<starts[target &+ 1] {
            sum.addProduct(
              source.lanes(stride &* terms[t].source), DoubleLanes(repeating: terms[t].factor))
          }
          store(target, sum)
        }
      }
    }
  }
}
