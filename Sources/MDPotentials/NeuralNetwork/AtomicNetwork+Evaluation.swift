import MDKernels

extension AtomicNetwork {
  /// Evaluates the network for a block of atoms at once.
  ///
  /// All arrays are neuron by neuron, `width` atoms each, of which `count` are used.
  ///
  /// - Parameters:
  ///   - inputs: scaled symmetry functions; replaced by dE/d(input).
  ///   - values, slopes: memory for the neurons of all layers but the input.
  ///   - sensitivities: memory for two times the widest layer.
  /// - Returns: where the energies stand, one an atom, in the model's unit.
  func evaluate(
    inputs: UnsafeMutablePointer<Double>, values: UnsafeMutablePointer<Double>,
    slopes: UnsafeMutablePointer<Double>, sensitivities: UnsafeMutablePointer<Double>,
    width: Int, count: Int
  ) -> UnsafeMutablePointer<Double> {
    var previous = inputs
    var offset = 0
    for layer in layers {
      let output = values + offset * width
      layer.propagate(previous, output, slopes + offset * width, width, count)
      previous = output
      offset += layer.outputs
    }
    // dE/dE = 1 for the output neuron; from there back to the inputs.
    var behind = sensitivities
    var front = sensitivities + widestLayer * width
    for a in 0..<count { behind[a] = 1 }
    for (index, layer) in layers.enumerated().reversed() {
      offset -= layer.outputs
      let target = index == 0 ? inputs : front
      layer.propagateBack(behind, slopes + offset * width, target, width, count)
      swap(&behind, &front)
    }
    return previous
  }
}

extension AtomicNetwork.Layer {
  /// output = activation(W·input + b) and the slope of the activation.
  fileprivate func propagate(
    _ input: UnsafeMutablePointer<Double>, _ output: UnsafeMutablePointer<Double>,
    _ slope: UnsafeMutablePointer<Double>, _ width: Int, _ count: Int
  ) {
    for k in 0..<outputs {
      let row = output + k * width
      for a in 0..<count { row[a] = biases[k] }
      for j in 0..<inputs {
        let weight = weights[k * inputs + j]
        let source = input + j * width
        for a in 0..<count { row[a] += weight * source[a] }
      }
      let slopeRow = slope + k * width
      for a in 0..<count { (row[a], slopeRow[a]) = activation.valueAndDerivative(row[a]) }
    }
  }

  /// dE/d(input) = Wᵀ·(slope × dE/d(output)); the product replaces the slope.
  fileprivate func propagateBack(
    _ sensitivity: UnsafeMutablePointer<Double>, _ slope: UnsafeMutablePointer<Double>,
    _ target: UnsafeMutablePointer<Double>, _ width: Int, _ count: Int
  ) {
    for j in 0..<inputs {
      let row = target + j * width
      for a in 0..<count { row[a] = 0 }
    }
    for k in 0..<outputs {
      let product = slope + k * width
      let source = sensitivity + k * width
      for a in 0..<count { product[a] *= source[a] }
      for j in 0..<inputs {
        let weight = weights[k * inputs + j]
        let row = target + j * width
        for a in 0..<count { row[a] += weight * product[a] }
      }
    }
  }
}
