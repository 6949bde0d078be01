import MDCore
import MDKernels
import MDLinearAlgebra

/// One element's network for many atoms at once: values and sensitivities of all layers, kept for the
/// derivatives with respect to the weights that follow.
///
/// Every array is a matrix with a column for each atom. With a⁰ the inputs, zˡ = Wˡaˡ⁻¹ + bˡ and
/// aˡ = f(zˡ), the sensitivities are sˡ = ∂E/∂aˡ and δˡ = ∂E/∂zˡ.
final class NetworkPass {
  let shape: NetworkShape
  let algebra: LinearAlgebra
  /// Atoms of the last evaluation.
  private(set) var columns = 0
  private var capacity = 0
  private var memory = AlignedBuffer<Double>()
  private var ones = AlignedBuffer<Double>()
  private var places: [Places] = []

  /// Where the matrices of one layer begin.
  private struct Places {
    var values = 0
    var slopes = 0
    var curvatures = 0
    var sensitivities = 0
    var deltas = 0
  }

  init(_ shape: NetworkShape, _ algebra: LinearAlgebra) {
    self.shape = shape
    self.algebra = algebra
  }

  /// aˡ, f′, f″, sˡ and δˡ of layer l from 1; of layer 0 the inputs and ∂E/∂(inputs).
  func values(_ layer: Int) -> UnsafeMutablePointer<Double> {
    memory.pointer + places[layer].values
  }
  func slopes(_ layer: Int) -> UnsafeMutablePointer<Double> {
    memory.pointer + places[layer].slopes
  }
  func curvatures(_ layer: Int) -> UnsafeMutablePointer<Double> {
    memory.pointer + places[layer].curvatures
  }
  func sensitivities(_ layer: Int) -> UnsafeMutablePointer<Double> {
    memory.pointer + places[layer].sensitivities
  }
  func deltas(_ layer: Int) -> UnsafeMutablePointer<Double> {
    memory.pointer + places[layer].deltas
  }

  private func reserve(_ count: Int) {
    columns = count
    guard count > capacity || places.isEmpty else { return }
    capacity = count + count / 4 + 8
    places = []
    var end = 0
    for nodes in shape.nodes {
      let room = (nodes * capacity + 15) / 8 * 8
      places.append(
        Places(
          values: end, slopes: end + room, curvatures: end + 2 * room,
          sensitivities: end + 3 * room, deltas: end + 4 * room))
      end += 5 * room
    }
    memory.reserve(end, keeping: 0)
  }

  /// Evaluates the network for columns of inputs.
  ///
  /// - Parameters:
  ///   - weights: of this element.
  ///   - wantsSensitivities: whether s, δ and ∂E/∂(inputs) are needed.
  func evaluate(
    weights: UnsafePointer<Double>, inputs: UnsafePointer<Double>, columns count: Int,
    wantsSensitivities: Bool = true
  ) {
    reserve(count)
    values(0).update(from: inputs, count: shape.nodes[0] * count)
    guard count > 0 else { return }
    for layer in 1...shape.layers {
      let (rows, previous) = (shape.nodes[layer], shape.nodes[layer - 1])
      let biases = weights + shape.biases(of: layer - 1)
      let target = values(layer)
      for column in 0..<count { (target + column * rows).update(from: biases, count: rows) }
      algebra.multiply(
        .plain, .plain, m: rows, n: count, k: previous, alpha: 1,
        weights + shape.start(of: layer - 1), values(layer - 1), beta: 1, target,
        strides: (rows, previous, rows))
      shape.activations[layer - 1].apply(
        target, slopes: slopes(layer), curvatures: curvatures(layer), count: rows * count)
    }
    if wantsSensitivities { propagateBack(weights) }
  }

  private func propagateBack(_ weights: UnsafePointer<Double>) {
    let last = shape.layers
    sensitivities(last).update(repeating: 1, count: shape.nodes[last] * columns)
    for layer in (1...last).reversed() {
      let (rows, previous) = (shape.nodes[layer], shape.nodes[layer - 1])
      let (s, slope, delta) = (sensitivities(layer), slopes(layer), deltas(layer))
      for n in 0..<(rows * columns) { delta[n] = s[n] * slope[n] }
      algebra.multiply(
        .transposed, .plain, m: previous, n: columns, k: rows, alpha: 1,
        weights + shape.start(of: layer - 1), delta, beta: 0, sensitivities(layer - 1),
        strides: (rows, rows, previous))
    }
  }

  /// The energy of each atom.
  var energies: UnsafePointer<Double> { UnsafePointer(values(shape.layers)) }
  /// ∂E/∂(inputs), a column for each atom.
  var gradients: UnsafePointer<Double> { UnsafePointer(sensitivities(0)) }

  /// target ← target + factor·Σ_atoms ∂E/∂w.
  func addEnergyDerivative(factor: Double, to target: UnsafeMutablePointer<Double>) {
    guard columns > 0 else { return }
    for layer in 1...shape.layers {
      let (rows, previous) = (shape.nodes[layer], shape.nodes[layer - 1])
      algebra.multiply(
        .plain, .transposed, m: rows, n: previous, k: columns, alpha: factor, deltas(layer),
        values(layer - 1), beta: 1, target + shape.start(of: layer - 1),
        strides: (rows, previous, rows))
      addColumns(
        deltas(layer), rows: rows, count: columns, factor: factor,
        to: target + shape.biases(of: layer - 1))
    }
  }

  /// target ← target + factor·Σ_columns.
  func addColumns(
    _ matrix: UnsafePointer<Double>, rows: Int, count: Int, factor: Double,
    to target: UnsafeMutablePointer<Double>
  ) {
    for column in 0..<count {
      let values = matrix + column * rows
      for row in 0..<rows { target[row] += factor * values[row] }
    }
  }
}
