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
  /// The structure that is evaluated, and where its atoms' inputs begin.
  private(set) var structure: FitStructure!
  private(set) var table: FunctionTable!
  private var weights: [Double] = []
  /// Three times ∇e of each atom, one behind the other, so that an entry's three rows are one loop.
  private var tiled = AlignedBuffer<Double>()
  private var products = AlignedBuffer<Double>()
  private var directionAtoms: [Int32] = []

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

  /// Runs the networks for all atoms of a structure.
  func evaluate(
    _ structure: FitStructure, _ table: FunctionTable, weights: [Double],
    wantsGradients: Bool = true
  ) {
    self.structure = structure
    self.table = table
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
    if wantsGradients { tile() }
  }

  private func tile() {
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

  // MARK: Derivatives with respect to the weights

  /// target ← target + factor·∂E/∂w.
  func addEnergyDerivative(factor: Double, to target: UnsafeMutablePointer<Double>) {
    for element in structure.ranges.indices {
      passes[element].addEnergyDerivative(
        factor: factor * energyScale, to: target + layout.range(of: element).lowerBound)
    }
  }

  /// For some components of the force on an atom of this rank's share: target c ← target c +
  /// factor·∂F_c/∂w, where the targets lie `stride` numbers apart. Returns the components.
  @discardableResult
  func addForceDerivatives(
    atom: Int, components: [Int], factor: Double, to targets: UnsafeMutablePointer<Double>,
    stride: Int
  ) -> [Double] {
    let own = atom - table.share.lowerBound
    var entry = Int(table.starts[own])
    let end = Int(table.starts[own + 1])
    var forces = [Double](repeating: 0, count: components.count)
    for (element, range) in structure.ranges.enumerated() {
      let first = entry
      while entry < end && Int(table.centers[entry]) < range.upperBound { entry += 1 }
      guard entry > first else { continue }
      let count = entry - first
      fillDirections(first..<entry, atom: atom, element: element, components)
      directionAtoms.removeAll(keepingCapacity: true)
      for n in first..<entry {
        directionAtoms.append(table.centers[n] - Int32(range.lowerBound))
      }
      let offset = layout.range(of: element).lowerBound
      let tangent = tangents[element]
      weights.withUnsafeBufferPointer {
        tangent.evaluate(
          passes[element], weights: $0.baseAddress! + offset, atoms: directionAtoms,
          repeats: components.count)
      }
      for index in components.indices {
        tangent.addDerivative(
          repeat: index, of: components.count, factor: -factor * energyScale,
          to: targets + index * stride + offset)
        for n in 0..<count { forces[index] -= tangent.rates[index * count + n] * energyScale }
      }
    }
    return forces
  }

  private func fillDirections(
    _ entries: Range<Int>, atom: Int, element: Int, _ components: [Int]
  ) {
    let functions = visibility.counts[element]
    let target = tangents[element].directions(components.count * entries.count)
    for (index, component) in components.enumerated() {
      for (n, entry) in entries.enumerated() {
        let column = target + (index * entries.count + n) * functions
        let center = Int(table.centers[entry])
        let numbers = table.derivatives.pointer + table.places[entry]
        guard
          let list = visibility.functions(
            center: Int32(element), moving: structure.elements[atom], isSelf: center == atom)
        else {
          let row = numbers + component * functions
          for f in 0..<functions { column[f] = Double(row[f]) }
          continue
        }
        column.update(repeating: 0, count: functions)
        for (k, f) in list.enumerated() {
          column[Int(f)] = Double(numbers[component * list.count + k])
        }
      }
    }
  }

  /// target ← target + Σ_i ∂(∇e_i·v_i)/∂w for a direction v_i of some atoms.
  ///
  /// - Parameters:
  ///   - directions: a column of functions for each atom of the structure, element after element.
  ///   - atoms: those that count.
  func addDirectionalDerivative(
    _ directions: UnsafePointer<Double>, atoms: Range<Int>,
    to target: UnsafeMutablePointer<Double>
  ) {
    var next = 0
    for (element, range) in structure.ranges.enumerated() {
      let functions = visibility.counts[element]
      let own = range.clamped(to: atoms)
      if !own.isEmpty {
        let columns = tangents[element].directions(own.count)
        columns.update(
          from: directions + next + (own.lowerBound - range.lowerBound) * functions,
          count: own.count * functions)
        directionAtoms = own.map { Int32($0 - range.lowerBound) }
        let offset = layout.range(of: element).lowerBound
        weights.withUnsafeBufferPointer {
          tangents[element].evaluate(
            passes[element], weights: $0.baseAddress! + offset, atoms: directionAtoms, repeats: 1)
        }
        tangents[element].addDerivative(
          repeat: 0, of: 1, factor: 1, to: target + offset)
      }
      next += functions * range.count
    }
  }

  /// The directions of one component of the stress: columns for all atoms.
  func strainDirections(
    row: Int, factor: Double, addTo target: UnsafeMutablePointer<Double>
  ) {
    let isMean = structure.stress?.count == 1
    let rows = isMean ? [0, 1, 2] : [row]
    let scale = factor * energyScale / structure.volume / (isMean ? 3 : 1)
    var next = 0
    for (element, range) in structure.ranges.enumerated() {
      let count = visibility.counts[element]
      for n in 0..<range.count {
        let place = next + n * count
        for row in rows {
          for f in 0..<count {
            target[place + f] += scale * Double(table.strains[6 * place + row * count + f])
          }
        }
      }
      next += count * range.count
    }
  }

  /// u_i ← u_i + factor·Σ_a Σ_c λ_ac ∂g_i/∂r_ac over the atoms of this rank's share, where λ holds
  /// three numbers an atom.
  func addForceDirections(
    _ lambda: [Double], factor: Double, to target: UnsafeMutablePointer<Double>,
    inputStarts: [Int]
  ) {
    for atom in table.share {
      let own = atom - table.share.lowerBound
      let (x, y, z) = (
        factor * lambda[3 * atom], factor * lambda[3 * atom + 1], factor * lambda[3 * atom + 2]
      )
      for entry in Int(table.starts[own])..<Int(table.starts[own + 1]) {
        let center = Int(table.centers[entry])
        let numbers = table.derivatives.pointer + table.places[entry]
        let column = target + inputStarts[center]
        guard
          let list = visibility.functions(
            center: structure.elements[center], moving: structure.elements[atom],
            isSelf: center == atom)
        else {
          let count = visibility.counts[Int(structure.elements[center])]
          for f in 0..<count {
            column[f] +=
              x * Double(numbers[f]) + y * Double(numbers[count + f])
              + z * Double(numbers[2 * count + f])
          }
          continue
        }
        for (n, f) in list.enumerated() {
          column[Int(f)] +=
            x * Double(numbers[n]) + y * Double(numbers[list.count + n])
            + z * Double(numbers[2 * list.count + n])
        }
      }
    }
  }
}
