import MDCore

/// Steinhardt's order parameters of each atom (Phys. Rev. B 28, 784 (1983)) and their averages over the first shell
/// (Lechner and Dellago, J. Chem. Phys. 129, 114707 (2008)).
struct BondOrder {
  /// q4 and q6 of each atom; 0 without bonds.
  let own: [SIMD2<Double>]
  /// The averaged ones.
  let averaged: [SIMD2<Double>]

  init(_ bonds: BondTable) {
    let width = SphericalHarmonics.width
    let sums = AlignedBuffer<Double>(capacity: max(1, bonds.count * width))
    for atom in 0..<bonds.count {
      let q = sums.pointer + atom * width
      for bond in bonds.of(atom) { SphericalHarmonics.add(bond.vector, to: q) }
      let count = Double(max(1, bonds.coordination(atom)))
      for k in 0..<width { q[k] /= count }
    }
    var own: [SIMD2<Double>] = [], averaged: [SIMD2<Double>] = []
    let mean = AlignedBuffer<Double>(capacity: width)
    for atom in 0..<bonds.count {
      own.append(Self.pair(sums.pointer + atom * width))
      for k in 0..<width { mean.pointer[k] = sums.pointer[atom * width + k] }
      for bond in bonds.of(atom) {
        for k in 0..<width { mean.pointer[k] += sums.pointer[Int(bond.atom) * width + k] }
      }
      let count = Double(bonds.coordination(atom) + 1)
      for k in 0..<width { mean.pointer[k] /= count }
      averaged.append(Self.pair(mean.pointer))
    }
    (self.own, self.averaged) = (own, averaged)
  }

  private static func pair(_ q: UnsafePointer<Double>) -> SIMD2<Double> {
    let values = SphericalHarmonics.order(q)
    return SIMD2(values[0], values[1])
  }
}
