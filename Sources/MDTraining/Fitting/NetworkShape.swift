import MDKernels
import MDPotentials

/// The layers of one element's network; its weights are a stretch of numbers in n2p2's order: for each
/// layer the weights, input neuron by input neuron, then the biases.
///
/// So the weights of a layer are a matrix of outputs × inputs, column after column, as BLAS has it.
struct NetworkShape: Equatable, Sendable {
  /// Neurons of each layer, input and output included.
  let nodes: [Int]
  /// Of each layer after the input.
  let activations: [ActivationFunction]

  /// Layers after the input.
  var layers: Int { activations.count }
  /// Weights and biases.
  var count: Int { start(of: layers) }

  /// Where the weights of a layer begin, from 0.
  func start(of layer: Int) -> Int {
    (0..<layer).reduce(0) { $0 + (nodes[$1] + 1) * nodes[$1 + 1] }
  }

  /// Where the biases of a layer begin.
  func biases(of layer: Int) -> Int { start(of: layer) + nodes[layer] * nodes[layer + 1] }
}

/// The networks of all elements, one after the other in one vector.
struct NetworkLayout: Equatable, Sendable {
  let shapes: [NetworkShape]

  init(shapes: [NetworkShape]) { self.shapes = shapes }

  init(_ design: NetworkDesign) {
    shapes = design.symbols.indices.map {
      NetworkShape(nodes: design.nodes(of: $0), activations: design.activations(of: $0))
    }
  }

  /// Weights and biases of all elements.
  var count: Int { shapes.reduce(0) { $0 + $1.count } }

  /// Where an element's numbers stand.
  func range(of element: Int) -> Range<Int> {
    let first = shapes[..<element].reduce(0) { $0 + $1.count }
    return first..<(first + shapes[element].count)
  }
}
