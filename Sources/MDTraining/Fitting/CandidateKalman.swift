import MDCore
import MDDomain

/// n2p2's way with the Kalman filter: an update takes one or a few energies, or force components, that
/// are chosen among all of them; energies and forces have updates of their own, in random order.
///
/// Energies are those of whole structures, errors in the unit of the data, forces times
/// `force_weight`, as n2p2 has them. Its number of MPI tasks is `streams` here, so that the result does
/// not depend on how many ranks there are; all of them share one list of candidates.
final class CandidateKalman: FitOptimizer {
  /// One number of the data.
  private struct Candidate {
    let structure: Int
    /// Three times the atom plus the component; nil for the energy.
    let force: Int?
  }

  /// The numbers of one kind and what is left of an epoch.
  private struct Queue {
    let plan: CandidatePlan.Kind
    var candidates: [Candidate]
    var updates = 0
    var perStream = 0
    /// The next candidate; goes on from epoch to epoch.
    var next = 0
  }

  private let filter: KalmanFilter
  private let plan: CandidatePlan
  private let seed: UInt32
  private let rows = RowMemory()
  /// The unit of energy and of force of the data, for eV and eV/Å.
  private let energyUnit: Double
  private let forceUnit: Double
  private var positions = [0, 0]

  init(
    filter: KalmanFilter, plan: CandidatePlan, units: (energy: Double, force: Double),
    seed: UInt32
  ) {
    self.filter = filter
    self.plan = plan
    (energyUnit, forceUnit) = units
    self.seed = seed
  }

  /// Updates an epoch, energies and forces.
  static func updates(_ plan: CandidatePlan, energies: Int, forces: Int) -> (
    energy: Int, force: Int
  ) {
    func count(_ kind: CandidatePlan.Kind, _ fraction: Double, _ candidates: Int) -> Int {
      guard candidates > 0 else { return 0 }
      return kind.batch == 0
        ? 1 : Int(Double(candidates) * fraction / Double(kind.batch * plan.streams))
    }
    let ratio = plan.forceEnergyRatio.map {
      forces > 0 ? Double(energies) * $0 / Double(forces) : 0
    }
    return (
      count(plan.energy, plan.energy.fraction, energies),
      count(plan.force, ratio ?? plan.force.fraction, forces)
    )
  }

  func epoch(
    _ epoch: Int, problem: FitProblem, training: [Int], errors: ErrorSums,
    weights: inout [Double]
  ) throws {
    var queues = makeQueues(problem, training)
    for kind in queues.indices {
      queues[kind].next = positions[kind]
      arrange(&queues[kind], kind, epoch, problem, weights)
    }
    let schedule = queues.indices.flatMap { kind in
      Array(repeating: kind, count: queues[kind].updates)
    }
    for kind in shuffled(schedule, seed: seed, epoch: epoch, stream: 0x10) {
      let reference = kind == 0 ? errors.energy.rmse : errors.force.rmse
      try update(&queues[kind], epoch, reference, problem, &weights)
    }
    positions = queues.map(\.next)
  }

  private func makeQueues(_ problem: FitProblem, _ training: [Int]) -> [Queue] {
    let energies = training.map { Candidate(structure: $0, force: nil) }
    let forces = training.flatMap { index in
      (problem.structures[index].forces ?? []).indices.map {
        Candidate(structure: index, force: $0)
      }
    }
    let updates = Self.updates(plan, energies: energies.count, forces: forces.count)
    var queues = [
      Queue(plan: plan.energy, candidates: energies, updates: updates.energy),
      Queue(plan: plan.force, candidates: forces, updates: updates.force),
    ]
    for kind in queues.indices {
      let own = queues[kind].plan
      queues[kind].perStream =
        own.batch > 0
        ? own.batch
        : max(1, Int(Double(queues[kind].candidates.count) * own.fraction) / plan.streams)
    }
    return queues
  }

  /// Puts candidates in random order, or those with the largest errors first.
  private func arrange(
    _ queue: inout Queue, _ kind: Int, _ epoch: Int, _ problem: FitProblem, _ weights: [Double]
  ) {
    guard queue.plan.mode(in: epoch) == .sorted else {
      let order = shuffled(
        Array(queue.candidates.indices), seed: seed, epoch: epoch, stream: 0x11 + UInt32(kind))
      queue.candidates = order.map { queue.candidates[$0] }
      return
    }
    var sizes: [Double] = []
    var (last, prediction) = (-1, Prediction(energy: 0, forces: [], stress: []))
    for candidate in queue.candidates {
      if candidate.structure != last {
        prediction = problem.predict(candidate.structure, weights: weights)
        last = candidate.structure
      }
      let structure = problem.structures[candidate.structure]
      sizes.append(
        candidate.force.map { abs(structure.forces![$0] - prediction.forces[$0]) }
          ?? abs(structure.energy - prediction.energy) / Double(structure.count))
    }
    let order = sizes.indices.sorted { sizes[$0] > sizes[$1] }
    queue.candidates = order.map { queue.candidates[$0] }
    queue.next = 0
  }

