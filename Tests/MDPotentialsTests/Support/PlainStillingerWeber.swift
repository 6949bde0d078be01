import Foundation
import MDCore

@testable import MDPotentials

/// ``StillingerWeber`` written down as its formula stands, pair by pair and triplet by triplet: the twin of
/// the vector loops.
struct PlainStillingerWeber: Potential {
  let vector: StillingerWeber
  let name = "plain sw"
  var cutoff: Double { vector.cutoff }
  var summary: [String] { [] }

  /// A neighbour within the cutoff of its centre.
  private struct Neighbor {
    let index, element: Int
    let d: Vector3
    let screening, slope: Double
  }

  mutating func compute(
    centers: Range<Int>, atoms: AtomView, neighbors: NeighborListView, tally: inout Tally
  ) {
    for i in centers {
      let own = Int(vector.elementOfType[Int(atoms.type[i]) - 1])
      if own < 0 { continue }
      var near: [Neighbor] = []
      for j32 in neighbors.neighbors(of: i) {
        let j = Int(j32)
        let other = Int(vector.elementOfType[Int(atoms.type[j]) - 1])
        if other < 0 { continue }
        let d = Vector3(
          atoms.x[j] - atoms.x[i], atoms.y[j] - atoms.y[i], atoms.z[j] - atoms.z[i])
        addPair(i, j, own, other, d, atoms, &tally)
        let pair = vector.pairs[own * vector.elementCount + other]
        let r = d.length
        guard d.dot(d) < pair.cutoffSquared && r < pair.end else { continue }
        let exponent = pair.gammaSigma / (r - pair.end)
        near.append(
          Neighbor(
            index: j, element: other, d: d, screening: exp(exponent),
            slope: -exponent / (r - pair.end)))
      }
      for (n, j) in near.enumerated() {
        for k in near[(n + 1)...] { addTriplet(i, own, j, k, atoms, &tally) }
      }
    }
  }

  /// Half a pair, with the parameters of the atom that LAMMPS computes it from.
  private func addPair(
    _ i: Int, _ j: Int, _ own: Int, _ other: Int, _ d: Vector3, _ atoms: AtomView,
    _ tally: inout Tally
  ) {
    let isEven = (atoms.id[i] + atoms.id[j]) % 2 == 0
    let isOwn = atoms.id[i] == atoms.id[j] || (atoms.id[i] > atoms.id[j]) != isEven
    let n = vector.elementCount
    let pair = vector.pairs[isOwn ? own * n + other : other * n + own]
    let r = d.length
    guard d.dot(d) < pair.cutoffSquared && r < pair.end else { return }
    let (a, b) = (pair.repulsion * pow(r, -pair.p), pair.attraction * pow(r, -pair.q))
    let screening = exp(pair.sigma / (r - pair.end))
    let energy = (a - b) * screening
    let gap = r - pair.end
    let slope = (pair.q * b - pair.p * a) / r * screening - energy * pair.sigma / (gap * gap)
    tally.energy += 0.5 * energy
    share(
      [i, j], 0.5 * energy, [(i, Vector3.zero, .zero), (j, d, d * (-0.5 * slope / r))], atoms,
      &tally)
  }

  private func addTriplet(
    _ i: Int, _ own: Int, _ j: Neighbor, _ k: Neighbor, _ atoms: AtomView, _ tally: inout Tally
  ) {
    let n = vector.elementCount
    let (low, high) = (min(j.element, k.element), max(j.element, k.element))
    let triplet = vector.triplets[(own * n + low) * n + high]
    let (rj, rk) = (j.d.length, k.d.length)
    let cosine = j.d.dot(k.d) / (rj * rk)
    let delta = cosine - triplet.cosine0
    let strength = triplet.strength * j.screening * k.screening
    let energy = strength * delta * delta
    let turn = 2 * strength * delta
    let fj =
      j.d * (energy * j.slope / rj) * -1 + (j.d * (cosine / rj) - k.d * (1 / rk)) * (turn / rj)
    let fk =
      k.d * (energy * k.slope / rk) * -1 + (k.d * (cosine / rk) - j.d * (1 / rj)) * (turn / rk)
    tally.energy += energy
    share([i, j.index, k.index], energy, [(j.index, j.d, fj), (k.index, k.d, fk)], atoms, &tally)
  }

  /// Adds forces, virial and equal shares of both to some atoms.
  private func share(
    _ owners: [Int], _ energy: Double, _ forces: [(Int, Vector3, Vector3)], _ atoms: AtomView,
    _ tally: inout Tally
  ) {
    var virial = SymmetricTensor.zero
    for (_, d, f) in forces {
      virial += SymmetricTensor(
        xx: d.x * f.x, yy: d.y * f.y, zz: d.z * f.z, xy: d.x * f.y, xz: d.x * f.z, yz: d.y * f.z)
    }
    tally.virial += virial
    let part = 1 / Double(owners.count)
    for owner in owners {
      tally.perAtom?.energy[owner] += energy * part
      tally.perAtom?.addVirial(virial * part, to: owner)
    }
    for (j, _, f) in forces {
      atoms.fx[j] += f.x
      atoms.fy[j] += f.y
      atoms.fz[j] += f.z
      atoms.fx[owners[0]] -= f.x
      atoms.fy[owners[0]] -= f.y
      atoms.fz[owners[0]] -= f.z
    }
  }
}
