import Foundation
import MDCore
import MDDomain

/// Goes down in energy, iteration by iteration, in the way and with the stopping criteria of LAMMPS
/// (29 Sep 2021).
///
/// The atoms carry the starting point of a line search and the directions along, so that they may
/// migrate at any evaluation.
struct Minimizer {
  let settings: MinimizerSettings
  let plan: MinimizationPlan
  /// Divides energies (`thermo_modify norm yes`).
  let divisor: Double
  var report = MinimizationReport()
  /// The degrees of freedom of the box, if a `fix box/relax` gives it some.
  var boxRelaxation: FixBoxRelax?
  /// Energy now and an iteration before, eV.
  var energy = 0.0
  var previousEnergy = 0.0
  /// Where the fix is whose degrees of freedom those are.
  var relaxationPlace: Int?
  /// Σ F² of the iteration before, which conjugates the next direction, (eV/Å)².
  var squares = 0.0
  /// What damped dynamics change as they go.
  var inertia = Inertia()
  /// Whether it was interrupted and goes on with what it remembers.
  var isContinued = false

  /// The columns that atoms carry: x₀, g and h, of three values each.
  static let columns = "minimize"
  /// How many values these are.
  static let width = 9
  enum Column { static let start = 0, gradient = 3, direction = 6 }

  /// What `fire` changes as it goes; `quickmin` has the last step uphill alone.
  struct Inertia {
    /// ps.
    var time = 0.0
    var mixing = 0.0
    var lastUphill: Int64 = 0
    var first: Int64 = 0
    var uphill: Int64 = 0
    /// Whether the velocities have just been set to zero.
    var isAtRest = true
  }

  /// Minimises; forces of the present positions are known. Collective.
  mutating func run(_ runner: Runner) throws -> MinimizationReport {
    if !isContinued {
      energy = try totalEnergy(runner.simulation)
      previousEnergy = energy
      report.energies.initial = energy
      report.norms.initial = squaredNorm(runner.simulation).squareRoot()
      report.largest.initial = squaredLargest(runner.simulation).squareRoot()
    }
    switch settings.style {
    case .cg, .sd: report.ending = try descend(runner)
    case .fire: report.ending = try relaxInertially(runner)
    case .quickmin: report.ending = try quickMin(runner)
    }
    if report.ending != .iterations {
      // The last state is shown, so that all that is shown of it must be known.
      runner.askForEverything()
      energy = try evaluate(&runner.simulation)
      handBack(runner)
      try runner.observeMinimization(isLast: true)
    }
    report.energies.previous = previousEnergy
    report.energies.final = energy
    report.norms.final = squaredNorm(runner.simulation).squareRoot()
    report.largest.final = squaredLargest(runner.simulation).squareRoot()
    handBack(runner)
    return report
  }

  /// Shows an iteration to the observers that are due, and to who watches the run.
  func endIteration(_ runner: Runner) throws {
    handBack(runner)
    try runner.observeMinimization(isLast: false)
    runner.minimization = memory
    try runner.watch?.stepIsDone(runner)
  }

  /// Whether the watch ends the minimisation here. Collective.
  func isInterrupted(_ runner: Runner) throws -> Bool {
    runner.minimization = memory
    return try runner.settleAppointments()
  }

  private func handBack(_ runner: Runner) {
    guard let relaxationPlace, let boxRelaxation else { return }
    runner.simulation.fixes[relaxationPlace] = boxRelaxation
  }

  /// New forces, and the energy with what the box adds. Collective.
  mutating func evaluate(_ simulation: inout Simulation) throws -> Double {
    try simulation.evaluate()
    return try totalEnergy(simulation)
  }

  private mutating func totalEnergy(_ simulation: borrowing Simulation) throws -> Double {
    let sums = simulation.state.communicator.reduce(
      [simulation.state.potentialEnergy + simulation.state.fixEnergy]
        + simulation.state.virial.components, .sum)
    var energy = sums[0]
    if boxRelaxation != nil {
      var virial = SymmetricTensor.zero
      virial.components = Array(sums[1...])
      energy += try boxRelaxation!.evaluate(box: simulation.state.box, virial: virial)
    }
    guard energy.isFinite else {
      throw InputError(
        "minimize: the energy is not a number at step \(simulation.state.step); atoms may be too "
          + "close, or min_modify dmax too large")
    }
    return energy / divisor
  }

  /// Whether the energy has changed by less than the tolerance.
  var energyHasSettled: Bool {
    abs(energy - previousEnergy)
      < plan.energyTolerance * 0.5 * (abs(energy) + abs(previousEnergy) + 1e-8)
  }

  /// Whether the forces are below their tolerance. Collective.
  func forcesHaveSettled(_ simulation: borrowing Simulation, squaredNorm known: Double? = nil)
    -> Bool
  {
    guard plan.forceTolerance > 0 else { return false }
    let square: Double
    switch settings.norm {
    case .two: square = known ?? squaredNorm(simulation)
    case .inf: square = squaredLargest(simulation)
    case .max: square = squaredLongest(simulation)
    }
    return square < plan.forceTolerance * plan.forceTolerance
  }

  // MARK: - Norms of the forces

  /// Σ F², with the box. Collective.
  func squaredNorm(_ simulation: borrowing Simulation) -> Double {
    let atoms = simulation.state.atoms.view
    var sum = 0.0
    for i in 0..<atoms.owned {
      let (x, y, z) = (atoms.fx[i], atoms.fy[i], atoms.fz[i])
      sum += x * x + y * y + z * z
    }
    return simulation.state.communicator.reduce(sum, .sum) + boxForces.reduce(0) { $0 + $1 * $1 }
  }

  /// The greatest F² of a component. Collective.
  private func squaredLargest(_ simulation: borrowing Simulation) -> Double {
    let atoms = simulation.state.atoms.view
    var largest = 0.0
    for i in 0..<atoms.owned {
      largest = max(largest, abs(atoms.fx[i]), abs(atoms.fy[i]), abs(atoms.fz[i]))
    }
    let all = simulation.state.communicator.reduce(largest, .maximum)
    return boxForces.reduce(all * all) { max($0, $1 * $1) }
  }

  /// The greatest F² of an atom. Collective.
  private func squaredLongest(_ simulation: borrowing Simulation) -> Double {
    let atoms = simulation.state.atoms.view
    var longest = 0.0
    for i in 0..<atoms.owned {
      let f = Vector3(atoms.fx[i], atoms.fy[i], atoms.fz[i])
      longest = max(longest, f.dot(f))
    }
    let all = simulation.state.communicator.reduce(longest, .maximum)
    return boxForces.reduce(all) { max($0, $1 * $1) }
  }

  /// The forces on the box, eV.
  var boxForces: [Double] { boxRelaxation?.forces ?? [] }
}
