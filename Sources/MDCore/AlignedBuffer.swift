/// Memory for `capacity` trivial values, aligned to 64 bytes and owned by this value.
///
/// The element count is the caller's business; a buffer knows only how much it can hold. Capacities
/// are whole numbers of 64 bytes, so that a full vector may be loaded at the last element.
public struct AlignedBuffer<Element: BitwiseCopyable>: ~Copyable {
  /// The first element.
  @inlinable public var pointer: UnsafeMutablePointer<Element> { storage }
  @usableFromInline var storage: UnsafeMutablePointer<Element>
  /// How many elements fit.
  public private(set) var capacity: Int

  private static var alignment: Int { 64 }

  /// Room for at least `capacity` elements, all bits zero.
  public init(capacity: Int = 0) {
    (storage, self.capacity) = Self.allocate(capacity, zeroing: 0..<max(1, capacity))
  }

  deinit {
    UnsafeMutableRawPointer(storage).deallocate()
  }

  /// Room for at least `capacity` elements that hold anything: memory that is never written to costs
  /// no pages.
  public init(uninitializedCapacity capacity: Int) {
    (storage, self.capacity) = Self.allocate(capacity, zeroing: 0..<0)
  }

  /// Memory for `count` elements; those of a range, and what a vector at the last of them would
  /// read, are all bits zero.
  private static func allocate(
    _ count: Int, zeroing zeroed: Range<Int>
  ) -> (UnsafeMutablePointer<Element>, Int) {
    let bytes =
      (max(1, count) * MemoryLayout<Element>.stride + alignment - 1) / alignment * alignment
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: alignment)
    if !zeroed.isEmpty {
      let first = zeroed.lowerBound * MemoryLayout<Element>.stride
      let last = min(bytes, zeroed.upperBound * MemoryLayout<Element>.stride + alignment)
      (raw + first).initializeMemory(as: UInt8.self, repeating: 0, count: last - first)
    }
    let capacity = bytes / MemoryLayout<Element>.stride
    return (raw.bindMemory(to: Element.self, capacity: capacity), capacity)
  }

  /// Makes room for `count` elements and keeps the first `keeping` of them.
  ///
  /// Grows by a fifth more than asked for, so that a slowly growing count seldom reallocates; that
  /// fifth costs no memory until it is written to. New places up to `count` are zero.
  public mutating func reserve(_ count: Int, keeping kept: Int) {
    guard count > capacity else { return }
    let (fresh, room) = Self.allocate(count + count / 5 + 8, zeroing: kept..<count)
    if kept > 0 {
      fresh.update(from: storage, count: kept)
    }
    UnsafeMutableRawPointer(storage).deallocate()
    storage = fresh
    capacity = room
  }

  /// The element at an index below `capacity`.
  @inlinable
  public subscript(_ index: Int) -> Element {
    get {
      assert(index >= 0 && index < capacity)
      return pointer[index]
    }
    nonmutating set {
      assert(index >= 0 && index < capacity)
      pointer[index] = newValue
    }
  }
}
