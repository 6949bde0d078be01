import MDCore
import MDLinearAlgebra

/// Predicts one structure after the other from its table, and derives the predictions with respect to
/// the weights.
///
/// E = s·Σ_i e_i(g_i), F_a = −s·Σ_i ∇e_i·∂g_i/∂r_a and σ = (s/V)·Σ_i ∇e_i·∂g_i/∂ε, with the scale s in
/// eV for the networks' unit of energy.
final class TableEvaluator {
  let layout: NetworkLayout
  let visibility: FunctionVisibility
  /// eV for the networks' unit of energy.
  let energyScale: Double
  let passes: [NetworkPass]
  let tangents: [NetworkTangent]
  /// What is evaluated.
  private var current: (structure: FitStructure, table: FunctionTable)?
  private(set) var weights: [Double] = []
  /// Three times ∇e of each atom, one behind the other, so that an entry's three rows are one loop.
  private var tiled = AlignedBuffer<Double>()
  private var products = AlignedBuffer<Double>()
  /// Which columns of a pass the directions belong to.
  var directionAtoms: [Int32] = []

  init(
    layout: NetworkLayout, visibility: FunctionVisibility, energyScale: Double,
    algebra: LinearAlgebra
  ) {
    self.layout = layout
    self.visibility = visibility
    self.energyScale = energyScale
    passes = layout.shapes.map { NetworkPass($0, algebra) }
    tangents = layout.shapes.map { NetworkTangent($0, algebra) }
    products.reserve(3 * (visibility.counts.max() ?? 0) + 16, keeping: 0)
  }

  /// The structure at which it stands.
  var structure: FitStructure {
    guard let current else { preconditionFailure("a structure is evaluated first") }
    return current.structure
  }

  /// Its table.
  var table: FunctionTable {
    guard let current else { preconditionFailure("a structure is evaluated first") }
    return current.table
  }

  /// Runs the networks for all atoms of a structure.
  func evaluate(
    _ structure: FitStructure, _ table: FunctionTable, weights: [Double],
    wantsGradients: Bool = true
  ) {
    current = (structure, table)
    self.weights = weights
    var next = 0
    for (element, range) in structure.ranges.enumerated() {
      let functions = visibility.counts[element]
      weights.withUnsafeBufferPointer { weights in
        table.inputs.withUnsafeBufferPointer { inputs in
          passes[element].evaluate(
            weights: weights.baseAddress! + layout.range(of: element).lowerBound,
            inputs: inputs.baseAddress! + next, columns: range.count,
            wantsSensitivities: wantsGradients)
        }
      }
      next += functions * range.count
    }
    if wantsGradients { tile(structure) }
  }

  private func tile(_ structure: FitStructure) {
    let most = 3 * (visibility.counts.max() ?? 0)
    tiled.reserve(most * structure.count, keeping: 0)
    for (element, range) in structure.ranges.enumerated() {
      let functions = visibility.counts[element]
      let gradients = passes[element].gradients
      for atom in range {
        let source = gradients + (atom - range.lowerBound) * functions
        for component in 0..<3 {
          (tiled.pointer + most * atom + component * functions).update(
            from: source, count: functions)
        }
      }
    }
  }

  /// eV, of the whole structure, as the fit counts it.
  var energy: Double {
    let structure = self.structure
    var sum = 0.0
    for (element, range) in structure.ranges.enumerated() {
      let energies = passes[element].energies
      for n in 0..<range.count { sum += energies[n] }
    }
    return sum * energyScale
  }

  /// The energy of each atom, eV.
  var atomicEnergies: [Double] {
    structure.ranges.enumerated().flatMap { element, range in
      (0..<range.count).map { passes[element].energies[$0] * energyScale }
    }
  }

  /// The force on an atom of this rank's share, eV/Å.
  func force(on atom: Int) -> Vector3 {
    let most = 3 * (visibility.counts.max() ?? 0)
    let (structure, table) = (self.structure, self.table)
    let own = atom - table.share.lowerBound
    var force = Vector3.zero
    let sums = products.pointer
    for entry in Int(table.starts[own])..<Int(table.starts[own + 1]) {
      let center = Int(table.centers[entry])
      let numbers = table.derivatives.pointer + table.places[entry]
      let element = structure.elements[center]
      let gradient = tiled.pointer + most * center
      guard
        let list = visibility.functions(
          center: element, moving: structure.elements[atom], isSelf: center == atom)
      else {
        let count = visibility.counts[Int(element)]
        for n in 0..<(3 * count) { sums[n] = Double(numbers[n]) * gradient[n] }
        for f in 0..<count {
          force.x -= sums[f]
          force.y -= sums[count + f]
          force.z -= sums[2 * count + f]
        }
        continue
      }
      for (n, f) in list.enumerated() {
        let slope = gradient[Int(f)]
        force.x -= Double(numbers[n]) * slope
        force.y -= Double(numbers[list.count + n]) * slope
        force.z -= Double(numbers[2 * list.count + n]) * slope
      }
    }
    return force * energyScale
  }

  /// The stress in the order of the structure's own, eV/Å³.
  var stress: [Double] {
    let (structure, table) = (self.structure, self.table)
    guard let reference = structure.stress else { return [] }
    var sums = [Double](repeating: 0, count: 6)
    var next = 0
    for (element, range) in structure.ranges.enumerated() {
      let count = visibility.counts[element]
      let gradients = passes[element].gradients
      for n in 0..<range.count {
        let strains = 6 * (next + n * count)
        for row in 0..<6 {
          var sum = 0.0
          for f in 0..<count {
            sum += Double(table.strains[strains + row * count + f]) * gradients[n * count + f]
          }
          sums[row] += sum
        }
      }
      next += count * range.count
    }
    let factor = energyScale / structure.volume
    if reference.count == 1 { return [(sums[0] + sums[1] + sums[2]) / 3 * factor] }
    return sums.map { $0 * factor }
  }
}
