import MDCore
import MDDomain

/// Brings rows that the ranks hold, one for each atom, to the root in a global order, block by block,
/// so that nobody ever holds more than a block of rows beyond its own atoms.
///
/// Blocks are ranges of ids (or of keys) that all ranks agree on by counting; ids may have holes.
/// A rank packs its part of a block only when the block is due; the root merges the parts and hands
/// them to the sink. Ranks without atoms take part with no rows.
public struct OrderedRows {
  /// The ranks that hold the rows.
  public let communicator: any Communicator
  /// The order of the table.
  public let order: RowOrder
  /// The most rows of a block.
  public let blockRows: Int

  static let tag = 7301

  /// A gathering in the given order.
  public init(communicator: any Communicator, order: RowOrder = .id, blockRows: Int = 65_536) {
    precondition(blockRows > 0, "a block has at least one row")
    self.communicator = communicator
    self.order = order
    self.blockRows = blockRows
  }

  /// The rows of one rank.
  struct LocalRows {
    /// For each row in the wanted order, its place in the caller's arrays.
    var places: [Int32]
    var ids: [Int64]
    /// Sort keys of the rows in the wanted order, empty if only the id counts.
    var keys: [UInt64]
  }

  /// Hands rows of one length to the root's sink in order. A collective call.
  ///
  /// - Parameters:
  ///   - ids: the atom ids of this rank's rows.
  ///   - keys: a number for each row when the order is by key, else empty. Must not be NaN.
  ///   - stride: bytes of a row.
  ///   - pack: writes the rows with the given places in `ids`, one after the other.
  ///   - sink: called on the root alone with each block. When it fails, gathering stops.
  /// - Throws: what the sink threw on the root, on all ranks.
  public func gather(
    ids: [Int64], keys: [Double] = [], stride: Int,
    pack: (UnsafeBufferPointer<Int32>, UnsafeMutableRawPointer) -> Void,
    sink: (RowBlock) throws -> Void
  ) throws(CollectiveError) {
    try gather(
      ids: ids, keys: keys, stride: stride,
      fill: { places, message in
        let head = message.count
        message.resize(to: head + places.count * stride)
        pack(places, message.mutableContents.baseAddress! + head)
      }, sink: sink)
  }

  /// Hands rows of text to the root's sink in order: each rank writes its own, the root only puts them together. A
  /// collective call.
  ///
  /// - Parameters:
  ///   - ids: the atom ids of this rank's rows.
  ///   - keys: a number for each row when the order is by key, else empty. Must not be NaN.
  ///   - write: writes the row with the given place in `ids`.
  ///   - sink: called on the root alone with the text of each block. When it fails, gathering stops.
  /// - Throws: what the sink threw on the root, on all ranks.
  func gatherText(
    ids: [Int64], keys: [Double] = [], write: (Int, inout TextBuffer) -> Void,
    sink: (RowBlock) throws -> Void
  ) throws(CollectiveError) {
    var text = TextBuffer()
    try gather(
      ids: ids, keys: keys, stride: nil,
      fill: { places, message in
        text.removeAll()
        for place in places {
          let start = text.count
          write(Int(place), &text)
          message.write(Int32(text.count - start))
        }
        message.write(contentsOf: text.contents.assumingMemoryBound(to: UInt8.self))
      }, sink: sink)
  }

  private func gather(
    ids: [Int64], keys: [Double], stride: Int?, fill: Fill, sink: (RowBlock) throws -> Void
  ) throws(CollectiveError) {
    let rows = sorted(ids: ids, keys: keys)
    var failure: (any Error)?
    var firstRow = 0
    forEachBlock(of: rows) { local in
      let counts = countsOfAllRanks(local.count, failed: failure != nil)
      guard counts[communicator.size] == 0 else { return false }
      let mine = message(of: rows, local: local, fill)
      if communicator.isRoot {
        let merged = receive(counts: counts, stride: stride, own: mine)
        do {
          try merged.deliver(firstRow: firstRow, to: sink)
        } catch {
          failure = error
        }
      } else if !local.isEmpty {
        communicator.send(mine.contents, to: 0, tag: Self.tag)
      }
      firstRow += Int(counts.dropLast().reduce(0, +))
      return true
    }
    try communicator.collectively {
      if let failure { throw failure }
    }
  }

  /// How many rows every rank has in the block that is due, and at the end 1 if the root gave up.
  private func countsOfAllRanks(_ count: Int, failed: Bool) -> [Int64] {
    var counts = [Int64](repeating: 0, count: communicator.size + 1)
    counts[communicator.rank] = Int64(count)
    counts[communicator.size] = failed ? 1 : 0
    return communicator.reduce(counts, .sum)
  }

  private func sorted(ids: [Int64], keys: [Double]) -> LocalRows {
    var places = (0..<ids.count).map { Int32($0) }
    switch order {
    case .none:
      return LocalRows(places: places, ids: ids, keys: [])
    case .id:
      var isSorted = true
      for i in ids.indices.dropFirst() where ids[i - 1] > ids[i] {
        isSorted = false
        break
      }
      if !isSorted {
        ids.withUnsafeBufferPointer { ids in
          places.sort { ids[Int($0)] < ids[Int($1)] }
        }
      }
      return LocalRows(places: places, ids: places.map { ids[Int($0)] }, keys: [])
    case .key(let descending):
      precondition(keys.count == ids.count, "a key for each row")
      let sortable = keys.map { descending ? ~Self.sortable($0) : Self.sortable($0) }
      places.sort { a, b in
        (sortable[Int(a)], ids[Int(a)]) < (sortable[Int(b)], ids[Int(b)])
      }
      return LocalRows(
        places: places, ids: places.map { ids[Int($0)] }, keys: places.map { sortable[Int($0)] })
    }
  }

  /// Whole numbers in the order of the doubles: IEEE bits with the sign undone.
  static func sortable(_ value: Double) -> UInt64 {
    let bits = (value == 0 ? 0.0 : value).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }
}
