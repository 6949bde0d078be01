import Foundation
import MDCore
import MDKernels
import MDPotentials

/// Random weights to begin with.
struct InitialWeights: Equatable, Sendable, Codable {
  /// How they are drawn.
  enum Scheme: String, Sendable, Codable, CaseIterable {
    /// Normal with variance 1/(inputs) for inputs of mean 0 and variance 1: the weights of the first
    /// layer and its biases take the mean and spread of each function out.
    case centered
    /// Uniform in a range, times √(6/(inputs + outputs)) with tanh, biases 0 (n2p2's default).
    case glorot
    /// Uniform in a range, rescaled after Nguyen and Widrow, IJCNN 1990, as n2p2 does
    /// (`nguyen_widrow_weights_short`).
    case nguyenWidrow = "nguyen-widrow"
  }

  /// The least standard deviation that an input is taken to have.
  static let leastSpread = 1e-3

  var scheme = Scheme.centered
  /// `weights_min`, `weights_max`.
  var range = -1.0...1.0
  var seed: UInt32 = 1

  /// The numbers of one element's network.
  ///
  /// - Parameters:
  ///   - inputs: mean and standard deviation of each scaled input.
  func weights(_ shape: NetworkShape, element: Int, inputs: [(mean: Double, sigma: Double)])
    -> [Double]
  {
    var random = CounterRandom(seed: seed, id: Int64(element), step: 0, stream: 0x57)
    var weights = [Double](repeating: 0, count: shape.count)
    guard scheme != .centered else {
      fillCentered(&weights, shape, inputs, &random)
      return weights
    }
    for n in weights.indices {
      weights[n] = range.lowerBound + random.uniform() * (range.upperBound - range.lowerBound)
    }
    if scheme == .glorot { scaleGlorot(&weights, shape) } else { scaleWidrow(&weights, shape) }
    return weights
  }

  private func fillCentered(
    _ weights: inout [Double], _ shape: NetworkShape, _ inputs: [(mean: Double, sigma: Double)],
    _ random: inout CounterRandom
  ) {
    for layer in 0..<shape.layers {
      let (rows, columns) = (shape.nodes[layer + 1], shape.nodes[layer])
      let start = shape.start(of: layer)
      let biases = shape.biases(of: layer)
      for j in 0..<columns {
        let spread = layer == 0 ? max(inputs[j].sigma, Self.leastSpread) : 1
        for k in 0..<rows {
          let w = random.gaussian() / (Double(columns).squareRoot() * spread)
          weights[start + j * rows + k] = w
          if layer == 0 { weights[biases + k] -= w * inputs[j].mean }
        }
      }
      if layer < shape.layers - 1 {
        for k in 0..<rows { weights[biases + k] += 0.5 * random.gaussian() }
      }
    }
  }

  private func scaleGlorot(_ weights: inout [Double], _ shape: NetworkShape) {
    for layer in 0..<shape.layers {
      let (rows, columns) = (shape.nodes[layer + 1], shape.nodes[layer])
      let factor =
        shape.activations[layer] == .tanh ? (6 / Double(rows + columns)).squareRoot() : 1
      let biases = shape.biases(of: layer)
      for n in shape.start(of: layer)..<biases { weights[n] *= factor }
      for n in biases..<(biases + rows) { weights[n] = 0 }
    }
  }

  private func scaleWidrow(_ weights: inout [Double], _ shape: NetworkShape) {
    for layer in 0..<shape.layers {
      let (rows, columns) = (shape.nodes[layer + 1], shape.nodes[layer])
      let start = shape.start(of: layer)
      guard layer < shape.layers - 1 else {
        for j in 0..<columns { weights[start + j * rows] *= 0.5 }
        continue
      }
      let factor =
        0.7 * pow(Double(rows), 1 / Double(columns)) * (shape.activations[layer] == .tanh ? 2 : 1)
      for k in 0..<rows {
        let norm = (0..<columns).reduce(0) { sum, j in
          let w = weights[start + j * rows + k]
          return sum + w * w
        }.squareRoot()
        for j in 0..<columns { weights[start + j * rows + k] *= factor / norm }
        weights[shape.biases(of: layer) + k] *= factor
      }
    }
  }
}
