import MDCore
import Testing

@Suite struct NeighborListTests {
  /// Atoms thrown into a part of a box, the first `owned` of them owned, the others ghosts.
  static func atoms(
    _ count: Int, owned: Int, in box: Box, from low: Vector3 = .zero,
    to high: Vector3 = Vector3(1, 1, 1)
  ) -> AtomStore {
    var generator = LinearCongruential(state: 42)
    var store = AtomStore()
    for k in 0..<count {
      let s = Vector3(generator.next(), generator.next(), generator.next())
      let r = box.cartesian(low + (high - low) * s)
      store.append(Atom(id: Int64(k + 1), type: 1, position: r))
    }
    store.setCounts(owned: owned, ghosts: count - owned)
    return store
  }

  /// The plain double loop.
  static func bruteForce(_ atoms: borrowing AtomStore, cutoff: Double) -> [Set<Int32>] {
    let view = atoms.view
    return (0..<view.owned).map { i in
      Set(
        (0..<view.total).filter {
          $0 != i && (view.position($0) - view.position(i)).length <= cutoff
        }.map { Int32($0) })
    }
  }

  static func expectSame(
    _ atoms: borrowing AtomStore, _ list: borrowing NeighborList, _ cutoff: Double
  ) {
    let view = list.view
    let expected = bruteForce(atoms, cutoff: cutoff)
    #expect(view.count == expected.count)
    for i in 0..<view.count {
      let found = Array(view.neighbors(of: i))
      #expect(found.count == expected[i].count, "atom \(i) has another number of neighbours")
      #expect(Set(found) == expected[i], "atom \(i) has other neighbours")
    }
  }

  @Test(arguments: [
    Box(lengths: Vector3(20, 21, 22)),
    Box(lower: Vector3(-5, 3, 1), lengths: Vector3(20, 18, 22), tilts: Vector3(9, -8, 7)),
    Box(lengths: Vector3(15, 14, 13), tilts: Vector3(60, -45, 50)),
    Box(lengths: Vector3(2, 300, 2)),
    Box(lengths: Vector3(1e6, 1e6, 1e6)),
  ])
  func equalsTheDoubleLoop(box: Box) {
    var list = NeighborList()
    for (count, owned) in [(400, 250), (300, 300), (1, 1), (5, 0), (0, 0)] {
      let store = Self.atoms(count, owned: owned, in: box)
      for cutoff in [0.5, 4.0, 7.5] {
        list.rebuild(atoms: store.view, box: box, cutoff: cutoff)
        Self.expectSame(store, list, cutoff)
      }
    }
  }

  /// A droplet whose evaporated atoms are as far away as the box is wide.
  @Test func vacuumIsLeftOut() {
    let box = Box(lengths: Vector3(1e5, 1e5, 1e5))
    var store = Self.atoms(
      500, owned: 500, in: box, from: Vector3(0.5, 0.5, 0.5),
      to: Vector3(0.5002, 0.5002, 0.5002))
    for k in 0..<8 {
      let corner = Vector3(Double(k & 1), Double(k >> 1 & 1), Double(k >> 2)) * 9e4
      store.append(Atom(id: Int64(501 + k), type: 1, position: corner))
    }
    var list = NeighborList()
    list.rebuild(atoms: store.view, box: box, cutoff: 6)
    Self.expectSame(store, list, 6)
    var cells = CellList()
    cells.build(atoms: store.view, box: box, width: 3)
    let view = cells.view
    let fullest = (0..<view.cellCount).map { view.members(of: $0).count }.max() ?? 0
    // 500 atoms in 20³ Å³, cells of about 3 Å, joined in pairs where there are more than 2 an atom.
    #expect(fullest < 60)
    #expect(view.cellCount <= 2 * 508 + 64)
  }

  @Test func cellsHoldEachAtomOnceInOrder() {
    let box = Box(lengths: Vector3(20, 18, 22), tilts: Vector3(9, -8, 7))
    let store = Self.atoms(300, owned: 200, in: box)
    var cells = CellList()
    cells.build(atoms: store.view, box: box, width: 4)
    let view = cells.view
    var seen: [Int32] = []
    for cell in 0..<view.cellCount {
      let members = Array(view.members(of: cell))
      #expect(members == members.sorted())
      #expect(members.allSatisfy { view.cellOfAtom[Int($0)] == Int32(cell) })
      seen += members
    }
    #expect(seen.sorted() == (0..<300).map { Int32($0) })
  }

  /// Two lists of the same atoms are the same, entry by entry, whatever was in the memory before.
  @Test func theOrderRepeatsAndMemoryStays() {
    let box = Box(lengths: Vector3(20, 21, 22))
    let store = Self.atoms(400, owned: 250, in: box)
    var warm = NeighborList()
    warm.rebuild(atoms: store.view, box: box, cutoff: 7)
    let (memory, length) = (warm.view.indices, warm.view.starts[250])
    warm.rebuild(atoms: store.view, box: box, cutoff: 3)
    warm.rebuild(atoms: store.view, box: box, cutoff: 7)
    #expect(warm.view.indices == memory)
    var cold = NeighborList()
    cold.rebuild(atoms: store.view, box: box, cutoff: 7)
    #expect(cold.view.starts[250] == length)
    #expect((0..<length).allSatisfy { cold.view.indices[$0] == warm.view.indices[$0] })
  }

  /// The engine finds and names such an atom; the list must not be what ends the process.
  @Test func anAtomThatIsNotANumberHasNoNeighbours() {
    let box = Box(lengths: Vector3(20, 21, 22))
    let store = Self.atoms(50, owned: 50, in: box)
    store.view.y[7] = .nan
    store.view.x[9] = .infinity
    var list = NeighborList()
    list.rebuild(atoms: store.view, box: box, cutoff: 5)
    #expect(list.view.neighbors(of: 7).isEmpty)
    #expect(list.view.neighbors(of: 9).isEmpty)
    Self.expectSame(store, list, 5)
  }

  @Test func twoAtomsOnOneSpotAreNeighbours() {
    let box = Box(lengths: Vector3(10, 10, 10))
    var store = AtomStore()
    for id in 1...2 { store.append(Atom(id: Int64(id), type: 1, position: Vector3(3, 3, 3))) }
    var list = NeighborList()
    list.rebuild(atoms: store.view, box: box, cutoff: 2)
    #expect(Array(list.view.neighbors(of: 0)) == [1])
    #expect(Array(list.view.neighbors(of: 1)) == [0])
  }
}

/// A linear congruential generator (Knuth's MMIX constants): the same atoms in every run.
struct LinearCongruential {
  var state: UInt64

  /// In [0, 1).
  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }
}
