import MDCore

/// One message of the halo exchange: which atoms go to one neighbour, and where those that come from
/// the opposite neighbour are put.
struct HaloSwap {
  /// The rank that gets the atoms of the send list, -1 at the end of a dimension that does not repeat.
  var destination: Int
  /// The rank that fills the received ghosts, -1 likewise.
  var source: Int
  /// By how many boxes the sent atoms are shifted.
  var shift: SIMD3<Int32>
  /// Where its send list begins in the plan's indices.
  var firstSend: Int
  /// How many atoms are sent.
  var sendCount: Int
  /// The index of the first ghost received.
  var firstReceived: Int
  /// How many ghosts are received.
  var receivedCount: Int
}

/// The messages of one halo exchange in their order, kept so that positions can be sent again and
/// forces sent back until the next exchange.
///
/// They go in stages. The two messages of a stage, one each way, do not need one another; those of
/// the next stage hand on what this one has brought.
struct HaloPlan: ~Copyable {
  private(set) var swaps: [HaloSwap] = []
  /// The swaps of each stage.
  private(set) var stages: [Range<Int>] = []
  private var indices = AlignedBuffer<Int32>()
  private(set) var indexCount = 0

  mutating func removeAll() {
    swaps.removeAll(keepingCapacity: true)
    stages.removeAll(keepingCapacity: true)
    indexCount = 0
  }

  mutating func append(index: Int) {
    indices.reserve(indexCount + 1, keeping: indexCount)
    indices.pointer[indexCount] = Int32(index)
    indexCount += 1
  }

  mutating func append(_ swap: HaloSwap) {
    swaps.append(swap)
  }

  /// What has been appended since the stage before is the next stage.
  mutating func endStage() {
    stages.append((stages.last?.upperBound ?? 0)..<swaps.count)
  }

  /// The atoms that a swap sends.
  func sendList(_ swap: HaloSwap) -> UnsafeBufferPointer<Int32> {
    sendList(first: swap.firstSend, count: swap.sendCount)
  }

  func sendList(first: Int, count: Int) -> UnsafeBufferPointer<Int32> {
    UnsafeBufferPointer(start: indices.pointer + first, count: count)
  }
}
