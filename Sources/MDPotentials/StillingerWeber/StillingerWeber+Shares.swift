import MDCore
import MDKernels

extension StillingerWeber {
  /// Adds what each atom is told for output: pairs shared in halves, triplets in thirds. One by one, since
  /// few steps ask for it.
  func addShares(
    of i: Int, own: Int, _ view: StillingerWeberScratch.View, _ perAtom: PerAtomTallyView,
    wantsVirial: Bool
  ) {
    var places: [(place: Int, element: Int)] = []
    for element in 0..<elementCount {
      let start = view.segments[2 * element]
      places += (start..<(start + view.segments[2 * element + 1])).map { ($0, element) }
    }
    for (n, _) in places {
      let j = Int(view.neighbors.index[n])
      perAtom.energy[i] += 0.5 * view.energy[n]
      perAtom.energy[j] += 0.5 * view.energy[n]
      guard wantsVirial else { continue }
      let d = displacement(n, view)
      let part = Self.virial(d, d * view.force[n]) * 0.5
      perAtom.addVirial(part, to: i)
      perAtom.addVirial(part, to: j)
    }
    for (a, first) in places.enumerated() {
      for second in places[(a + 1)...] {
        let (low, high) = (
          min(first.element, second.element), max(first.element, second.element)
        )
        let triplet = triplets[(own * elementCount + low) * elementCount + high]
        addShares(of: i, first.place, second.place, triplet, view, perAtom, wantsVirial)
      }
    }
  }

  /// One triplet.
  private func addShares(
    of i: Int, _ j: Int, _ k: Int, _ triplet: Triplet, _ view: StillingerWeberScratch.View,
    _ perAtom: PerAtomTallyView, _ wantsVirial: Bool
  ) {
    let (uj, uk) = (direction(j, view), direction(k, view))
    let cosine = uj.dot(uk)
    let delta = cosine - triplet.cosine0
    let bend = triplet.strength * view.screening[j] * view.screening[k] * delta
    let atoms: InlineArray<3, Int> = [
      i, Int(view.neighbors.index[j]), Int(view.neighbors.index[k]),
    ]
    for a in atoms.indices { perAtom.energy[atoms[a]] += bend * delta / 3 }
    guard wantsVirial else { return }
    let (dj, dk) = (displacement(j, view), displacement(k, view))
    let fj =
      dj * (bend * delta * view.slope[j])
      + (uj * cosine - uk) * (2 * bend * view.neighbors.inverse[j])
    let fk =
      dk * (bend * delta * view.slope[k])
      + (uk * cosine - uj) * (2 * bend * view.neighbors.inverse[k])
    let part = (Self.virial(dj, fj) + Self.virial(dk, fk)) * (1.0 / 3)
    for a in atoms.indices { perAtom.addVirial(part, to: atoms[a]) }
  }

  private func displacement(_ n: Int, _ view: StillingerWeberScratch.View) -> Vector3 {
    Vector3(view.neighbors.x[n], view.neighbors.y[n], view.neighbors.z[n])
  }

  private func direction(_ n: Int, _ view: StillingerWeberScratch.View) -> Vector3 {
    Vector3(view.ux[n], view.uy[n], view.uz[n])
  }

  private static func virial(_ d: Vector3, _ f: Vector3) -> SymmetricTensor {
    SymmetricTensor(
      xx: d.x * f.x, yy: d.y * f.y, zz: d.z * f.z, xy: d.x * f.y, xz: d.x * f.z, yz: d.y * f.z)
  }
}
