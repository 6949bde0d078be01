import Foundation

extension SimpleNNPotential {
  /// Converts the texts of an n2p2 potential.
  ///
  /// - Parameters:
  ///   - weights: of `weights.ZZZ.data`, of the only element.
  ///   - lengthFactor: `cflength`, units of the files in an Å.
  ///   - energyFactor: `cfenergy`, units of the files in an eV.
  /// - Throws: ``BenchmarkError`` if SIMPLE-NN has no counterpart of something.
  public init(
    input: String, scaling: String, weights: String, lengthFactor: Double, energyFactor: Double
  ) throws {
    let lines = Self.lines(of: input)
    let settings = Settings(lines)
    try settings.check()
    element = settings["elements"]?.first ?? ""
    functions = try lines.filter { $0[0] == "symfunction_short" }.map(Self.function)
      .sorted(by: Function.precedes)
    (origins, widths) = try Self.scaling(
      Self.lines(of: scaling), functions: functions.count, settings)
    var layers = try Self.layers(Self.lines(of: weights), inputs: functions.count, settings)
    let output = layers.count - 1
    let offset = settings["atom_energy"]?.last.flatMap { Double($0) } ?? 0
    layers[output].weights = layers[output].weights.map { $0.map { $0 / energyFactor } }
    layers[output].biases = layers[output].biases.map { ($0 + offset) / energyFactor }
    self.layers = layers
    self.lengthFactor = lengthFactor
  }

  /// The keywords of an `input.nn` with their arguments.
  private struct Settings {
    private var arguments: [String: [String]] = [:]

    init(_ lines: [[String]]) {
      for line in lines { arguments[line[0]] = Array(line.dropFirst()) }
    }

    subscript(keyword: String) -> [String]? { arguments[keyword] }

    /// The first number after a keyword.
    func number(_ keyword: String, or fallback: Double) throws -> Double {
      guard let word = arguments[keyword]?.first else { return fallback }
      guard let value = Double(word) else { throw BenchmarkError("input.nn: \(keyword) \(word)") }
      return value
    }

    /// An error for what the other program could not do.
    func check() throws {
      guard arguments["elements"]?.count == 1 else {
        throw BenchmarkError("it has not exactly one element")
      }
      let cutoff = arguments["cutoff_type"] ?? []
      guard cutoff.first == "1", cutoff.count == 1 || Double(cutoff[1]) == 0 else {
        throw BenchmarkError("its cutoff_type is not 1 without inner cutoff")
      }
      for keyword in ["mean_energy", "conv_energy", "conv_length", "normalize_nodes"]
      where arguments[keyword] != nil {
        throw BenchmarkError("it has \(keyword)")
      }
    }
  }

  /// The words of the lines that have some, without comments.
  private static func lines(of text: String) -> [[String]] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
      return words.isEmpty ? nil : words
    }
  }

  private static func function(_ words: [String]) throws -> Function {
    let type = words.count > 2 ? words[2] : ""
    // The keyword, the centre, the type and the neighbours stand before the numbers.
    guard let start = ["2": 4, "3": 5][type] else {
      throw BenchmarkError("it has a function of type \(type)")
    }
    let numbers = words.dropFirst(start).compactMap { Double($0) }
    guard numbers.count == words.count - start else {
      throw BenchmarkError("input.nn: \(words.joined(separator: " "))")
    }
    switch (type, numbers.count) {
    case ("2", 3):
      return Function(type: 2, cutoff: numbers[2], eta: numbers[0], shift: numbers[1])
    case ("3", 4):
      return Function(
        type: 3, cutoff: numbers[3], eta: numbers[0], zeta: numbers[2], lambda: numbers[1])
    default:
      throw BenchmarkError("it has a function of type \(type) with \(numbers.count) numbers")
    }
  }

  /// What is subtracted from the functions, and what they are divided by then.
  private static func scaling(
    _ lines: [[String]], functions: Int, _ settings: Settings
  ) throws -> ([Double], [Double]) {
    let isScaled = settings["scale_symmetry_functions"] != nil
    let isCentered = settings["center_symmetry_functions"] != nil
    let bySigma = settings["scale_symmetry_functions_sigma"] != nil
    let lower = try settings.number("scale_min_short", or: 0)
    let span = try settings.number("scale_max_short", or: 1) - lower
    // Element, function, minimum, maximum, mean and standard deviation.
    let rows = lines.map { $0.map { Double($0) ?? .nan } }.filter { $0.count > 2 }
    guard rows.count == functions,
      rows.allSatisfy({ $0.count > (bySigma ? 5 : 4) && $0.allSatisfy(\.isFinite) })
    else { throw BenchmarkError("scaling.data does not fit the functions of input.nn") }
    let widths = rows.map { bySigma ? $0[5] / span : isScaled ? ($0[3] - $0[2]) / span : 1 }
    let origins = rows.indices.map { i in
      let zero = bySigma || isCentered ? rows[i][4] : isScaled ? rows[i][2] : 0
      return bySigma || isScaled ? zero - lower * widths[i] : zero
    }
    return (origins, widths)
  }

  /// Layers of zeros that the lines of the weights fill.
  private static func layers(
    _ lines: [[String]], inputs: Int, _ settings: Settings
  ) throws -> [Layer] {
    let words = ["t": "tanh", "s": "sigmoid", "l": "linear"]
    let activations = (settings["global_activation_short"] ?? []).map { words[$0] }
    let sizes = [inputs] + (settings["global_nodes_short"] ?? []).compactMap { Int($0) } + [1]
    guard activations.count == sizes.count - 1, activations.last == "linear" else {
      throw BenchmarkError("its layers do not end with a linear one")
    }
    var layers = try activations.indices.map { l in
      guard let activation = activations[l] else {
        throw BenchmarkError("SIMPLE-NN has not all of its activation functions")
      }
      let row = [Double](repeating: 0, count: sizes[l])
      return Layer(
        activation: activation, weights: Array(repeating: row, count: sizes[l + 1]),
        biases: Array(repeating: 0, count: sizes[l + 1]))
    }
    var missing = zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    for line in lines {
      // A value, `a`, its number, layer and neuron that it comes from and those that it goes to; or
      // `b`, its number, its layer and neuron.
      let numbers = line.dropFirst(2).compactMap { Int($0) }
      guard let value = Double(line[0]), line.count > 2, numbers.count == line.count - 2 else {
        throw BenchmarkError("weights: \(line.joined(separator: " "))")
      }
      let isWeight = line[1] == "a" && numbers.count == 5
      guard isWeight || line[1] == "b" && numbers.count == 3 else {
        throw BenchmarkError("weights: \(line.joined(separator: " "))")
      }
      let (l, k) = (numbers[isWeight ? 3 : 1] - 1, numbers[isWeight ? 4 : 2] - 1)
      guard layers.indices.contains(l), layers[l].biases.indices.contains(k),
        !isWeight || layers[l].weights[k].indices.contains(numbers[2] - 1)
      else { throw BenchmarkError("weights: there is no place for \(line.joined(separator: " "))") }
      if isWeight {
        layers[l].weights[k][numbers[2] - 1] = value
      } else {
        layers[l].biases[k] = value
      }
      missing -= 1
    }
    guard missing == 0 else { throw BenchmarkError("the weights do not fit input.nn") }
    return layers
  }
}
