import MDPotentials

/// An n2p2 potential made up for a test, as texts. Weights are pseudo-random and always the same.
struct SyntheticPotential {
  var elements = ["Si"]
  var cutoffType = "1"
  /// Lines of `symfunction_short` without the keyword, in n2p2's order.
  var functions: [String]
  var nodes = [6, 5]
  var activations = "t t l"
  /// Further lines of `input.nn`.
  var extra: [String] = ["scale_symmetry_functions"]
  /// Minimum, maximum, mean and sigma of every function.
  var statistics = "-1.0 9.0 2.0 1.5"
  /// Other weights with another seed.
  var seed: UInt64 = 7

  private static let numbers = ["C": "006", "O": "008", "Si": "014"]

  var inputText: String {
    var lines = [
      "number_of_elements \(elements.count)", "elements " + elements.joined(separator: " "),
      "cutoff_type \(cutoffType)", "global_hidden_layers_short \(nodes.count)",
      "global_nodes_short " + nodes.map(String.init).joined(separator: " "),
      "global_activation_short \(activations)",
    ]
    lines += extra + functions.map { "symfunction_short " + $0 }
    return lines.joined(separator: "\n") + "\n"
  }

  func count(of element: String) -> Int {
    functions.filter { $0.split(separator: " ").first.map(String.init) == element }.count
  }

  var folder: PotentialFolder {
    var files = ["input.nn": inputText]
    var scaling = "# scaling\n"
    var random = SplitMix(state: seed)
    for (e, element) in elements.enumerated() {
      for f in 0..<count(of: element) { scaling += "\(e + 1) \(f + 1) \(statistics)\n" }
      files["weights.\(Self.numbers[element]!).data"] = weights(
        inputs: count(of: element), random: &random)
    }
    files["scaling.data"] = scaling
    return PotentialFolder(name: "synthetic", files: files)
  }

  private func weights(inputs: Int, random: inout SplitMix) -> String {
    var text = ""
    let sizes = [inputs] + nodes + [1]
    var number = 1
    for layer in 1..<sizes.count {
      for j in 0..<sizes[layer - 1] {
        for k in 0..<sizes[layer] {
          text += "\(random.symmetric()) a \(number) \(layer - 1) \(j + 1) \(layer) \(k + 1)\n"
          number += 1
        }
      }
      for k in 0..<sizes[layer] {
        text += "\(random.symmetric()) b \(number) \(layer) \(k + 1)\n"
        number += 1
      }
    }
    return text
  }

  func potential(types: [String?]? = nil, precision: KernelPrecision = .double) throws
    -> NeuralNetworkPotential
  {
    try NeuralNetworkPotential(
      model: NeuralNetworkModel(folder: folder), types: types ?? elements.map { $0 },
      precision: precision)
  }
}

/// A small generator whose numbers never change (Steele, Lea, Flood, OOPSLA 2014).
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// From 0 to 1.
  mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }

  /// From −1 to 1.
  mutating func symmetric() -> Double { 2 * unit() - 1 }
}
