import MDCore
import MDDomain

/// Conjugate gradients and steepest descent.
extension Minimizer {
  /// Where the values of the line search begin in the atoms' columns.
  func place(_ column: Int, _ simulation: borrowing Simulation) -> Int {
    simulation.state.atoms.columns.offset(of: Self.columns)! + column
  }

  mutating func descend(_ runner: Runner) throws -> MinimizationReport.Ending {
    defer { runner.simulation.state.atoms.removeColumns(Self.columns) }
    // After so many iterations the directions are forgotten.
    let limit = max(1, 3 * runner.simulation.state.totalAtoms + Int64(boxForces.count))
    if !isContinued {
      runner.simulation.state.atoms.addColumns(Self.columns, width: Self.width)
      setDirection(runner.simulation, mixing: nil)
      squares = squaredNorm(runner.simulation)
    }
    while report.iterations < plan.iterations {
      if try isInterrupted(runner) { return .interrupted }
      runner.simulation.state.step += 1
      report.iterations += 1
      previousEnergy = energy
      if let failure = try searchLine(&runner.simulation) { return failure }
      if report.evaluations >= plan.evaluations { return .evaluations }
      if energyHasSettled { return .energy }
      let (ff, fg) = forceProducts(runner.simulation)
      if forcesHaveSettled(runner.simulation, squaredNorm: ff) { return .force }
      if settings.style == .sd {
        setDirection(runner.simulation, mixing: nil)
      } else {
        var beta = max(0, (ff - fg) / squares)
        if (report.iterations + 1) % limit == 0 { beta = 0 }
        squares = ff
        setDirection(runner.simulation, mixing: beta)
        if slope(runner.simulation) <= 0 { setDirection(runner.simulation, mixing: nil) }
      }
      try endIteration(runner)
    }
    return .iterations
  }

  /// g = F, and h = g or, with a mixing β, g + β h.
  private mutating func setDirection(_ simulation: borrowing Simulation, mixing: Double?) {
    let atoms = simulation.state.atoms.view
    let first = place(0, simulation)
    for i in 0..<atoms.owned {
      let row = atoms.extra + i * atoms.extraCount + first
      let f = Vector3(atoms.fx[i], atoms.fy[i], atoms.fz[i])
      for d in 0..<3 {
        row[Column.gradient + d] = f[d]
        row[Column.direction + d] = mixing.map { f[d] + $0 * row[Column.direction + d] } ?? f[d]
      }
    }
    boxRelaxation?.setDirection(mixing: mixing)
  }

  /// F·F and F·g. Collective.
  private func forceProducts(_ simulation: borrowing Simulation) -> (ff: Double, fg: Double) {
    let atoms = simulation.state.atoms.view
    let first = place(Column.gradient, simulation)
    var (ff, fg) = (0.0, 0.0)
    for i in 0..<atoms.owned {
      let row = atoms.extra + i * atoms.extraCount + first
      let f = Vector3(atoms.fx[i], atoms.fy[i], atoms.fz[i])
      ff += f.dot(f)
      fg += f.dot(Vector3(row[0], row[1], row[2]))
    }
    let sums = simulation.state.communicator.reduce([ff, fg], .sum)
    guard let box = boxRelaxation else { return (sums[0], sums[1]) }
    return (sums[0] + dot(box.forces, box.forces), sums[1] + dot(box.forces, box.gradient))
  }

  /// g·h. Collective.
  private func slope(_ simulation: borrowing Simulation) -> Double {
    let atoms = simulation.state.atoms.view
    let first = place(0, simulation)
    var sum = 0.0
    for i in 0..<atoms.owned {
      let row = atoms.extra + i * atoms.extraCount + first
      for d in 0..<3 { sum += row[Column.gradient + d] * row[Column.direction + d] }
    }
    let all = simulation.state.communicator.reduce(sum, .sum)
    guard let box = boxRelaxation else { return all }
    return all + dot(box.gradient, box.direction)
  }

  /// F·h over the atoms and the box. Collective.
  func forceAlongDirection(_ simulation: borrowing Simulation) -> Double {
    let atoms = simulation.state.atoms.view
    let first = place(Column.direction, simulation)
    var sum = 0.0
    for i in 0..<atoms.owned {
      let row = atoms.extra + i * atoms.extraCount + first
      sum += atoms.fx[i] * row[0] + atoms.fy[i] * row[1] + atoms.fz[i] * row[2]
    }
    let all = simulation.state.communicator.reduce(sum, .sum)
    guard let box = boxRelaxation else { return all / divisor }
    return (all + dot(box.forces, box.direction)) / divisor
  }

  func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