  private func update(
    _ queue: inout Queue, _ epoch: Int, _ reference: Double, _ problem: FitProblem,
    _ weights: inout [Double]
  ) throws {
    let most = plan.streams * queue.perStream
    let count = problem.parameterCount
    rows.reserve(most, parameters: count)
    rows.jacobian.update(repeating: 0, count: most * count)
    rows.errors.update(repeating: 0, count: most)
    var used = 0
    for stream in 0..<plan.streams {
      for item in 0..<queue.perStream {
        let candidate = choose(&queue, epoch, reference, problem, weights)
        let row =
          switch plan.jacobian {
          case .sum: 0
          case .task: stream
          case .full: stream * queue.perStream + item
          }
        used = max(used, row + 1)
        add(candidate, problem, weights, row: row)
      }
    }
    try filter.update(
      rows: used, jacobian: rows.jacobian, errors: rows.errors, weights: &weights)
  }

  /// The next candidate; with a threshold, the first that is bad enough or the worst of some.
  private func choose(
    _ queue: inout Queue, _ epoch: Int, _ reference: Double, _ problem: FitProblem,
    _ weights: [Double]
  ) -> Candidate {
    let trials = queue.plan.mode(in: epoch) == .threshold ? queue.plan.trials : 1
    var best: (candidate: Candidate, size: Double)?
    for _ in 0..<trials {
      if queue.next >= queue.candidates.count { queue.next = 0 }
      let candidate = queue.candidates[queue.next]
      queue.next += 1
      guard trials > 1 else { return candidate }
      let size = error(of: candidate, problem, weights) / max(reference, 1e-300)
      if size > queue.plan.threshold { return candidate }
      if size > best?.size ?? -1 { best = (candidate, size) }
    }
    return best!.candidate
  }

  /// eV an atom or eV/Å; on every rank.
  private func error(of candidate: Candidate, _ problem: FitProblem, _ weights: [Double]) -> Double
  {
    let structure = problem.structures[candidate.structure]
    problem.evaluator.evaluate(
      structure, problem.table(candidate.structure), weights: weights,
      wantsGradients: candidate.force != nil)
    guard let force = candidate.force, let forces = structure.forces else {
      return abs(structure.energy - problem.energy(structure, weights)) / Double(structure.count)
    }
    let isMine = problem.evaluator.table.share.contains(force / 3)
    let own = isMine ? problem.evaluator.force(on: force / 3)[force % 3] - forces[force] : 0
    return abs(problem.communicator.reduce(own, .sum))
  }

  /// Adds one candidate to a row.
  private func add(_ candidate: Candidate, _ problem: FitProblem, _ weights: [Double], row: Int) {
    let structure = problem.structures[candidate.structure]
    let evaluator = problem.evaluator
    evaluator.evaluate(structure, problem.table(candidate.structure), weights: weights)
    let count = problem.parameterCount
    let target = rows.jacobian + row * count
    guard let force = candidate.force, let forces = structure.forces else {
      problem.addEnergyDerivative(structure, factor: energyUnit, to: target)
      rows.errors[row] += energyUnit * (structure.energy - problem.energy(structure, weights))
      return
    }
    // The rank that holds the atom computes; what it adds goes to all.
    var own = [Double](repeating: 0, count: count + 1)
    let ranks = problem.communicator.size
    let owner = (0..<ranks).first {
      share(of: structure.count, rank: $0, ranks: ranks).contains(force / 3)
    }!
    if owner == problem.communicator.rank {
      let factor = plan.forceWeight * forceUnit
      own.withUnsafeMutableBufferPointer { own in
        let predicted = evaluator.addForceDerivatives(
          atom: force / 3, components: [force % 3], factor: factor, to: own.baseAddress!,
          stride: count)
        own[count] = factor * (forces[force] - predicted[0])
      }
    }
    if ranks > 1 {
      own.withUnsafeMutableBytes { problem.communicator.broadcast($0, root: owner) }
    }
    for n in 0..<count { target[n] += own[n] }
    rows.errors[row] += own[count]
  }

  var remark: String? { filter.remark }

  func state() -> [Double] {
    let state = filter.gatheredState()
    return state.isEmpty ? [] : positions.map { Double($0) } + state
  }

  func restore(_ state: [Double]) throws {
    guard state.count > 2 else {
      throw InputError("the checkpoint belongs to another way of fitting")
    }
    positions = state[..<2].map { Int($0) }
    try filter.restore(Array(state[2...]))
  }
}
