import MDCore
import MDKernels

/// The layers of the networks as `input.nn` describes them.
///
/// Global keywords hold for every element that has the global number of hidden layers; keywords for
/// an element overrule them. n2p2 (2024) applies an element's own last hidden layer and output
/// activation only where no global keyword has set them before, which a weight file tells: see
/// ``AtomicNetwork/read(topologies:text:file:normalizesNodes:)``.
struct NetworkTopology: Sendable, Equatable {
  /// Neurons of each layer, input and output included.
  var nodes: [Int]
  /// The activation function of each layer after the input.
  var activations: [ActivationFunction]

  /// The number of weights and biases.
  var connectionCount: Int {
    zip(nodes, nodes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
  }
}

extension N2P2Settings {
  /// The topology that the documentation promises for an element, and the one that n2p2 evaluates.
  func topologies(of symbol: String, inputs: Int) throws
    -> (documented: NetworkTopology, evaluated: NetworkTopology)
  {
    let globalLayers = try first("global_hidden_layers_short").map {
      try count($0.arguments, 0, "the number of hidden layers")
    }
    let ownLayers = try own("element_hidden_layers_short", symbol).map {
      try count($0, 1, "the number of hidden layers of \(symbol)")
    }
    guard let hidden = ownLayers ?? globalLayers else {
      throw InputError(
        "the element \(symbol) has no network: neither global_hidden_layers_short nor "
          + "element_hidden_layers_short \(symbol) is there", at: SourceLocation(file: file))
    }
    let usesGlobal = hidden == globalLayers
    let globalNodes = try globalNodes(hidden: globalLayers)
    let globalActivations = try globalActivations(hidden: globalLayers)
    let ownNodes = try ownNodes(symbol, hidden: hidden)
    let ownActivations = try ownActivations(symbol, hidden: hidden)

    guard let nodes = ownNodes ?? (usesGlobal ? globalNodes : nil) else {
      throw InputError(
        "the numbers of nodes of the \(hidden) hidden layers of \(symbol) are missing "
          + "(global_nodes_short or element_nodes_short \(symbol))", at: SourceLocation(file: file))
    }
    guard let activations = ownActivations ?? (usesGlobal ? globalActivations : nil) else {
      throw InputError(
        "the activation functions of \(symbol) are missing (global_activation_short or "
          + "element_activation_short \(symbol))", at: SourceLocation(file: file))
    }
    let documented = NetworkTopology(nodes: [inputs] + nodes + [1], activations: activations)
    var evaluated = documented
    if usesGlobal, let globalNodes { evaluated.nodes[hidden] = globalNodes[hidden - 1] }
    if usesGlobal, let globalActivations {
      evaluated.activations[hidden] = globalActivations[hidden]
    }
    return (documented, evaluated)
  }

  /// The line of a keyword for an element, or nil; an error if there are two.
  private func own(_ keyword: String, _ symbol: String) throws -> DataLine? {
    let lines = all(keyword).map(\.arguments).filter { $0.words.first == symbol }
    guard lines.count <= 1 else {
      throw lines[1].error("\(keyword) \(symbol) stands in line \(lines[0].location.line) already")
    }
    return lines.first
  }

  private func count(_ line: DataLine, _ index: Int, _ meaning: String) throws -> Int {
    let value = try line.integer(index, meaning)
    guard value >= 1 && value <= 100_000 else {
      throw line.error("\(meaning) is \(value), but it must be at least 1")
    }
    return value
  }

  private func globalNodes(hidden: Int?) throws -> [Int]? {
    guard let line = first("global_nodes_short")?.arguments else { return nil }
    guard line.words.count == hidden else {
      throw line.error(
        "global_nodes_short names \(line.words.count) layers, but global_hidden_layers_short is "
          + (hidden.map(String.init) ?? "missing"))
    }
    return try line.words.indices.map { try count(line, $0, "a number of nodes") }
  }

  private func globalActivations(hidden: Int?) throws -> [ActivationFunction]? {
    guard let line = first("global_activation_short")?.arguments else { return nil }
    guard let hidden, line.words.count == hidden + 1 else {
      throw line.error(
        "global_activation_short names \(line.words.count) functions, but one for each hidden layer "
          + "and one for the output are expected")
    }
    return try line.words.map { try activation($0, line) }
  }

  private func ownNodes(_ symbol: String, hidden: Int) throws -> [Int]? {
    guard let line = try own("element_nodes_short", symbol) else { return nil }
    guard line.words.count == hidden + 1 else {
      throw line.error(
        "\(line.words.count - 1) numbers of nodes stand here, but \(symbol) has \(hidden) hidden "
          + "layers")
    }
    return try (1...hidden).map { try count(line, $0, "a number of nodes") }
  }

  private func ownActivations(_ symbol: String, hidden: Int) throws -> [ActivationFunction]? {
    guard let line = try own("element_activation_short", symbol) else { return nil }
    guard line.words.count == hidden + 2 else {
      throw line.error(
        "\(line.words.count - 1) activation functions stand here, but \(symbol) has \(hidden) hidden "
          + "layers and an output")
    }
    return try line.words.dropFirst().map { try activation($0, line) }
  }

  private func activation(_ word: String, _ line: DataLine) throws -> ActivationFunction {
    guard let function = ActivationFunction(rawValue: word) else {
      let letters = ActivationFunction.allCases.map(\.rawValue).joined(separator: " ")
      throw line.error("unknown activation function '\(word)'; there are \(letters)")
    }
    return function
  }
}
