import Foundation
import MDCore
import MDPotentials

/// Atoms in a periodic cell and what a potential makes of them on one rank, without the engine:
/// ghosts are explicit images, neighbours are found by brute force, ghost shares are folded back.
struct Configuration: Sendable {
  var box: Box
  var types: [Int32]
  var positions: [Vector3]

  struct Result {
    var energy = 0.0
    var virial = SymmetricTensor.zero
    var forces: [Vector3] = []
    var atomEnergies: [Double] = []
    var atomVirials: [[Double]] = []
    var extrapolations: [Int] = []

    /// bar, the potential part of the pressure tensor in LAMMPS's order.
    func pressure(volume: Double) -> [Double] {
      virial.components.map { $0 / volume * MetalUnits.pressure }
    }
  }

  /// All owned atoms as centres, in one or several ranges.
  func evaluate<P: Potential>(_ potential: inout P, parts: Int = 1, wantsPerAtom: Bool = true)
    -> Result
  {
    var store = AtomStore()
    let owners = fill(&store, reach: potential.cutoff + 0.3)
    let atoms = store.view
    let (starts, indices) = neighborLists(atoms, cutoff: potential.cutoff + 0.3)
    let total = atoms.total
    for i in 0..<total {
      atoms.fx[i] = 0
      atoms.fy[i] = 0
      atoms.fz[i] = 0
    }
    var perAtom = PerAtomTally()
    perAtom.reset(total: total)
    potential.readPositions(of: 0..<total, atoms)
    var tally = Tally(perAtom: wantsPerAtom ? perAtom.view : nil)
    starts.withUnsafeBufferPointer { starts in
      indices.withUnsafeBufferPointer { indices in
        let view = NeighborListView(
          count: atoms.owned, starts: starts.baseAddress!, indices: indices.baseAddress!)
        for part in 0..<parts {
          let lower = atoms.owned * part / parts
          let upper = atoms.owned * (part + 1) / parts
          potential.compute(
            centers: lower..<upper, atoms: atoms, neighbors: view, tally: &tally)
        }
      }
    }
    return fold(atoms, owners, tally, perAtom.view)
  }

  private func fold(
    _ atoms: AtomView, _ owners: [Int], _ tally: Tally, _ perAtom: PerAtomTallyView
  ) -> Result {
    let count = positions.count
    var result = Result(energy: tally.energy, virial: tally.virial)
    result.forces = Array(repeating: .zero, count: count)
    result.atomEnergies = Array(repeating: 0, count: count)
    result.atomVirials = Array(repeating: Array(repeating: 0, count: 6), count: count)
    result.extrapolations = Array(repeating: 0, count: count)
    for i in 0..<atoms.total {
      let owner = owners[i]
      result.forces[owner] += Vector3(atoms.fx[i], atoms.fy[i], atoms.fz[i])
      result.atomEnergies[owner] += perAtom.energy[i]
      for c in 0..<6 { result.atomVirials[owner][c] += perAtom.virial[6 * i + c] }
      result.extrapolations[owner] += Int(perAtom.extrapolations[i])
    }
    return result
  }

  /// Fills in owned atoms and ghosts; returns the owner of each.
  private func fill(_ store: inout AtomStore, reach: Double) -> [Int] {
    var wrapped: [Vector3] = []
    for (i, position) in positions.enumerated() {
      var r = position
      var image = SIMD3<Int32>.zero
      box.wrap(&r, image: &image)
      wrapped.append(r)
      store.append(Atom(id: Int64(i + 1), type: types[i], position: r))
    }
    var owners = Array(positions.indices)
    var ghosts: [Atom] = []
    let faces = box.faceDistances
    let n = (0..<3).map { box.isPeriodic($0) ? Int32((reach / faces[$0]).rounded(.up)) : 0 }
    for a in -n[0]...n[0] {
      for b in -n[1]...n[1] {
        for c in -n[2]...n[2] where (a, b, c) != (0, 0, 0) {
          let shift = box.shift(SIMD3(a, b, c))
          for (i, r) in wrapped.enumerated() where isNear(box.fractional(r + shift), reach) {
            owners.append(i)
            ghosts.append(Atom(id: Int64(i + 1), type: types[i], position: r + shift))
          }
        }
      }
    }
    let owned = positions.count
    store.setCounts(owned: owned, ghosts: ghosts.count)
    for (g, ghost) in ghosts.enumerated() { store.write(ghost, at: owned + g) }
    return owners
  }

  /// Whether a point lies within a distance of the cell, face by face.
  private func isNear(_ s: Vector3, _ reach: Double) -> Bool {
    let faces = box.faceDistances
    return (0..<3).allSatisfy { s[$0] > -reach / faces[$0] && s[$0] < 1 + reach / faces[$0] }
  }

  private func neighborLists(_ atoms: AtomView, cutoff: Double) -> ([Int], [Int32]) {
    var starts = [0]
    var indices: [Int32] = []
    let (x, y, z) = (atoms.x, atoms.y, atoms.z)
    for i in 0..<atoms.owned {
      for j in 0..<atoms.total where j != i {
        let dx = x[j] - x[i]
        let dy = y[j] - y[i]
        let dz = z[j] - z[i]
        if dx * dx + dy * dy + dz * dz < cutoff * cutoff { indices.append(Int32(j)) }
      }
      starts.append(indices.count)
    }
    if indices.isEmpty { indices.append(0) }
    return (starts, indices)
  }
}
