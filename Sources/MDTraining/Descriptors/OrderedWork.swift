import MDCore
import MDDomain

/// Work on numbered things that the ranks share and whose results the root takes in order.
enum OrderedWork {
  /// Calls `compute` for each number on one of the ranks, and `consume` with the numbers and results
  /// on the root, from 0 upwards. Collective.
  ///
  /// - Parameters:
  ///   - batch: how many a rank does before the root collects.
  ///   - compute: may be called on any rank; what it returns is sent.
  /// - Throws: the same error on all ranks.
  static func run(
    count: Int, communicator: any Communicator, batch: Int = 16,
    compute: (Int) throws -> [Double], consume: (Int, [Double]) throws -> Void
  ) throws {
    let (rank, size) = (communicator.rank, communicator.size)
    for first in stride(from: 0, to: count, by: batch * size) {
      let own = stride(from: first + rank, to: min(first + batch * size, count), by: size)
      let results = try communicator.collectively { try own.map(compute) }
      var bytes: [UInt8] = []
      for result in results {
        [Double(result.count)].withUnsafeBytes { bytes.append(contentsOf: $0) }
        result.withUnsafeBytes { bytes.append(contentsOf: $0) }
      }
      let all = communicator.gather(bytes)
      try communicator.collectively {
        var readers = all.map { DoubleReader(bytes: $0) }
        guard communicator.isRoot else { return }
        for number in first..<min(first + batch * size, count) {
          try consume(number, readers[(number - first) % size].next())
        }
      }
    }
  }

  /// Takes arrays out of bytes, each with its length in front.
  private struct DoubleReader {
    let bytes: [UInt8]
    var place = 0

    mutating func next() -> [Double] {
      bytes.withUnsafeBytes { raw in
        let count = Int(raw.loadUnaligned(fromByteOffset: place, as: Double.self))
        let start = place + 8
        place = start + 8 * count
        return (0..<count).map {
          raw.loadUnaligned(fromByteOffset: start + 8 * $0, as: Double.self)
        }
      }
    }
  }
}
