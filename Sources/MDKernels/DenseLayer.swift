/// A layer of a network for eight atoms at once: rows of eight, a row for each neuron.
public struct DenseLayer {
  let weights, biases: UnsafePointer<Double>
  let inputs, outputs: Int

  /// Weights are outputs × inputs, row-major.
  public init(
    weights: UnsafePointer<Double>, biases: UnsafePointer<Double>, inputs: Int, outputs: Int
  ) {
    self.weights = weights
    self.biases = biases
    self.inputs = inputs
    self.outputs = outputs
  }

  /// output = W·input + b, before the activation.
  public func propagate(_ input: UnsafePointer<Double>, to output: UnsafeMutablePointer<Double>) {
    var k = 0
    while k + 8 <= outputs {
      let first = propagateFour(k, input)
      let second = propagateFour(k + 4, input)
      store(first, output + 8 * k)
      store(second, output + 8 * k + 32)
      k += 8
    }
    if k + 4 <= outputs {
      store(propagateFour(k, input), output + 8 * k)
      k += 4
    }
    while k < outputs {
      var sum = DoubleLanes(repeating: biases[k])
      for j in 0..<inputs {
        sum.addProduct(input.lanes(8 * j), DoubleLanes(repeating: weights[k * inputs + j]))
      }
      output.store(sum, 8 * k)
      k += 1
    }
  }

  private typealias Four = (DoubleLanes, DoubleLanes, DoubleLanes, DoubleLanes)

  @inline(__always)
  private func store(_ sums: Four, _ output: UnsafeMutablePointer<Double>) {
    output.store(sums.0, 0)
    output.store(sums.1, 8)
    output.store(sums.2, 16)
    output.store(sums.3, 24)
  }

  @inline(__always)
  private func propagateFour(_ k: Int, _ input: UnsafePointer<Double>) -> Four {
    let rows = weights + k * inputs
    var (s0, s1) = (DoubleLanes(repeating: biases[k]), DoubleLanes(repeating: biases[k + 1]))
    var (s2, s3) = (DoubleLanes(repeating: biases[k + 2]), DoubleLanes(repeating: biases[k + 3]))
    for j in 0..<inputs {
      let x = input.lanes(8 * j)
      s0.addProduct(x, DoubleLanes(repeating: rows[j]))
      s1.addProduct(x, DoubleLanes(repeating: rows[inputs + j]))
      s2.addProduct(x, DoubleLanes(repeating: rows[2 * inputs + j]))
      s3.addProduct(x, DoubleLanes(repeating: rows[3 * inputs + j]))
    }
    return (s0, s1, s2, s3)
  }

  /// target = Wᵀ·source: how the energy depends on the layer's input.
  public func propagateBack(
    _ source: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>
  ) {
    var j = 0
    while j + 4 <= inputs {
      var (s0, s1, s2, s3) = (
        DoubleLanes.zero, DoubleLanes.zero, DoubleLanes.zero, DoubleLanes.zero
      )
      var column = weights + j
      for k in 0..<outputs {
        let x = source.lanes(8 * k)
        s0.addProduct(x, DoubleLanes(repeating: column[0]))
        s1.addProduct(x, DoubleLanes(repeating: column[1]))
        s2.addProduct(x, DoubleLanes(repeating: column[2]))
        s3.addProduct(x, DoubleLanes(repeating: column[3]))
        column += inputs
      }
      store((s0, s1, s2, s3), target + 8 * j)
      j += 4
    }
    while j < inputs {
      var sum = DoubleLanes.zero
      for k in 0..<outputs {
        sum.addProduct(source.lanes(8 * k), DoubleLanes(repeating: weights[k * inputs + j]))
      }
      target.store(sum, 8 * j)
      j += 1
    }
  }
}
