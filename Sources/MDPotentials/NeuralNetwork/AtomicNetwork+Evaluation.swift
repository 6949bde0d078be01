import MDKernels

extension AtomicNetwork {
  /// Evaluates the network for eight atoms at once.
  ///
  /// All arrays are rows of eight atoms, a row for each neuron.
  ///
  /// - Parameters:
  ///   - inputs: scaled symmetry functions; replaced by dE/d(input).
  ///   - values, slopes: memory for the neurons of all layers but the input.
  ///   - sensitivities: memory for two times the widest layer.
  /// - Returns: the energies in the model's unit.
  func evaluate(
    inputs: UnsafeMutablePointer<Double>, values: UnsafeMutablePointer<Double>,
    slopes: UnsafeMutablePointer<Double>, sensitivities: UnsafeMutablePointer<Double>
  ) -> DoubleLanes {
    var previous = inputs
    var offset = 0
    for layer in layers {
      let output = values + 8 * offset
      layer.withKernel { $0.propagate(previous, to: output) }
      layer.activation.apply(output, slopes: slopes + 8 * offset, rows: layer.outputs)
      previous = output
      offset += layer.outputs
    }
    // dE/dE = 1 for the output neuron; from there back to the inputs.
    var behind = sensitivities
    var front = sensitivities + 8 * widestLayer
    behind.store(DoubleLanes(repeating: 1), 0)
    for (index, layer) in layers.enumerated().reversed() {
      offset -= layer.outputs
      for k in 0..<layer.outputs {
        behind.store(behind.lanes(8 * k) * slopes.lanes(8 * (offset + k)), 8 * k)
      }
      layer.withKernel { $0.propagateBack(behind, to: index == 0 ? inputs : front) }
      swap(&behind, &front)
    }
    return previous.lanes(0)
  }
}

extension AtomicNetwork.Layer {
  @inline(__always)
  fileprivate func withKernel(_ body: (DenseLayer) -> Void) {
    weights.withUnsafeBufferPointer { weights in
      biases.withUnsafeBufferPointer { biases in
        guard let w = weights.baseAddress, let b = biases.baseAddress else { return }
        body(DenseLayer(weights: w, biases: b, inputs: inputs, outputs: outputs))
      }
    }
  }
}
