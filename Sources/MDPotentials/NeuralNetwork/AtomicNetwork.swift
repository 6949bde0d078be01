import MDKernels

/// The network of one element: it turns the scaled symmetry functions of an atom into its energy.
struct AtomicNetwork: Sendable {
  /// One layer after the input: activation(Σ_j w[k][j]·input[j] + b[k]).
  struct Layer: Sendable {
    let inputs: Int
    let outputs: Int
    let activation: ActivationFunction
    /// outputs × inputs, row-major.
    var weights: [Double]
    /// One for each output.
    var biases: [Double]
  }

  var layers: [Layer]

  /// The largest number of neurons of any layer, the input included.
  var widestLayer: Int { layers.reduce(0) { max($0, $1.inputs, $1.outputs) } }

  /// The neurons of all layers but the input.
  var neuronCount: Int { layers.reduce(0) { $0 + $1.outputs } }

  /// `27-24-24-1 t t l`, for the log.
  var description: String {
    let sizes = ([layers[0].inputs] + layers.map(\.outputs)).map(String.init)
    return sizes.joined(separator: "-") + " "
      + layers.map(\.activation.rawValue).joined(separator: " ")
  }
}
