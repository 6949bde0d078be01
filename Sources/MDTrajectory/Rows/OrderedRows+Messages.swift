import MDCore
import MDDomain

/// The parts of a block that have come to the root, each in order, one after the other.
struct MergedBlock: ~Copyable {
  /// Bytes of a row, nil for rows of text.
  let stride: Int?
  private var ids: [Int64] = []
  /// Keys as they sort, empty if only the id counts.
  private var keys: [UInt64] = []
  private var rows = AlignedBuffer<UInt8>()
  private var rowBytes = 0
  /// Where each row of text begins.
  private var starts: [Int] = []
  /// Whether the parts are in the wanted order as they stand.
  private var isInOrder = true

  init(stride: Int?) { self.stride = stride }

  /// Adds the part of a rank.
  mutating func append(
    _ message: borrowing MessageBuffer, count: Int64, hasKeys: Bool, isOrdered: Bool
  ) {
    if isOrdered && !ids.isEmpty { isInOrder = false }
    let count = Int(count)
    let contents = message.contents
    var at = 0
    func take<T: BitwiseCopyable>(_: T.Type) -> [T] {
      let start = at
      at += count * MemoryLayout<T>.size
      return (0..<count).map {
        contents.loadUnaligned(fromByteOffset: start + $0 * MemoryLayout<T>.size, as: T.self)
      }
    }
    ids += take(Int64.self)
    if hasKeys { keys += take(UInt64.self) }
    if stride == nil {
      var start = rowBytes
      for length in take(Int32.self) {
        starts.append(start)
        start += Int(length)
      }
    }
    let bytes = contents[at...]
    rows.reserve(rowBytes + bytes.count, keeping: rowBytes)
    UnsafeMutableRawBufferPointer(start: rows.pointer + rowBytes, count: bytes.count)
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes))
    rowBytes += bytes.count
  }

  /// Puts the parts in order and hands them on.
  func deliver(firstRow: Int, to sink: (RowBlock) throws -> Void) throws {
    guard !isInOrder else {
      try hand(ids, rows.pointer, firstRow, to: sink)
      return
    }
    var places = Array(0..<ids.count)
    if keys.isEmpty {
      places.sort { ids[$0] < ids[$1] }
    } else {
      places.sort { (keys[$0], ids[$0]) < (keys[$1], ids[$1]) }
    }
    let ordered = AlignedBuffer<UInt8>(uninitializedCapacity: rowBytes)
    var end = 0
    for place in places {
      let row = range(place)
      (ordered.pointer + end).update(from: rows.pointer + row.lowerBound, count: row.count)
      end += row.count
    }
    try hand(places.map { ids[$0] }, ordered.pointer, firstRow, to: sink)
  }

  /// The bytes of a row.
  private func range(_ place: Int) -> Range<Int> {
    if let stride { return place * stride..<(place + 1) * stride }
    return starts[place]..<(place + 1 < starts.count ? starts[place + 1] : rowBytes)
  }

  private func hand(
    _ ids: [Int64], _ bytes: UnsafePointer<UInt8>, _ firstRow: Int,
    to sink: (RowBlock) throws -> Void
  ) throws {
    try ids.withUnsafeBufferPointer { ids in
      try sink(
        RowBlock(
          firstRow: firstRow, count: ids.count, stride: stride ?? 0, ids: ids,
          bytes: UnsafeRawBufferPointer(start: bytes, count: rowBytes)))
    }
  }
}

extension OrderedRows {
  /// Writes the rows of some places behind what is in a message.
  typealias Fill = (UnsafeBufferPointer<Int32>, inout MessageBuffer) -> Void

  private var sortsByKey: Bool {
    if case .key = order { return true }
    return false
  }

  /// This rank's part of a block: ids, keys if the order is by key, then what `fill` writes.
  func message(of rows: LocalRows, local: Range<Int>, _ fill: Fill) -> MessageBuffer {
    var message = MessageBuffer()
    rows.ids.withUnsafeBufferPointer {
      message.write(contentsOf: UnsafeBufferPointer(rebasing: $0[local]))
    }
    if sortsByKey {
      rows.keys.withUnsafeBufferPointer {
        message.write(contentsOf: UnsafeBufferPointer(rebasing: $0[local]))
      }
    }
    rows.places.withUnsafeBufferPointer {
      fill(UnsafeBufferPointer(rebasing: $0[local]), &message)
    }
    return message
  }

  /// On the root: its own part of a block and those of the others.
  func receive(counts: [Int64], stride: Int?, own: consuming MessageBuffer) -> MergedBlock {
    var block = MergedBlock(stride: stride)
    var message = own
    for rank in 0..<communicator.size where counts[rank] > 0 {
      if rank != communicator.rank {
        communicator.receive(into: &message, from: rank, tag: Self.tag)
      }
      block.append(
        message, count: counts[rank], hasKeys: sortsByKey, isOrdered: order != .none)
    }
    return block
  }
}
