import MDCore
import Testing

/// Values that atoms carry along.
@Suite struct AtomColumnsTests {
  private func store(_ count: Int) -> AtomStore {
    var store = AtomStore()
    for id in 1...count { store.append(Atom(id: Int64(id), type: 1, position: .zero)) }
    return store
  }

  @Test func columnsComeAndGoWithoutDisturbingOthers() throws {
    var atoms = store(3)
    atoms.addColumns("a", width: 2)
    for i in 0..<3 {
      #expect(atoms.view.extra[2 * i].isNaN)
      atoms.view.extra[2 * i] = Double(i)
      atoms.view.extra[2 * i + 1] = Double(10 + i)
    }
    atoms.addColumns("b", width: 1)
    #expect(atoms.columns.offset(of: "b") == 2)
    for i in 0..<3 { atoms.view.extra[3 * i + 2] = Double(100 + i) }
    atoms.removeColumns("a")
    #expect(atoms.columns.offset(of: "a") == nil)
    #expect(atoms.columns.offset(of: "b") == 0)
    #expect((0..<3).map { atoms.view.extra[$0] } == [100, 101, 102])
    atoms.removeColumns("b")
    #expect(atoms.columns.count == 0)
  }

  @Test func newAtomsHaveNoValuesAndOldOnesKeepTheirs() {
    var atoms = store(2)
    atoms.addColumns("a", width: 1)
    atoms.view.extra[0] = 7
    atoms.view.extra[1] = 8
    for id in 3...40 { atoms.append(Atom(id: Int64(id), type: 1, position: .zero)) }
    #expect(atoms.view.extra[0] == 7)
    #expect(atoms.view.extra[1] == 8)
    #expect((2..<40).allSatisfy { atoms.view.extra[$0].isNaN })
    atoms.copyColumns(from: 1, to: 39)
    #expect(atoms.view.extra[39] == 8)
  }
}
