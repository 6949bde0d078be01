import MDCore

/// Adam over batches of structures (Kingma and Ba, arXiv:1412.6980), with decoupled decay of the
/// weights (Loshchilov and Hutter, arXiv:1711.05101) and a schedule of the rate.
final class Adam: FitOptimizer {
  private let settings: AdamSettings
  private let batch: Int
  private let epochs: Int
  private let decay: Double
  private let seed: UInt32
  private let communicatorIsRoot: Bool
  private var first: [Double]
  private var second: [Double]
  private var updates = 0

  init(
    _ settings: AdamSettings, parameters: Int, batch: Int, epochs: Int, decay: Double,
    seed: UInt32, isRoot: Bool
  ) {
    self.settings = settings
    self.batch = batch
    self.epochs = epochs
    self.decay = decay
    self.seed = seed
    communicatorIsRoot = isRoot
    first = [Double](repeating: 0, count: parameters)
    second = first
  }

  func epoch(
    _ epoch: Int, problem: FitProblem, training: [Int], errors: ErrorSums,
    weights: inout [Double]
  ) throws {
    let order = shuffled(training, seed: seed, epoch: epoch)
    let perEpoch = (order.count + batch - 1) / batch
    var next = 0
    while next < order.count {
      let chosen = Array(order[next..<min(order.count, next + batch)])
      next += batch
      let gradient = problem.lossAndGradient(chosen, weights: weights).gradient
      let share = Double(updates) / Double(max(1, perEpoch * epochs))
      let scale = 1 / Double(chosen.count)
      step(gradient, scale, rate: settings.rate(after: share), &weights)
    }
  }

  private func step(
    _ gradient: [Double], _ scale: Double, rate: Double, _ weights: inout [Double]
  ) {
    updates += 1
    let (b1, b2) = (settings.beta1, settings.beta2)
    let c1 = 1 / (1 - power(b1, updates))
    let c2 = 1 / (1 - power(b2, updates))
    for n in weights.indices {
      let g = gradient[n] * scale
      first[n] = b1 * first[n] + (1 - b1) * g
      second[n] = b2 * second[n] + (1 - b2) * g * g
      let direction = c1 * first[n] / ((c2 * second[n]).squareRoot() + settings.epsilon)
      weights[n] -= rate * (direction + decay * weights[n])
    }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }

  func state() -> [Double] { communicatorIsRoot ? [Double(updates)] + first + second : [] }

  func restore(_ state: [Double]) throws {
    guard state.count == 1 + 2 * first.count else {
      throw InputError("the checkpoint belongs to networks of another size")
    }
    updates = Int(state[0])
    let count = first.count
    first = Array(state[1..<(1 + count)])
    second = Array(state[(1 + count)...])
  }
}
