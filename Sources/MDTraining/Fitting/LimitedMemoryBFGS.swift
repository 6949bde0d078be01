import MDCore

/// L-BFGS over all training structures (Nocedal, Math. Comp. 35, 773 (1980)); an epoch is one step with
/// a line search after Armijo that keeps the curvature condition by skipping pairs that break it.
final class LimitedMemoryBFGS: FitOptimizer {
  private static let most = 20
  private let decay: Double
  private let isRoot: Bool
  private var steps: [[Double]] = []
  private var changes: [[Double]] = []
  private var gradient: [Double] = []
  private var loss = 0.0

  init(decay: Double, isRoot: Bool) {
    self.decay = decay
    self.isRoot = isRoot
  }

  private func evaluate(_ problem: FitProblem, _ training: [Int], _ weights: [Double]) -> (
    loss: Double, gradient: [Double]
  ) {
    var (loss, gradient, _) = problem.lossAndGradient(training, weights: weights)
    for n in weights.indices {
      loss += 0.5 * decay * weights[n] * weights[n]
      gradient[n] += decay * weights[n]
    }
    return (loss, gradient)
  }

  func epoch(
    _ epoch: Int, problem: FitProblem, training: [Int], errors: ErrorSums,
    weights: inout [Double]
  ) throws {
    if gradient.isEmpty { (loss, gradient) = evaluate(problem, training, weights) }
    var direction = descent()
    var slope = dot(direction, gradient)
    if slope >= 0 {
      steps.removeAll()
      changes.removeAll()
      direction = gradient.map { -$0 }
      slope = -dot(gradient, gradient)
    }
    guard slope < 0 else { return }
    var length = steps.isEmpty ? 0.1 / (-slope).squareRoot() : 1
    for _ in 0..<20 {
      let trial = zip(weights, direction).map { $0 + length * $1 }
      let next = evaluate(problem, training, trial)
      if next.loss <= loss + 1e-4 * length * slope {
        remember(zip(trial, weights).map { $0 - $1 }, zip(next.gradient, gradient).map { $0 - $1 })
        weights = trial
        (loss, gradient) = next
        return
      }
      // The minimum of the parabola through what is known, not too close to 0.
      let curvature = 2 * (next.loss - loss - slope * length)
      length *= max(0.1, min(0.5, curvature > 0 ? -slope * length / curvature : 0.5))
    }
    steps.removeAll()
    changes.removeAll()
  }

  private func remember(_ step: [Double], _ change: [Double]) {
    guard dot(step, change) > 1e-10 * dot(change, change) else { return }
    steps.append(step)
    changes.append(change)
    if steps.count > Self.most {
      steps.removeFirst()
      changes.removeFirst()
    }
  }

  /// The two loops.
  private func descent() -> [Double] {
    var q = gradient
    var factors: [Double] = []
    for n in steps.indices.reversed() {
      let factor = dot(steps[n], q) / dot(steps[n], changes[n])
      factors.append(factor)
      for k in q.indices { q[k] -= factor * changes[n][k] }
    }
    if let step = steps.last, let change = changes.last {
      let scale = dot(step, change) / dot(change, change)
      for k in q.indices { q[k] *= scale }
    }
    for n in steps.indices {
      let factor = factors[steps.count - 1 - n]
      let back = dot(changes[n], q) / dot(steps[n], changes[n])
      for k in q.indices { q[k] += (factor - back) * steps[n][k] }
    }
    return q.map { -$0 }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for n in a.indices { sum += a[n] * b[n] }
    return sum
  }

  func state() -> [Double] {
    guard isRoot else { return [] }
    return [Double(steps.count), loss, Double(gradient.count)] + gradient
      + steps.flatMap { $0 } + changes.flatMap { $0 }
  }

  func restore(_ state: [Double]) throws {
    guard state.count >= 3, let pairs = Int(exactly: state[0]), let count = Int(exactly: state[2]),
      state.count == 3 + count * (1 + 2 * pairs)
    else { throw InputError("the checkpoint belongs to another way of fitting") }
    loss = state[1]
    func row(_ n: Int) -> [Double] { Array(state[(3 + n * count)..<(3 + (n + 1) * count)]) }
    gradient = count == 0 ? [] : row(0)
    steps = (0..<pairs).map { row(1 + $0) }
    changes = (0..<pairs).map { row(1 + pairs + $0) }
  }
}
