import CSIMD

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

  /// Neurons that are worked on at once, eight or four: as many sums as the multiply-adds need not to wait for each
  /// other, or as registers hold.
  @inline(__always)
  private static var block: Int { csimd_has_many_registers() ? 8 : 4 }

  /// output = W·input + b, before the activation.
  public func propagate(_ input: UnsafePointer<Double>, to output: UnsafeMutablePointer<Double>) {
    var k = 0
    if outputs >= Self.block {
      while k < outputs {
        // The last ones may be done already.
        k = min(k, outputs &- Self.block)
        if Self.block > 4 {
          propagateEight(k, input, output + 8 &* k)
        } else {
          store(propagateFour(k, input), output + 8 &* k)
        }
        k &+= Self.block
      }
      return
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

  @inline(__always)
  private func propagateEight(
    _ k: Int, _ input: UnsafePointer<Double>, _ output: UnsafeMutablePointer<Double>
  ) {
    let (b, n) = (biases + k, inputs)
    var (s0, s1) = (DoubleLanes(repeating: b[0]), DoubleLanes(repeating: b[1]))
    var (s2, s3) = (DoubleLanes(repeating: b[2]), DoubleLanes(repeating: b[3]))
    var (s4, s5) = (DoubleLanes(repeating: b[4]), DoubleLanes(repeating: b[5]))
    var (s6, s7) = (DoubleLanes(repeating: b[6]), DoubleLanes(repeating: b[7]))
    var low = weights + k &* n
    var high = low + 4 &* n
    for j in 0..<n {
      let x = input.lanes(8 &* j)
      s0.addProduct(x, DoubleLanes(repeating: low[0]))
      s1.addProduct(x, DoubleLanes(repeating: low[n]))
      s2.addProduct(x, DoubleLanes(repeating: low[2 &* n]))
      s3.addProduct(x, DoubleLanes(repeating: low[3 &* n]))
      s4.addProduct(x, DoubleLanes(repeating: high[0]))
      s5.addProduct(x, DoubleLanes(repeating: high[n]))
      s6.addProduct(x, DoubleLanes(repeating: high[2 &* n]))
      s7.addProduct(x, DoubleLanes(repeating: high[3 &* n]))
      low += 1
      high += 1
    }
    store((s0, s1, s2, s3), output)
    store((s4, s5, s6, s7), output + 32)
  }

  /// target = Wᵀ·source: how the energy depends on the layer's input.
  public func propagateBack(
    _ source: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>
  ) {
    var j = 0
    if inputs >= Self.block {
      while j < inputs {
        j = min(j, inputs &- Self.block)
        propagateBlockBack(j, source, target + 8 &* j)
        j &+= Self.block
      }
      return
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

  @inline(__always)
  private func propagateBlockBack(
    _ j: Int, _ source: UnsafePointer<Double>, _ target: UnsafeMutablePointer<Double>
  ) {
    let zero = DoubleLanes.zero
    var (s0, s1, s2, s3) = (zero, zero, zero, zero)
    var (s4, s5, s6, s7) = (zero, zero, zero, zero)
    var column = weights + j
    for k in 0..<outputs {
      let x = source.lanes(8 &* k)
      s0.addProduct(x, DoubleLanes(repeating: column[0]))
      s1.addProduct(x, DoubleLanes(repeating: column[1]))
      s2.addProduct(x, DoubleLanes(repeating: column[2]))
      s3.addProduct(x, DoubleLanes(repeating: column[3]))
      if Self.block > 4 {
        s4.addProduct(x, DoubleLanes(repeating: column[4]))
        s5.addProduct(x, DoubleLanes(repeating: column[5]))
        s6.addProduct(x, DoubleLanes(repeating: column[6]))
        s7.addProduct(x, DoubleLanes(repeating: column[7]))
      }
      column += inputs
    }
    store((s0, s1, s2, s3), target)
    if Self.block > 4 { store((s4, s5, s6, s7), target + 32) }
  }
}
