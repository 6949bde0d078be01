/// Some consecutive rows of a table that is brought to the root: what the sink of ``OrderedRows``
/// gets. Valid only during the call.
public struct RowBlock {
  /// The place of the first of these rows in the whole table, from 0.
  public let firstRow: Int
  /// How many rows.
  public let count: Int
  /// Bytes from one row to the next; 0 for rows of text.
  public let stride: Int
  /// The atom ids of the rows.
  public let ids: UnsafeBufferPointer<Int64>
  /// The rows, one after the other.
  public let bytes: UnsafeRawBufferPointer

  /// The value of a trivial type at a byte offset in a row of this block.
  @inlinable
  public func load<T: BitwiseCopyable>(_ type: T.Type, row: Int, offset: Int) -> T {
    bytes.loadUnaligned(fromByteOffset: row * stride + offset, as: type)
  }
}

/// In which order rows arrive.
public enum RowOrder: Equatable, Sendable {
  /// By atom id: the same table on any number of ranks.
  case id
  /// Rank after rank, each in its storage order: nothing is sorted.
  case none
  /// By a key of each row, then by atom id.
  case key(descending: Bool)
}
