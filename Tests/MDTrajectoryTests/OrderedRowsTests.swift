import MDCore
import MDDomain
import Testing

@testable import MDTrajectory

@Suite struct OrderedRowsTests {
  /// All ids and all row contents as the root saw them, and the largest block.
  struct Seen: Sendable {
    var ids: [Int64] = []
    var values: [Double] = []
    var largest = 0
  }

  func gather(
    _ system: TestSystem, ranks: Int, order: RowOrder, blockRows: Int,
    key: @escaping @Sendable (Int64) -> Double = { _ in 0 }
  ) throws -> Seen {
    try InMemoryWorld(size: ranks).run { communicator in
      let ids = system.ids.filter {
        system.owner($0, size: communicator.size) == communicator.rank
      }.sorted { TestSystem.number($0, 30) < TestSystem.number($1, 30) }
      var seen = Seen()
      let rows = OrderedRows(communicator: communicator, order: order, blockRows: blockRows)
      let keys: [Double]
      if case .key = order { keys = ids.map(key) } else { keys = [] }
      try rows.gather(
        ids: ids, keys: keys, stride: 8,
        pack: { places, row in
          for (n, place) in places.enumerated() {
            (row + 8 * n).storeBytes(of: Double(ids[Int(place)]) + 0.5, as: Double.self)
          }
        },
        sink: { block in
          #expect(block.firstRow == seen.ids.count)
          seen.ids += Array(block.ids)
          seen.values += (0..<block.count).map { block.load(Double.self, row: $0, offset: 0) }
          seen.largest = max(seen.largest, block.count)
        })
      return seen
    }[0]
  }

  @Test(arguments: [1, 2, 3, 8], [1, 7, 64, 65_536])
  func rowsComeInIdOrderInSmallBlocks(ranks: Int, blockRows: Int) throws {
    let system = TestSystem(count: 300)
    let seen = try gather(system, ranks: ranks, order: .id, blockRows: blockRows)
    #expect(seen.ids == system.ids)
    #expect(seen.values == system.ids.map { Double($0) + 0.5 })
    #expect(seen.largest <= blockRows)
  }

  @Test(arguments: [1000, 123_456_789_012])
  func idsMayHaveHoles(gap: Int64) throws {
    var system = TestSystem(count: 200)
    system.gap = gap
    let seen = try gather(system, ranks: 3, order: .id, blockRows: 16)
    #expect(seen.ids == system.ids)
    #expect(seen.largest <= 16)
  }

  @Test(arguments: [true, false])
  func keysSortBeforeIdsEvenWhenManyAreEqual(descending: Bool) throws {
    let system = TestSystem(count: 300)
    let key: @Sendable (Int64) -> Double = { Double($0 % 3) - 1 }
    let seen = try gather(
      system, ranks: 3, order: .key(descending: descending), blockRows: 20, key: key)
    let expected = system.ids.sorted {
      key($0) == key($1) ? $0 < $1 : (key($0) < key($1)) != descending
    }
    #expect(seen.ids == expected)
    #expect(seen.largest <= 20)
  }

  @Test func withoutOrderEveryRowComesOnce() throws {
    let system = TestSystem(count: 300)
    let seen = try gather(system, ranks: 4, order: .none, blockRows: 32)
    #expect(seen.ids.sorted() == system.ids)
    #expect(seen.values == seen.ids.map { Double($0) + 0.5 })
    #expect(seen.largest <= 32)
  }

  /// Rows of text have lengths of their own, one of them none.
  @Test(arguments: [1, 2, 3, 8], [1, 7, 65_536])
  func textComesInTheOrderOfItsRows(ranks: Int, blockRows: Int) throws {
    let system = TestSystem(count: 200)
    for order in [RowOrder.id, .key(descending: true), .none] {
      let (ids, text) = try InMemoryWorld(size: ranks).run { communicator in
        let mine = system.ids.filter { system.owner($0, size: ranks) == communicator.rank }
        let keys = if case .key = order { mine.map { Double($0 % 5) } } else { [Double]() }
        var (ids, text) = ([Int64](), "")
        try OrderedRows(communicator: communicator, order: order, blockRows: blockRows).gatherText(
          ids: mine, keys: keys, write: { $1.append(Self.line(mine[$0])) },
          sink: { block in
            #expect(block.firstRow == ids.count)
            ids += Array(block.ids)
            text += String(decoding: block.bytes, as: UTF8.self)
          })
        return (ids, text)
      }[0]
      #expect(text == ids.map(Self.line).joined())
      switch order {
      case .id: #expect(ids == system.ids)
      case .key: #expect(ids == system.ids.sorted { ($1 % 5, $0) < ($0 % 5, $1) })
      case .none: #expect(ids.sorted() == system.ids)
      }
    }
  }

  private static func line(_ id: Int64) -> String {
    String(repeating: "x", count: Int(id % 9)) + (id % 7 == 0 ? "" : "\(id)\n")
  }

  @Test func noRowsAtAllCallNoSink() throws {
    let seen = try gather(TestSystem(count: 0), ranks: 2, order: .id, blockRows: 4)
    #expect(seen.ids.isEmpty)
  }

  @Test func aFailureOfTheSinkReachesAllRanks() throws {
    let system = TestSystem(count: 300)
    let messages = try InMemoryWorld(size: 3).run { communicator in
      let ids = system.ids.filter { system.owner($0, size: 3) == communicator.rank }
      do {
        try OrderedRows(communicator: communicator, blockRows: 10).gather(
          ids: ids, stride: 0, pack: { _, _ in },
          sink: { block in
            if block.firstRow > 50 { throw InputError("the disk is full") }
          })
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(messages == Array(repeating: "the disk is full", count: 3))
  }
}
