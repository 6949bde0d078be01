import Synchronization

/// For each owned atom, the indices of all atoms (owned and ghost) within cutoff plus skin, without
/// itself: a full list, in one array with a start for each atom.
public struct NeighborList: ~Copyable {
  private static let serials = Atomic(0)

  var starts = AlignedBuffer<Int>()
  var indices = AlignedBuffer<Int32>()
  /// How many atoms have a list.
  public internal(set) var count = 0
  /// Told apart from every other list that is or was built.
  var serial = 0

  var cells = CellList()
  var packedX = AlignedBuffer<Double>()
  var packedY = AlignedBuffer<Double>()
  var packedZ = AlignedBuffer<Double>()

  /// An empty list.
  public init() {}

  /// Pointers into the list, valid until it is next built.
  public var view: NeighborListView {
    NeighborListView(
      count: count, starts: starts.pointer, indices: indices.pointer, serial: serial)
  }

  /// Notes that the list is another one now.
  mutating func renew() {
    serial = Self.serials.wrappingAdd(1, ordering: .relaxed).newValue
  }
}

/// Pointers to a ``NeighborList``.
public struct NeighborListView {
  /// How many atoms have a list: the owned ones.
  public let count: Int
  /// Where the list of each atom begins; one more at the end.
  public let starts: UnsafePointer<Int>
  /// The neighbours of all atoms, one list after the other.
  public let indices: UnsafePointer<Int32>
  /// Another number after every build; nil for arrays that may change without one.
  public let serial: Int?

  /// A view over arrays that the caller keeps alive.
  public init(
    count: Int, starts: UnsafePointer<Int>, indices: UnsafePointer<Int32>, serial: Int? = nil
  ) {
    self.count = count
    self.starts = starts
    self.indices = indices
    self.serial = serial
  }

  /// The neighbours of atom i.
  @inlinable
  public func neighbors(of i: Int) -> UnsafeBufferPointer<Int32> {
    UnsafeBufferPointer(start: indices + starts[i], count: starts[i + 1] - starts[i])
  }
}
