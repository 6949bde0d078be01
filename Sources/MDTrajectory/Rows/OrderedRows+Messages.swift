import MDCore
import MDDomain

/// The parts of a block that have come to the root, each in order, one after the other.
struct MergedBlock: ~Copyable {
  var ids: [Int64] = []
  /// Keys as they sort, empty if only the id counts.
  var keys: [UInt64] = []
  var rows = AlignedBuffer<UInt8>()
  /// Whether the parts are in the wanted order as they stand.
  var isInOrder = true

  /// Puts the parts in order and hands them on.
  func deliver(firstRow: Int, stride: Int, to sink: (RowBlock) throws -> Void) throws {
    let count = ids.count
    guard !isInOrder else {
      try hand(ids, rows.pointer, count, firstRow, stride, to: sink)
      return
    }
    var places = Array(0..<count)
    if keys.isEmpty {
      places.sort { ids[$0] < ids[$1] }
    } else {
      places.sort { (keys[$0], ids[$0]) < (keys[$1], ids[$1]) }
    }
    let ordered = AlignedBuffer<UInt8>(capacity: count * stride)
    for (row, place) in places.enumerated() {
      (ordered.pointer + row * stride).update(from: rows.pointer + place * stride, count: stride)
    }
    try hand(places.map { ids[$0] }, ordered.pointer, count, firstRow, stride, to: sink)
  }

  private func hand(
    _ ids: [Int64], _ bytes: UnsafePointer<UInt8>, _ count: Int, _ firstRow: Int, _ stride: Int,
    to sink: (RowBlock) throws -> Void
  ) throws {
    try ids.withUnsafeBufferPointer { ids in
      try sink(
        RowBlock(
          firstRow: firstRow, count: count, stride: stride, ids: ids,
          bytes: UnsafeRawBufferPointer(start: bytes, count: count * stride)))
    }
  }
}

extension OrderedRows {
  typealias Pack = (UnsafeBufferPointer<Int32>, UnsafeMutableRawPointer) -> Void

  private func sortsByKey(_ rows: LocalRows) -> Bool {
    if case .key = order { return true }
    return false
  }

  /// Sends this rank's part of a block: ids, keys if the order is by key, rows.
  func send(rows: LocalRows, local: Range<Int>, stride: Int, pack: Pack) {
    let withKeys = sortsByKey(rows)
    var message = MessageBuffer()
    let head = local.count * (withKeys ? 16 : 8)
    message.resize(to: head + local.count * stride)
    let bytes = message.mutableContents
    rows.ids.withUnsafeBytes {
      bytes.baseAddress!.copyMemory(
        from: $0.baseAddress! + 8 * local.lowerBound, byteCount: 8 * local.count)
    }
    if withKeys {
      rows.keys.withUnsafeBytes {
        (bytes.baseAddress! + 8 * local.count).copyMemory(
          from: $0.baseAddress! + 8 * local.lowerBound, byteCount: 8 * local.count)
      }
    }
    rows.places.withUnsafeBufferPointer {
      pack(UnsafeBufferPointer(rebasing: $0[local]), bytes.baseAddress! + head)
    }
    communicator.send(message.contents, to: 0, tag: Self.tag)
  }

  /// On the root: its own part of a block and those of the others.
  func receive(counts: [Int64], rows: LocalRows, local: Range<Int>, stride: Int, pack: Pack)
    -> MergedBlock
  {
    let withKeys = sortsByKey(rows)
    let total = Int(counts.dropLast().reduce(0, +))
    var block = MergedBlock()
    block.ids.reserveCapacity(total)
    block.rows.reserve(total * stride, keeping: 0)
    block.ids.append(contentsOf: rows.ids[local])
    if withKeys { block.keys.append(contentsOf: rows.keys[local]) }
    if !local.isEmpty {
      rows.places.withUnsafeBufferPointer {
        pack(UnsafeBufferPointer(rebasing: $0[local]), block.rows.pointer)
      }
    }
    var message = MessageBuffer()
    for rank in 1..<max(1, communicator.size) where counts[rank] > 0 {
      communicator.receive(into: &message, from: rank, tag: Self.tag)
      let start = block.ids.count
      for _ in 0..<counts[rank] { block.ids.append(message.read(Int64.self)) }
      if withKeys {
        for _ in 0..<counts[rank] { block.keys.append(message.read(UInt64.self)) }
      }
      let bytes = Int(counts[rank]) * stride
      UnsafeMutableRawPointer(block.rows.pointer + start * stride).copyMemory(
        from: message.contents.baseAddress! + message.position, byteCount: bytes)
      if order != .none && start > 0 { block.isInOrder = false }
    }
    return block
  }
}
