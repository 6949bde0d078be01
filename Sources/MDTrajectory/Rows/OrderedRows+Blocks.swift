import MDDomain

extension OrderedRows {
  /// Into how many ranges a range that holds too many rows is cut at a time.
  private static let fanout = 1024

  /// Calls `body` with this rank's rows of every block in order, on all ranks alike, until it
  /// returns false.
  func forEachBlock(of rows: LocalRows, _ body: (Range<Int>) -> Bool) {
    guard order != .none else {
      forEachBlockInRankOrder(of: rows, body)
      return
    }
    var stopped = false
    let all = Span(local: 0..<rows.ids.count, byKey: !rows.keys.isEmpty || order != .id)
    split(all, of: rows, stopped: &stopped, body)
  }

  /// A range of the local rows that is to be cut into blocks, by key or by id.
  private struct Span {
    var local: Range<Int>
    var byKey: Bool
  }

  private func forEachBlockInRankOrder(of rows: LocalRows, _ body: (Range<Int>) -> Bool) {
    var counts = [Int64](repeating: 0, count: communicator.size)
    counts[communicator.rank] = Int64(rows.ids.count)
    counts = communicator.reduce(counts, .sum)
    for (rank, count) in counts.enumerated() {
      var start = 0
      while start < Int(count) {
        let end = min(Int(count), start + blockRows)
        let local = rank == communicator.rank ? start..<end : 0..<0
        guard body(local) else { return }
        start = end
      }
    }
  }

  /// Cuts a span into ranges of equal width, joins neighbours as long as they fit into a block, and
  /// cuts again those that do not.
  private func split(
    _ span: Span, of rows: LocalRows, stopped: inout Bool, _ body: (Range<Int>) -> Bool
  ) {
    func value(_ i: Int) -> UInt64 {
      span.byKey ? rows.keys[i] : UInt64(bitPattern: rows.ids[i]) ^ 1 << 63
    }
    let count = communicator.reduce(Int64(span.local.count), .sum)
    guard count > 0 else { return }
    guard count > Int64(blockRows) else {
      stopped = !body(span.local)
      return
    }
    let (low, high) = bounds(of: span.local, value)
    guard high > low else {
      // Rows of one key are cut by id; ids are unique, but if they were not the block is just large.
      if span.byKey {
        split(Span(local: span.local, byKey: false), of: rows, stopped: &stopped, body)
      } else {
        stopped = !body(span.local)
      }
      return
    }
    let width = (high - low) / UInt64(Self.fanout) + 1
    var local = [Int64](repeating: 0, count: Self.fanout)
    for i in span.local { local[Int((value(i) - low) / width)] += 1 }
    let all = communicator.reduce(local, .sum)

    var start = span.local.lowerBound
    var end = start
    var inBlock: Int64 = 0
    for bin in 0..<Self.fanout where all[bin] > 0 {
      if inBlock > 0 && inBlock + all[bin] > Int64(blockRows) {
        guard body(start..<end) else {
          stopped = true
          return
        }
        start = end
        inBlock = 0
      }
      end += Int(local[bin])
      if all[bin] > Int64(blockRows) {
        split(Span(local: start..<end, byKey: span.byKey), of: rows, stopped: &stopped, body)
        guard !stopped else { return }
        start = end
      } else {
        inBlock += all[bin]
      }
    }
    if inBlock > 0 { stopped = !body(start..<end) }
  }

  /// The least and greatest value over all ranks. Values travel as Int64, which keeps their order.
  private func bounds(of local: Range<Int>, _ value: (Int) -> UInt64) -> (UInt64, UInt64) {
    let first = local.isEmpty ? UInt64.max : value(local.lowerBound)
    let last = local.isEmpty ? UInt64.min : value(local.upperBound - 1)
    let low = communicator.reduce(Int64(bitPattern: first ^ 1 << 63), .minimum)
    let high = communicator.reduce(Int64(bitPattern: last ^ 1 << 63), .maximum)
    return (UInt64(bitPattern: low) ^ 1 << 63, UInt64(bitPattern: high) ^ 1 << 63)
  }
}
