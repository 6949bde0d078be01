import Foundation

/// A network of one element in the form that SIMPLE-NN's pair styles for LAMMPS read, made of the
/// files of n2p2.
///
/// Types 2 and 3 of n2p2 are types 2 and 4 there, with the same formulas; lengths are in Å and energies
/// in eV. So the same potential is measured, and only programs differ.
public struct SimpleNNPotential: Sendable {
  /// One symmetry function, its parameters in the units of the n2p2 files.
  struct Function: Sendable, Equatable {
    /// n2p2's number.
    var type: Int
    var cutoff, eta: Double
    /// Of type 2.
    var shift = 0.0
    /// Of type 3.
    var zeta = 0.0, lambda = 0.0

    var isAngular: Bool { type == 3 }

    /// n2p2's order, which decides which input a function is.
    static func precedes(_ a: Self, _ b: Self) -> Bool {
      let keys = [a, b].map { [Double($0.type), $0.cutoff, $0.eta, $0.shift, $0.zeta, $0.lambda] }
      return keys[0].lexicographicallyPrecedes(keys[1])
    }
  }

  /// One layer after the input.
  struct Layer: Sendable, Equatable {
    /// SIMPLE-NN's word.
    var activation: String
    /// By output, then by input.
    var weights: [[Double]]
    var biases: [Double]
  }

  let element: String
  /// In n2p2's order.
  let functions: [Function]
  /// An input is (G − origin)/width.
  let origins, widths: [Double]
  /// The last one gives the energy of an atom in eV, `atom_energy` included.
  let layers: [Layer]
  /// Å in the unit of length of the files is 1 over this.
  let lengthFactor: Double

  /// Whether `nn/intel` computes the same as `nn`: it takes one cutoff for all radial and one for all
  /// angular functions, whole exponents ζ, and λ = ±1, and does not ask.
  public var suitsVectorStyle: Bool {
    [true, false].allSatisfy { angular in
      Set(functions.filter { $0.isAngular == angular }.map(\.cutoff)).count <= 1
    }
      && functions.allSatisfy {
        !$0.isAngular || $0.zeta == $0.zeta.rounded() && abs($0.lambda) == 1
      }
  }

  /// The text of a `potential_saved`.
  ///
  /// The first layer is where SIMPLE-NN puts its principal components, here the identity: `nn/intel`
  /// takes it for granted.
  public var text: String {
    let cutoff = functions.map(\.cutoff).max() ?? 0
    let sizes = [functions.count] + layers.map(\.biases.count)
    var lines = [
      "ELEM_LIST \(element)", "", "POT \(element) \(cutoff / lengthFactor)",
      "SYM \(functions.count)",
    ]
    lines += functions.map(line)
    lines.append("scale1 " + Self.words(origins))
    lines.append("scale2 " + Self.words(widths))
    lines.append("NET \(layers.count) " + sizes.map(String.init).joined(separator: " "))
    let inputs = functions.indices
    let identity = Layer(
      activation: "linear", weights: inputs.map { k in inputs.map { $0 == k ? 1 : 0 } },
      biases: inputs.map { _ in 0 })
    for (index, layer) in ([identity] + layers).enumerated() {
      lines.append("LAYER \(index) \(layer.activation)" + (index == 0 ? " PCA" : ""))
      for (k, weights) in layer.weights.enumerated() {
        lines.append("w\(k) " + Self.words(weights))
        lines.append("b\(k) \(layer.biases[k])")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Type, rc, η, and rs or ζ and λ, in Å, then the neighbours' elements.
  private func line(_ function: Function) -> String {
    let cutoff = function.cutoff / lengthFactor
    let eta = function.eta * lengthFactor * lengthFactor
    return function.isAngular
      ? "4 \(cutoff) \(eta) \(function.zeta) \(function.lambda) \(element) \(element)"
      : "2 \(cutoff) \(eta) \(function.shift / lengthFactor) 0.0 \(element)"
  }

  private static func words(_ numbers: [Double]) -> String {
    numbers.map { "\($0)" }.joined(separator: " ")
  }
}
