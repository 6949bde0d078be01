import MDCore

/// Bytes on their way to or from another rank: a buffer that is filled from the front and emptied
/// from the front.
public struct MessageBuffer: ~Copyable {
  private var bytes = AlignedBuffer<UInt8>()
  /// How many bytes are in it.
  public private(set) var count = 0
  /// How many of them have been read.
  public private(set) var position = 0

  /// An empty buffer.
  public init() {}

  /// Forgets the content and keeps the memory.
  public mutating func removeAll() {
    count = 0
    position = 0
  }

  /// Sets the length, for a receive that fills the content.
  public mutating func resize(to newCount: Int) {
    bytes.reserve(newCount, keeping: count)
    count = newCount
    position = 0
  }

  /// Adds a trivial value at the end.
  @inline(__always)
  public mutating func write<T: BitwiseCopyable>(_ value: T) {
    let size = MemoryLayout<T>.size
    bytes.reserve(count + size, keeping: count)
    UnsafeMutableRawPointer(bytes.pointer + count).storeBytes(of: value, as: T.self)
    count += size
  }

  /// Adds a block of trivial values at the end.
  public mutating func write<T: BitwiseCopyable>(contentsOf values: UnsafeBufferPointer<T>) {
    let raw = UnsafeRawBufferPointer(values)
    bytes.reserve(count + raw.count, keeping: count)
    if let base = raw.baseAddress, raw.count > 0 {
      UnsafeMutableRawPointer(bytes.pointer + count).copyMemory(from: base, byteCount: raw.count)
    }
    count += raw.count
  }

  /// Takes the next value from the front.
  @inline(__always)
  public mutating func read<T: BitwiseCopyable>(_ type: T.Type = T.self) -> T {
    let size = MemoryLayout<T>.size
    precondition(position + size <= count, "a message ended before its content")
    let value = UnsafeRawPointer(bytes.pointer + position).loadUnaligned(as: T.self)
    position += size
    return value
  }

  /// Whether everything has been read.
  public var isAtEnd: Bool { position == count }

  /// The whole content.
  public var contents: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: bytes.pointer, count: count)
  }

  /// The whole content, to be overwritten.
  public var mutableContents: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: bytes.pointer, count: count)
  }
}
