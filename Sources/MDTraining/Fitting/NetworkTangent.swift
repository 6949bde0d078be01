import MDCore
import MDLinearAlgebra

/// Directional derivatives of atoms' energies along directions in the space of their inputs,
/// Ė = ∂E/∂g·u, and how they depend on the weights: what a force contributes to a Jacobian or to the
/// gradient of a loss.
///
/// With dots for derivatives along u, ȧ⁰ = u, żˡ = Wˡȧˡ⁻¹, ȧˡ = f′żˡ, and back from the output
/// δ̇ˡ = ṡˡf′ + sˡf″żˡ, ṡˡ⁻¹ = Wˡᵀδ̇ˡ; then ∂Ė/∂Wˡ = δ̇ˡ⊗aˡ⁻¹ + δˡ⊗ȧˡ⁻¹ and ∂Ė/∂bˡ = δ̇ˡ (Pearlmutter,
/// Neural Computation 6, 147 (1994), for a gradient instead of a Hessian).
final class NetworkTangent {
  private let shape: NetworkShape
  private let algebra: LinearAlgebra
  private var memory = AlignedBuffer<Double>()
  private var capacity = 0
  private var offsets: [Int] = []
  private var count = 0

  /// Matrices a layer: ȧ, δ̇ (with ż before), ṡ, then those of the atoms: a, f′, f″, s, δ.
  private static let matrices = 8

  init(_ shape: NetworkShape, _ algebra: LinearAlgebra) {
    self.shape = shape
    self.algebra = algebra
  }

  private func matrix(_ layer: Int, _ kind: Int) -> UnsafeMutablePointer<Double> {
    memory.pointer + offsets[layer] + kind * shape.nodes[layer] * capacity
  }

  /// Makes room for directions of `count` columns and returns where they go.
  func directions(_ count: Int) -> UnsafeMutablePointer<Double> {
    self.count = count
    if count > capacity || offsets.isEmpty {
      capacity = count + count / 4 + 8
      offsets = []
      var end = 0
      for nodes in shape.nodes {
        offsets.append(end)
        end += Self.matrices * nodes * capacity
      }
      memory.reserve(end, keeping: 0)
    }
    return matrix(0, 0)
  }

  /// Follows the directions through the network.
  ///
  /// - Parameters:
  ///   - atoms: which column of the pass each column of directions belongs to; the columns repeat
  ///     the same atoms `repeats` times.
  func evaluate(
    _ pass: NetworkPass, weights: UnsafePointer<Double>, atoms: UnsafePointer<Int32>,
    repeats: Int
  ) {
    guard count > 0 else { return }
    let own = count / repeats
    gather(pass, atoms, own)
    for layer in 1...shape.layers {
      let (rows, previous) = (shape.nodes[layer], shape.nodes[layer - 1])
      let (z, a) = (matrix(layer, 1), matrix(layer, 0))
      algebra.multiply(
        .plain, .plain, m: rows, n: count, k: previous, alpha: 1,
        weights + shape.start(of: layer - 1), matrix(layer - 1, 0), beta: 0, z,
        strides: (rows, previous, rows))
      let slope = matrix(layer, 4)
      for r in 0..<repeats {
        let (za, aa) = (z + r * own * rows, a + r * own * rows)
        for n in 0..<(own * rows) { aa[n] = za[n] * slope[n] }
      }
    }
    for layer in (1...shape.layers).reversed() {
      let (rows, previous) = (shape.nodes[layer], shape.nodes[layer - 1])
      let (d, s) = (matrix(layer, 1), matrix(layer, 2))
      let (slope, curvature, sensitivity) = (matrix(layer, 4), matrix(layer, 5), matrix(layer, 6))
      let isLast = layer == shape.layers
      for r in 0..<repeats {
        let (da, sa) = (d + r * own * rows, s + r * own * rows)
        if isLast {
          for n in 0..<(own * rows) { da[n] = sensitivity[n] * curvature[n] * da[n] }
        } else {
          for n in 0..<(own * rows) {
            da[n] = sa[n] * slope[n] + sensitivity[n] * curvature[n] * da[n]
          }
        }
      }
      guard layer > 1 else { break }
      algebra.multiply(
        .transposed, .plain, m: previous, n: count, k: rows, alpha: 1,
        weights + shape.start(of: layer - 1), d, beta: 0, matrix(layer - 1, 2),
        strides: (rows, rows, previous))
    }
  }

  /// Copies what belongs to the atoms next to the directions.
  private func gather(_ pass: NetworkPass, _ atoms: UnsafePointer<Int32>, _ own: Int) {
    for layer in 0...shape.layers {
      let rows = shape.nodes[layer]
      var sources = [pass.values(layer)]
      if layer > 0 {
        sources += [
          pass.slopes(layer), pass.curvatures(layer), pass.sensitivities(layer),
          pass.deltas(layer),
        ]
      }
      for (kind, source) in sources.enumerated() {
        let target = matrix(layer, 3 + kind)
        for n in 0..<own {
          (target + n * rows).update(from: source + Int(atoms[n]) * rows, count: rows)
        }
      }
    }
  }

  /// Ė of each column.
  var rates: UnsafePointer<Double> { UnsafePointer(matrix(shape.layers, 0)) }

  /// target ← target + factor·Σ ∂Ė/∂w over the columns of one repeat.
  func addDerivative(
    repeat index: Int, of repeats: Int, factor: Double, to target: UnsafeMutablePointer<Double>
  ) {
    guard count > 0 else { return }
    let own = count / repeats
    for layer in 1...shape.layers {
      let (rows, previous) = (shape.nodes[layer], shape.nodes[layer - 1])
      let d = matrix(layer, 1) + index * own * rows
      let place = target + shape.start(of: layer - 1)
      if layer < shape.layers || shape.activations[layer - 1] != .identity {
        algebra.multiply(
          .plain, .transposed, m: rows, n: previous, k: own, alpha: factor, d,
          matrix(layer - 1, 3), beta: 1, place, strides: (rows, previous, rows))
        let biases = target + shape.biases(of: layer - 1)
        for n in 0..<own {
          for row in 0..<rows { biases[row] += factor * d[n * rows + row] }
        }
      }
      algebra.multiply(
        .plain, .transposed, m: rows, n: previous, k: own, alpha: factor, matrix(layer, 7),
        matrix(layer - 1, 0) + index * own * previous, beta: 1, place,
        strides: (rows, previous, rows))
    }
  }
}
