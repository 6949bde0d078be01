import MDCore
import MDDomain

/// Whole numbers that all ranks together hold, each once, to be counted in ascending order without any
/// rank holding them all: a window of numbers at a time is made into one bit map by adding the ranks'
/// maps.
struct IDNumbering {
  /// This rank's numbers, ascending.
  let ids: [Int64]
  private let communicator: any Communicator
  /// Numbers in a window: half a megabyte of bits.
  private static let windowLength: Int64 = 1 << 22

  init(_ ids: [Int64], _ communicator: any Communicator) {
    self.ids = ids
    self.communicator = communicator
  }

  /// A stretch of the numbers, as all ranks see it.
  struct Window {
    /// The places in `ids` of this rank's numbers in it.
    let own: Range<Int>
    /// How many numbers of all ranks are in it.
    let count: Int64
    private let first: Int64
    private let words: [Int64]
    /// Numbers before each word.
    private let before: [Int64]

    init(own: Range<Int>, first: Int64, words: [Int64]) {
      self.own = own
      self.first = first
      self.words = words
      var sum: Int64 = 0
      before = words.map { word in
        defer { sum += Int64(word.nonzeroBitCount) }
        return sum
      }
      count = sum
    }

    /// How many numbers of the window are below a number of its stretch.
    func rank(of id: Int64) -> Int64 {
      let offset = id - first
      let below = words[Int(offset >> 6)] & ((1 << (offset & 63)) &- 1)
      return before[Int(offset >> 6)] + Int64(below.nonzeroBitCount)
    }

    /// The number with a rank.
    func member(_ rank: Int) -> Int64 {
      // The last word that has no more than `rank` numbers before it.
      var low = 0
      var high = words.count
      while high - low > 1 {
        let middle = (low + high) / 2
        if before[middle] <= Int64(rank) { low = middle } else { high = middle }
      }
      var word = UInt64(bitPattern: words[low])
      for _ in 0..<(Int64(rank) - before[low]) { word &= word - 1 }
      return first + Int64(low) << 6 + Int64(word.trailingZeroBitCount)
    }
  }

  /// Goes through the numbers of all ranks in windows, ascending. All ranks call it together.
  func forEachWindow(_ body: (Window) -> Void) {
    Self.forEachWindow(self, IDNumbering([], communicator)) { window, _ in body(window) }
  }

  /// Goes through two sets of numbers in the same windows, ascending.
  static func forEachWindow(
    _ a: IDNumbering, _ b: IDNumbering, _ body: (Window, Window) -> Void
  ) {
    var usedA = 0
    var usedB = 0
    while true {
      let next = min(
        usedA < a.ids.count ? a.ids[usedA] : .max, usedB < b.ids.count ? b.ids[usedB] : .max)
      let first = a.communicator.reduce(next, .minimum)
      guard first != .max else { return }
      let windowA = a.window(from: first, used: &usedA)
      let windowB = b.window(from: first, used: &usedB)
      body(windowA, windowB)
    }
  }

  private func window(from first: Int64, used: inout Int) -> Window {
    let start = used
    let end = first.addingReportingOverflow(Self.windowLength)
    while used < ids.count && (end.overflow || ids[used] < end.partialValue) { used += 1 }
    let own = start..<used
    let highest = communicator.reduce(own.isEmpty ? -1 : ids[used - 1] - first, .maximum)
    // A word more than needed lets any number of the other set's stretch be asked for.
    var words = [Int64](repeating: 0, count: Int(Self.windowLength >> 6))
    if highest < 0 { return Window(own: own, first: first, words: words) }
    for n in own {
      let offset = ids[n] - first
      words[Int(offset >> 6)] |= 1 << (offset & 63)
    }
    return Window(own: own, first: first, words: communicator.reduce(words, .sum))
  }
}
