import MDCore

extension TableEvaluator {
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
    let (structure, table) = (self.structure, self.table)
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
    let (structure, table) = (self.structure, self.table)
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
    let (structure, table) = (self.structure, self.table)
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
    let (structure, table) = (self.structure, self.table)
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
