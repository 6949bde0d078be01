import Foundation
import MDCore
import Testing

@testable import MDPotentials

/// The near entries of a neighbour list give what the whole list gives.
@Suite struct NearListTests {
  private func potential() throws -> NeuralNetworkPotential {
    let folder = ReferenceCase.resources.appendingPathComponent(
      "../../../Examples/potentials/si-bootstrap")
    return try NeuralNetworkPotential(
      model: NeuralNetworkModel(folder: ReferenceCase.load(folder.standardizedFileURL)),
      types: ["Si"])
  }

  /// Forces and energy of all atoms, owned ones without ghosts, in two parts.
  private func evaluate(
    _ potential: inout NeuralNetworkPotential, _ atoms: AtomView, _ list: NeighborListView
  ) -> [Double] {
    for i in 0..<atoms.total { (atoms.fx[i], atoms.fy[i], atoms.fz[i]) = (0, 0, 0) }
    var tally = Tally()
    let half = atoms.owned / 2
    potential.readPositions(of: 0..<atoms.owned, atoms)
    potential.compute(centers: 0..<half, atoms: atoms, neighbors: list, tally: &tally)
    potential.readPositions(of: atoms.owned..<atoms.total, atoms)
    potential.compute(centers: half..<atoms.owned, atoms: atoms, neighbors: list, tally: &tally)
    return [tally.energy]
      + (0..<atoms.total).flatMap { [atoms.fx[$0], atoms.fy[$0], atoms.fz[$0]] }
  }

  /// A cluster whose atoms wander up to 0.9 Å: far beyond the margin, within half the skin.
  @Test func followsMovingAtomsToTheLastBit() throws {
    let start = Configuration.silicon(cells: 2, displacement: 0.05)
    var store = AtomStore()
    for (i, r) in start.positions.enumerated() {
      store.append(Atom(id: Int64(i + 1), type: 1, position: r))
    }
    store.setCounts(owned: start.positions.count, ghosts: 0)
    let atoms = store.view
    var list = NeighborList()
    var (near, whole) = (try potential(), try potential())
    var random = SplitMix(state: 5)
    var origin = start.positions
    var (usable, taken) = (0, 0)
    list.rebuild(atoms: atoms, box: start.box, cutoff: near.cutoff + 2)
    for step in 0..<40 {
      let view = list.view
      let plain = NeighborListView(count: view.count, starts: view.starts, indices: view.indices)
      let expected = evaluate(&whole, atoms, plain)
      #expect(evaluate(&near, atoms, view) == expected)
      if case .double(let scratch) = near.scratch {
        if scratch.near.isUsable { usable += 1 } else { taken += 1 }
      }
      for i in 0..<atoms.owned {
        let r = Vector3(atoms.x[i], atoms.y[i], atoms.z[i])
        let kick = Vector3(random.symmetric(), random.symmetric(), random.symmetric()) * 0.06
        let next = r + kick
        guard (next - origin[i]).length < 0.9 else { continue }
        (atoms.x[i], atoms.y[i], atoms.z[i]) = (next.x, next.y, next.z)
      }
      guard step == 25 else { continue }
      list.rebuild(atoms: atoms, box: start.box, cutoff: near.cutoff + 2)
      for i in 0..<atoms.owned { origin[i] = Vector3(atoms.x[i], atoms.y[i], atoms.z[i]) }
    }
    // Both ways were gone, the near one more often.
    #expect(usable > taken && taken > 3)
  }

  /// Many more atoms than before, as after `replicate`: nothing is known of the new ones.
  @Test func followsAGrowingSystem() throws {
    var (near, whole) = (try potential(), try potential())
    for cells in [1, 4, 2] {
      let start = Configuration.silicon(cells: cells, displacement: 0.05)
      var store = AtomStore()
      for (i, r) in start.positions.enumerated() {
        store.append(Atom(id: Int64(i + 1), type: 1, position: r))
      }
      store.setCounts(owned: start.positions.count, ghosts: 0)
      var list = NeighborList()
      list.rebuild(atoms: store.view, box: start.box, cutoff: near.cutoff + 2)
      let view = list.view
      let plain = NeighborListView(count: view.count, starts: view.starts, indices: view.indices)
      // Twice: entries that are taken, and entries that were.
      for _ in 0..<2 {
        let expected = evaluate(&whole, store.view, plain)
        #expect(evaluate(&near, store.view, view) == expected)
      }
    }
  }
}
