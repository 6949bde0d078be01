import MDDomain

/// What every communicator must do, on one of its ranks.
public enum CommunicatorChecks {
  /// All checks.
  public static func run(_ communicator: any Communicator) throws {
    try collectives(communicator)
    try messages(communicator)
    try startedMessages(communicator)
    try collectiveFailure(communicator)
  }

  static func require(_ condition: Bool, _ what: String, _ communicator: any Communicator) throws {
    if !condition {
      throw CheckFailure(description: "rank \(communicator.rank) of \(communicator.size): \(what)")
    }
  }

  static func collectives(_ communicator: any Communicator) throws {
    let (rank, size) = (communicator.rank, communicator.size)
    communicator.barrier()
    let sums = communicator.reduce([Double(rank), 1, -0.5], .sum)
    try require(
      sums == [Double(size * (size - 1) / 2), Double(size), -0.5 * Double(size)], "sum",
      communicator)
    try require(
      communicator.reduce(Double(rank), .maximum) == Double(size - 1), "maximum", communicator)
    try require(communicator.reduce(Int64(rank - 3), .minimum) == -3, "minimum", communicator)
    try require(
      communicator.reduce([Int64(rank), 1 << 40], .maximum) == [Int64(size - 1), 1 << 40],
      "integers", communicator)
    try require(
      communicator.exclusivePrefixSum(Int64(rank + 1)) == Int64(rank * (rank + 1) / 2),
      "prefix sum", communicator)
    let root = size - 1
    let bytes = communicator.broadcast(rank == root ? [7, 8, 9] : [], root: root)
    try require(bytes == [7, 8, 9], "broadcast", communicator)
    try require(communicator.broadcast([UInt8]()).isEmpty, "empty broadcast", communicator)
  }

  /// Messages of all lengths around the ring, two under way at once, with different tags.
  static func messages(_ communicator: any Communicator) throws {
    let (rank, size) = (communicator.rank, communicator.size)
    let (next, previous) = ((rank + 1) % size, (rank + size - 1) % size)
    var incoming = MessageBuffer()
    for length in [0, 1, 999, 1000, 1001, 2000, 70_001] {
      let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &+ rank) }
      message.withUnsafeBytes {
        communicator.sendReceive($0, to: next, into: &incoming, from: previous, tag: length)
      }
      let expected = (0..<length).map { UInt8(truncatingIfNeeded: $0 &+ previous) }
      try require(Array(incoming.contents) == expected, "message of \(length) bytes", communicator)
    }
    guard size > 1 else { return }
    if rank == 0 {
      for tag in [1, 2, 2] {
        [UInt8(tag)].withUnsafeBytes { communicator.send($0, to: 1, tag: tag) }
      }
    } else if rank == 1 {
      for tag in [2, 1, 2] {
        communicator.receive(into: &incoming, from: 0, tag: tag)
        try require(Array(incoming.contents) == [UInt8(tag)], "tag \(tag)", communicator)
      }
    }
  }

  /// Messages both ways around the ring at once, received while something else goes on.
  static func startedMessages(_ communicator: any Communicator) throws {
    let (rank, size) = (communicator.rank, communicator.size)
    let (next, previous) = ((rank + 1) % size, (rank + size - 1) % size)
    for length in [1, 999, 1000, 1001, 2000, 70_001] {
      let up = (0..<length).map { UInt8(truncatingIfNeeded: $0 &+ rank) }
      let down = (0..<length / 2).map { UInt8(truncatingIfNeeded: $0 &- rank) }
      var fromBelow = [UInt8](repeating: 0, count: up.count)
      var fromAbove = [UInt8](repeating: 0, count: down.count)
      up.withUnsafeBytes { up in
        down.withUnsafeBytes { down in
          fromBelow.withUnsafeMutableBytes { below in
            fromAbove.withUnsafeMutableBytes { above in
              communicator.startReceive(into: below, from: previous, tag: 10)
              communicator.startSend(up, to: next, tag: 10)
              communicator.startSend(down, to: previous, tag: 11)
              communicator.startReceive(into: above, from: next, tag: 11)
              _ = communicator.messagesAreDone()
              _ = communicator.reduce(1, .sum) as Double
              communicator.finishMessages()
            }
          }
        }
      }
      try require(
        fromBelow == (0..<length).map { UInt8(truncatingIfNeeded: $0 &+ previous) }
          && fromAbove == (0..<length / 2).map { UInt8(truncatingIfNeeded: $0 &- next) },
        "started messages of \(length) bytes", communicator)
      try require(communicator.messagesAreDone(), "no messages are under way", communicator)
    }
  }

  /// The failure of one rank is thrown on all.
  static func collectiveFailure(_ communicator: any Communicator) throws {
    let last = communicator.size - 1
    do throws(CollectiveError) {
      try communicator.collectively {
        if communicator.rank == last { throw CheckFailure(description: "expected") }
      }
    } catch {
      return try require(
        error.rank == last && error.message == "expected", "collective failure", communicator)
    }
    try require(false, "a collective failure was not thrown", communicator)
  }
}
