import MDCore
import MDKernels

/// The entries of a neighbour list that lie within the cutoff and a small margin, so that the others
/// are not looked at in every step: lists reach as far as the skin, which is wide so that they last.
///
/// It is taken from the list anew when that is, or when an atom has moved by half the margin since.
/// The order of the entries is that of the list, and no neighbour within the cutoff is missing, so
/// that results do not depend on it by a single bit.
struct NearList: ~Copyable {
  /// Å. A wider one is taken more seldom and has more entries.
  static let margin = 0.5

  private enum Phase {
    /// The list itself must be used: there are no entries, or an atom has moved too far.
    case unusable
    /// Entries are taken in the evaluation that is under way.
    case taking
    case usable
  }

  private var phase = Phase.unusable
  /// Whether entries taken earlier serve.
  var isUsable: Bool { phase == .usable }
  /// Which list the entries are from.
  private var serial: Int?
  private var starts = AlignedBuffer<Int>()
  private var counts = AlignedBuffer<Int32>()
  private var entries = AlignedBuffer<Int32>()
  private var entryCount = 0
  /// How many atoms have their entries.
  private var taken = 0
  /// How many atoms there were, ghosts too, when the list was met.
  private var atomCount = 0
  /// Their positions when the entries were taken.
  private var x = AlignedBuffer<Double>()
  private var y = AlignedBuffer<Double>()
  private var z = AlignedBuffer<Double>()

  /// Told of new positions, those of the first owned atoms first.
  mutating func readPositions(of range: Range<Int>, _ atoms: AtomView) {
    if range.lowerBound == 0, serial != nil {
      if phase == .taking { phase = taken == atoms.owned ? .usable : .unusable }
      if phase == .unusable || hasMoved(range, atoms) { begin() }
    } else if phase == .usable, hasMoved(range, atoms) {
      // Atoms without ghosts near them have been worked on already: the entries are for the next time.
      phase = .unusable
    }
    if phase == .taking { remember(range, atoms) }
  }

  /// Told which list the next centres have.
  mutating func meet(_ list: NeighborListView, _ atoms: AtomView) {
    if list.serial == serial { return }
    serial = list.serial
    phase = .unusable
    if serial == nil { return }
    begin()
    atomCount = atoms.total
    starts.reserve(list.count, keeping: 0)
    counts.reserve(list.count, keeping: 0)
    remember(0..<atoms.total, atoms)
  }

  private mutating func begin() {
    phase = .taking
    (entryCount, taken) = (0, 0)
  }

  private mutating func remember(_ range: Range<Int>, _ atoms: AtomView) {
    x.reserve(range.upperBound, keeping: range.lowerBound)
    y.reserve(range.upperBound, keeping: range.lowerBound)
    z.reserve(range.upperBound, keeping: range.lowerBound)
    (x.pointer + range.lowerBound).update(from: atoms.x + range.lowerBound, count: range.count)
    (y.pointer + range.lowerBound).update(from: atoms.y + range.lowerBound, count: range.count)
    (z.pointer + range.lowerBound).update(from: atoms.z + range.lowerBound, count: range.count)
  }

  /// Whether an atom has moved so far that two might have come together from beyond the margin.
  private func hasMoved(_ range: Range<Int>, _ atoms: AtomView) -> Bool {
    // More atoms than there were: another list is on its way.
    guard range.upperBound <= atomCount else { return true }
    let (x0, y0, z0) = (x.pointer, y.pointer, z.pointer)
    var most = DoubleLanes.zero
    // Arrays are whole vectors long; what is not in the range is left out.
    var i = range.lowerBound & ~7
    while i < range.upperBound {
      let inside =
        DoubleLanes.first(range.upperBound - i) & ~DoubleLanes.first(max(0, range.lowerBound - i))
      let dx = atoms.x.lanes(i) - x0.lanes(i)
      let dy = atoms.y.lanes(i) - y0.lanes(i)
      let dz = atoms.z.lanes(i) - z0.lanes(i)
      let square = (dx * dx).addingProduct(dy, dy).addingProduct(dz, dz)
      most = most.atLeast(square.selected(inside, else: .zero))
      i += 8
    }
    return most.max() >= Self.margin * Self.margin / 4 * (1 - 1e-9)
  }

  /// Takes the entries of an atom, if that is due.
  ///
  /// - Parameter reach: the cutoff in Å, or a hair more.
  mutating func take(_ i: Int, _ list: NeighborListView, _ table: AtomTable, reach: Double) {
    guard phase == .taking else { return }
    let all = list.neighbors(of: i)
    entries.reserve(entryCount + all.count + 16, keeping: entryCount)
    let wide = reach + Self.margin
    let found = table.select(
      around: i, list: all, squaredReach: wide * wide, into: entries.pointer + entryCount)
    starts[i] = entryCount
    counts[i] = Int32(truncatingIfNeeded: found)
    entryCount += found
    taken += 1
  }

  /// The neighbours of an atom that may be within the cutoff, valid until the next is taken.
  func neighbors(of i: Int, _ list: NeighborListView) -> UnsafeBufferPointer<Int32> {
    if phase == .unusable { return list.neighbors(of: i) }
    return UnsafeBufferPointer(start: entries.pointer + starts[i], count: Int(counts[i]))
  }
}
