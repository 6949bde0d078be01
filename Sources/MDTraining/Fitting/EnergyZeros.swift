import MDCore
import MDLinearAlgebra

/// The energies that no network has to learn: one an atom of each element.
enum EnergyZeros {
  /// The energy of an atom of each element, eV: those of `input.nn`, and for the others what fits the
  /// energies of all structures best.
  ///
  /// With several elements in fixed proportions the problem has no unique answer; a small ridge then
  /// shares the energy out evenly.
  ///
  /// - Parameter given: eV, nil where it is to be found.
  static func atomEnergies(
    _ structures: [FitStructure], given: [Double?], algebra: LinearAlgebra
  ) throws -> [Double] {
    let free = given.indices.filter { given[$0] == nil }
    var energies = given.map { $0 ?? 0 }
    guard !free.isEmpty else { return energies }
    let n = free.count
    var matrix = [Double](repeating: 0, count: n * n)
    var right = [Double](repeating: 0, count: n)
    for structure in structures {
      let size = Double(structure.count)
      var rest = structure.energy
      for (e, range) in structure.ranges.enumerated() { rest -= energies[e] * Double(range.count) }
      for a in 0..<n {
        let shareA = Double(structure.ranges[free[a]].count) / size
        right[a] += shareA * rest / size
        for b in 0..<n {
          matrix[a * n + b] += shareA * Double(structure.ranges[free[b]].count) / size
        }
      }
    }
    for a in 0..<n { matrix[a * n + a] += 1e-9 * Double(structures.count) }
    try matrix.withUnsafeMutableBufferPointer { matrix in
      try right.withUnsafeMutableBufferPointer { right in
        try algebra.solvePositive(n: n, matrix.baseAddress!, right.baseAddress!, count: 1)
      }
    }
    for a in 0..<n { energies[free[a]] = right[a] }
    return energies
  }

  /// Takes the energies of atoms out of the structures', and the mean of what is left of each further
  /// data set, whose zero the fit then only has to correct.
  ///
  /// - Returns: eV an atom by which the zero of each data set lies above the first one's, as far as
  ///   the mean tells.
  static func subtract(
    _ energies: [Double], from structures: inout [FitStructure], datasets: Int
  ) -> [Double] {
    for n in structures.indices {
      for (e, range) in structures[n].ranges.enumerated() {
        structures[n].energy -= energies[e] * Double(range.count)
      }
    }
    guard datasets > 1 else { return [0] }
    var zeros = [Double](repeating: 0, count: datasets)
    for dataset in 1..<datasets {
      let own = structures.indices.filter { structures[$0].dataset == dataset }
      let mean =
        own.reduce(0) { $0 + structures[$1].energy / Double(structures[$1].count) }
        / Double(max(own.count, 1))
      zeros[dataset] = mean
      for n in own { structures[n].energy -= mean * Double(structures[n].count) }
    }
    return zeros
  }
}
