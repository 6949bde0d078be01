import Foundation

/// What the lines of an `input.nn` say about the cost of a potential: its symmetry functions and the
/// sizes of its layers.
public struct NetworkOutline: Sendable {
  /// Functions that meet the same neighbours.
  struct Group: Hashable {
    var neighbors: [String]
    var cutoff: Double
    var isAngular: Bool
    var isNarrow: Bool
  }

  /// The angular part: its shape and how it is computed.
  struct Angular: Hashable {
    var words: [String]
    /// The exponent of (1 + λ cos θ)^ζ; nil for a compact function.
    var zeta: Double?

    /// Squarings and products of value and derivative, or a polynomial in θ.
    var operations: Double {
      guard let zeta else { return 40 }
      return 4 + 2 * log2(max(zeta, 1)).rounded(.up)
    }
  }

  /// One symmetry function.
  struct Function {
    var center: String
    var group: Group
    /// The words of the radial part: η and rs, or rl and the kind of the compact function.
    var radial: [String]
    var angular: Angular
  }

  let functions: [Function]
  let layers: [Int]

  /// Reads the text of an `input.nn`.
  public init(_ text: String) throws {
    var functions: [Function] = []
    var layers: [Int] = []
    for line in text.split(separator: "\n") {
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
      if words.first == "symfunction_short" {
        functions.append(try Self.function(words))
      } else if words.first == "global_nodes_short" {
        layers = words.dropFirst().compactMap { Int($0) }
      }
    }
    guard !functions.isEmpty else { throw BenchmarkError("input.nn has no symfunction_short") }
    self.functions = functions
    self.layers = layers
  }

  /// Neurons of the hidden layers.
  var hiddenNeurons: Int { layers.reduce(0, +) }

  /// Weights of a network with some inputs and one output.
  func weights(inputs: Int) -> Double {
    let sizes = [inputs] + layers + [1]
    return zip(sizes, sizes.dropFirst()).reduce(0) { $0 + Double($1.0 * $1.1) }
  }

  /// How many elements follow the number of a type, and where its parameters stand after them.
  private static func function(_ words: [String]) throws -> Function {
    guard words.count > 4, let type = Int(words[2]) else {
      throw BenchmarkError("input.nn: \(words.joined(separator: " "))")
    }
    let elements = [2: 1, 3: 2, 9: 2, 20: 1, 21: 2, 22: 2][type] ?? 0
    let neighbors = words[3..<3 + elements].sorted()
    let rest = Array(words[(3 + elements)...])
    let isAngular = ![2, 12, 20, 23].contains(type)
    let isNarrow = [3, 13, 21, 24].contains(type)
    let isCompact = type >= 20
    let cutoffPlace = isCompact ? 1 : isAngular ? 3 : 2
    guard rest.count > cutoffPlace, let cutoff = Double(rest[cutoffPlace]) else {
      throw BenchmarkError("input.nn: \(words.joined(separator: " "))")
    }
    let radial: [String]
    if isCompact {
      radial = [rest[0], rest.last ?? ""]
    } else if isAngular {
      radial = [rest[0]] + rest.dropFirst(4)
    } else {
      radial = [rest[0], rest[1]]
    }
    let angular =
      !isAngular
      ? Angular(words: [], zeta: 1)
      : isCompact
        ? Angular(words: Array(rest[2..<4]), zeta: nil)
        : Angular(words: Array(rest[1..<3]), zeta: Double(rest[2]))
    return Function(
      center: words[1],
      group: Group(neighbors: neighbors, cutoff: cutoff, isAngular: isAngular, isNarrow: isNarrow),
      radial: radial, angular: angular)
  }
}
