import MDCore

extension AtomicNetwork {
  /// A network from a `weights.ZZZ.data`: one number a line in n2p2's order (for each layer the
  /// weights, input neuron by input neuron, then the biases), with columns after it that are not
  /// needed.
  ///
  /// - Parameters:
  ///   - topologies: what the documentation of `input.nn` promises and what n2p2 evaluates. The
  ///     number of weights decides between them; where it is the same, n2p2's is taken.
  ///   - normalizesNodes: `normalize_nodes`: each sum is divided by the number of its inputs.
  /// - Returns: the network, and a sentence if it is not the documented one.
  static func read(
    topologies: (documented: NetworkTopology, evaluated: NetworkTopology), text: String,
    file: String, normalizesNodes: Bool
  ) throws -> (network: AtomicNetwork, warning: String?) {
    let lines = DataLine.lines(of: text, file: file, comments: ["#"])
    try checkColumns(lines)
    let values = try lines.map { try $0.number(0, "a weight or bias") }
    let (documented, evaluated) = topologies
    if values.count == evaluated.connectionCount {
      let warning =
        documented == evaluated
        ? nil
        : "\(file): n2p2 does not apply an element's own last hidden layer and output activation "
          + "where global keywords set them; evaluated as n2p2 does"
      return (build(evaluated, values, normalizesNodes), warning)
    }
    guard values.count == documented.connectionCount else {
      let shape = documented.nodes.map(String.init).joined(separator: "-")
      throw InputError(
        "the file has \(values.count) weights and biases, but the network \(shape) of input.nn has "
          + "\(documented.connectionCount)",
        at: SourceLocation(file: file, line: lines.last?.location.line ?? 0))
    }
    return (build(documented, values, normalizesNodes), nil)
  }

  /// Lines of weights (`a`) have the same number of columns each, and lines of biases (`b`) too; a
  /// shorter one was cut off.
  private static func checkColumns(_ lines: [DataLine]) throws {
    var columns: [String: Int] = [:]
    for line in lines {
      let letter = line.words.count > 1 ? line.words[1] : ""
      guard letter == "a" || letter == "b" || line.words.count == 1 else {
        throw line.error("'\(letter)' stands where a (weight) or b (bias) is expected")
      }
      let expected = columns[letter] ?? line.words.count
      columns[letter] = expected
      guard line.words.count == expected else {
        throw line.error(
          "the line has \(line.words.count) columns, but \(expected) are expected; is it cut off?")
      }
      if letter.isEmpty && columns.count > 1 {
        throw line.error("the line has one column, unlike the lines before; is it cut off?")
      }
    }
  }

  private static func build(
    _ topology: NetworkTopology, _ values: [Double], _ normalizesNodes: Bool
  ) -> AtomicNetwork {
    var next = 0
    var layers: [Layer] = []
    for (index, activation) in topology.activations.enumerated() {
      let inputs = topology.nodes[index]
      let outputs = topology.nodes[index + 1]
      let divisor = normalizesNodes ? Double(inputs) : 1
      var weights = [Double](repeating: 0, count: inputs * outputs)
      for j in 0..<inputs {
        for k in 0..<outputs {
          weights[k * inputs + j] = values[next] / divisor
          next += 1
        }
      }
      let biases = values[next..<next + outputs].map { $0 / divisor }
      next += outputs
      layers.append(
        Layer(
          inputs: inputs, outputs: outputs, activation: activation, weights: weights,
          biases: biases))
    }
    return AtomicNetwork(layers: layers)
  }
}
