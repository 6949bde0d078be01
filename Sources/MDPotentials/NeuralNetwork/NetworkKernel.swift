import MDKernels

/// Evaluates the network of an element for eight atoms at once: a copy of it in plain memory, since arrays
/// would be counted for every layer of every eight atoms.
final class NetworkKernel: @unchecked Sendable {
  private struct Layer {
    let kernel: DenseLayer
    let activation: ActivationFunction
    let outputs: Int
  }

  private let layers: UnsafeMutableBufferPointer<Layer>
  /// Weights and biases of all layers.
  private let numbers: UnsafeMutableBufferPointer<Double>
  private let widestLayer: Int

  /// The kernel of a network.
  init(_ network: AtomicNetwork) {
    let values = network.layers.flatMap { $0.weights + $0.biases }
    numbers = .allocate(capacity: values.count)
    _ = numbers.initialize(from: values)
    layers = .allocate(capacity: network.layers.count)
    widestLayer = network.widestLayer
    var next = UnsafePointer(numbers.baseAddress!)
    for (index, layer) in network.layers.enumerated() {
      let biases = next + layer.weights.count
      layers.initializeElement(
        at: index,
        to: Layer(
          kernel: DenseLayer(
            weights: next, biases: biases, inputs: layer.inputs, outputs: layer.outputs),
          activation: layer.activation, outputs: layer.outputs))
      next = biases + layer.biases.count
    }
  }

  deinit {
    layers.deallocate()
    numbers.deallocate()
  }

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
    for index in layers.indices {
      let layer = layers[index]
      let output = values + 8 * offset
      layer.kernel.propagate(previous, to: output)
      layer.activation.apply(output, slopes: slopes + 8 * offset, rows: layer.outputs)
      previous = output
      offset += layer.outputs
    }
    // dE/dE = 1 for the output neuron; from there back to the inputs.
    var behind = sensitivities
    var front = sensitivities + 8 * widestLayer
    behind.store(DoubleLanes(repeating: 1), 0)
    for index in layers.indices.reversed() {
      let layer = layers[index]
      offset -= layer.outputs
      for k in 0..<layer.outputs {
        behind.store(behind.lanes(8 * k) * slopes.lanes(8 * (offset + k)), 8 * k)
      }
      layer.kernel.propagateBack(behind, to: index == 0 ? inputs : front)
      swap(&behind, &front)
    }
    return previous.lanes(0)
  }
}
