import MDCore
import MDDomain
import Testing

@testable import MDEngine

/// Ids after deletion and reset, against the plain algorithm on one list.
@Suite struct RenumberTests {
  /// Ids with gaps, some beyond what one window of the numbering holds.
  static let ids: [Int64] = (1...300).map { $0 * $0 % 307 + ($0 % 3) * 5_000_000 + 1 }
    .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }

  /// A system whose atoms lie at x = id / 2²⁴, so that they can be told apart later.
  private static func makeState(_ communicator: any Communicator) -> SystemState {
    var state = SystemState(
      box: Box(lengths: Vector3(1, 1, 1)), communicator: communicator)
    for (n, id) in ids.enumerated() where n * 7 % communicator.size == communicator.rank {
      state.atoms.append(
        Atom(id: id, type: 1, position: Vector3(Double(id) / Double(1 << 24), 0, 0)))
    }
    state.recountAtoms()
    return state
  }

  /// Old id by new id.
  private static func renamed(_ state: borrowing SystemState) -> [[Int64]] {
    let view = state.atoms.view
    return (0..<view.owned).map { [view.id[$0], Int64(view.x[$0] * Double(1 << 24))] }
  }

  @Test(arguments: [1, 2, 3, 7]) func resetKeepsTheOrder(ranks: Int) throws {
    let pairs = try InMemoryWorld(size: ranks).run { communicator in
      var state = Self.makeState(communicator)
      state.resetIDs()
      return Self.renamed(state)
    }.flatMap { $0 }.sorted { $0[0] < $1[0] }
    #expect(pairs.map { $0[0] } == (1...Int64(Self.ids.count)).map { $0 })
    #expect(pairs.map { $0[1] } == Self.ids.sorted())
  }

  @Test(arguments: [1, 2, 3, 7], [IntegerSet.sequences([.init(2, to: 10_000_300, by: 5)])])
  func compressionMovesTheLastAtomsIntoTheHoles(ranks: Int, doomed: IntegerSet) throws {
    let pairs = try InMemoryWorld(size: ranks).run { communicator in
      var state = Self.makeState(communicator)
      state.delete(.ids(doomed), compress: true)
      return Self.renamed(state)
    }.flatMap { $0 }.sorted { $0[0] < $1[0] }
    var list = Self.ids.sorted()
    var i = 0
    while i < list.count {
      if doomed.contains(list[i]) {
        list[i] = list[list.count - 1]
        list.removeLast()
      } else {
        i += 1
      }
    }
    #expect(list.count > 100 && list.count < Self.ids.count - 20)
    #expect(pairs.map { $0[1] } == list)
    #expect(pairs.map { $0[0] } == (1...Int64(list.count)).map { $0 })
  }
}
