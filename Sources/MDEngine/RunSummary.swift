import Foundation
import MDCore
import MDDomain

/// What LAMMPS prints after a run: loop time, speed, where the time went and how even the load was.
public struct RunSummary {
  /// The lines of the summary, the same on all ranks.
  public let lines: [String]

  /// Gathers the timers of all ranks. Collective.
  ///
  /// - Parameters:
  ///   - simulation: the run that has just ended.
  ///   - steps: how many steps it took.
  ///   - seconds: how long the loop over them took on this rank.
  ///   - minimization: how it went, if it was not a run but a minimisation.
  public init(
    of simulation: borrowing Simulation, steps: Int64, seconds: Double,
    minimization: MinimizationReport? = nil
  ) {
    let communicator = simulation.state.communicator
    let ranks = communicator.size
    let atoms = communicator.reduce(Int64(simulation.state.atoms.owned), .sum)
    let loop = communicator.reduce(seconds, .sum) / Double(ranks)
    var lines = [
      String(
        format: "Loop time of %.6g on %d procs for %lld steps with %lld atoms", loop, ranks, steps,
        atoms), "",
    ]
    if let minimization {
      lines += minimization.lines + [""]
    } else if steps > 0 && loop > 0 {
      lines += Self.speed(
        steps: steps, seconds: loop, atoms: atoms, timestep: simulation.state.timestep,
        ranks: ranks)
      lines.append("")
    }
    lines += [Self.setup(simulation.setupTimers, communicator), ""]
    lines += Self.breakdown(simulation.timers, loop: seconds, communicator)
    lines.append("")
    lines += Self.balance(simulation, communicator)
    lines.append("")
    lines += Self.neighborCounts(simulation, communicator, atoms: atoms)
    lines += Self.traffic(simulation, communicator, steps: steps, atoms: atoms)
    if let conclusion = simulation.extrapolations.conclusion { lines.append(conclusion) }
    self.lines = lines
  }

  /// ns/day, hours/ns, steps/s as LAMMPS has them, and the time of one atom and step on one core.
  private static func speed(
    steps: Int64, seconds: Double, atoms: Int64, timestep: Double, ranks: Int
  ) -> [String] {
    let perStep = seconds / Double(steps)
    let nanosecondsADay = 86_400 / perStep * timestep / 1000
    let hoursANanosecond = perStep / timestep * 1000 / 3600
    let microseconds = perStep * 1e6 * Double(ranks) / Double(max(atoms, 1))
    return [
      String(
        format: "Performance: %.3f ns/day, %.3f hours/ns, %.3f timesteps/s", nanosecondsADay,
        hoursANanosecond, 1 / perStep),
      String(format: "Cost: %.4g us per atom and step on each of %d procs", microseconds, ranks),
    ]
  }

  /// The time from the beginning of the run to its first step, by phase, mean over the ranks.
  private static func setup(_ timers: Timers, _ communicator: any Communicator) -> String {
    let phases = Timers.Phase.allCases
    let sums = communicator.reduce(phases.map { timers.seconds($0) }, .sum)
    let mean = sums.map { $0 / Double(communicator.size) }
    let parts = phases.indices.map { String(format: "%@ %.4g", phases[$0].label, mean[$0]) }
    return String(format: "Setup: %.4g s before the first step (", mean.reduce(0, +))
      + parts.joined(separator: ", ") + ")"
  }

  /// Minimum, mean and maximum over the ranks of each phase, and what is left over.
  private static func breakdown(
    _ timers: Timers, loop: Double, _ communicator: any Communicator
  ) -> [String] {
    let phases = Timers.Phase.allCases
    var mine = phases.map { timers.seconds($0) }
    mine.append(max(0, loop - mine.reduce(0, +)))
    mine.append(loop)
    let lowest = communicator.reduce(mine, .minimum)
    let highest = communicator.reduce(mine, .maximum)
    let ranks = Double(communicator.size)
    let mean = communicator.reduce(mine, .sum).map { $0 / ranks }
    let squares = communicator.reduce(mine.map { $0 * $0 }, .sum).map { $0 / ranks }
    let total = max(mean[phases.count + 1], 1e-12)
    var lines = [
      "MPI task timing breakdown:",
      "Section |  min time  |  avg time  |  max time  |%varavg| %total",
      "---------------------------------------------------------------",
    ]
    for (i, phase) in phases.enumerated() {
      let variance = max(0, squares[i] - mean[i] * mean[i])
      let spread = mean[i] > 1e-3 ? (variance / mean[i]).squareRoot() * 100 : 0
      let label = phase.label.padding(toLength: 7, withPad: " ", startingAt: 0)
      lines.append(
        label
          + String(
            format: " | %-10.5g | %-10.5g | %-10.5g |%6.1f |%6.2f", lowest[i], mean[i], highest[i],
            spread, mean[i] / total * 100))
    }
    let other = mean[phases.count]
    lines.append(
      String(
        format: "Other   |            | %-10.4g |            |       |%6.2f", other,
        other / total * 100))
    return lines
  }

  /// How evenly atoms, ghosts and list entries lie on the ranks.
  private static func balance(
    _ simulation: borrowing Simulation, _ communicator: any Communicator
  ) -> [String] {
    let counts = [
      ("Nlocal:", simulation.state.atoms.owned), ("Nghost:", simulation.neighborStatistics.ghosts),
      ("FullNghs:", simulation.neighborStatistics.entries),
    ]
    let mine = counts.map { Double($0.1) }
    let lowest = communicator.reduce(mine, .minimum)
    let highest = communicator.reduce(mine, .maximum)
    let sums = communicator.reduce(mine, .sum)
    return counts.indices.map { i in
      counts[i].0.padding(toLength: 9, withPad: " ", startingAt: 0)
        + String(
          format: " %12.6g ave %11.6g max %11.6g min", sums[i] / Double(communicator.size),
          highest[i], lowest[i])
    }
  }

  private static func neighborCounts(
    _ simulation: borrowing Simulation, _ communicator: any Communicator, atoms: Int64
  ) -> [String] {
    let statistics = simulation.neighborStatistics
    let entries = communicator.reduce(Int64(statistics.entries), .sum)
    return [
      "Total # of neighbors = \(entries)",
      String(format: "Ave neighs/atom = %.8g", Double(entries) / Double(max(atoms, 1))),
      "Neighbor list builds = \(statistics.builds)",
      "Dangerous builds = \(statistics.dangerous)",
    ]
  }

  /// How much of what the ranks hold is ghosts, and what all ranks together have sent in a step, the
  /// rebuilds included.
  private static func traffic(
    _ simulation: borrowing Simulation, _ communicator: any Communicator, steps: Int64,
    atoms: Int64
  ) -> [String] {
    let counters = simulation.decomposition.counters
    let sums = communicator.reduce(
      [
        Int64(simulation.neighborStatistics.ghosts), Int64(counters.messages),
        Int64(counters.bytes),
      ], .sum)
    let share = Double(sums[0]) / Double(max(sums[0] + atoms, 1))
    let perStep = 1 / Double(max(steps, 1))
    return [
      String(format: "Ghost share = %.4f of owned atoms and ghosts", share),
      String(format: "Messages per step = %.6g over all ranks", Double(sums[1]) * perStep),
      String(format: "Bytes per step = %.6g over all ranks", Double(sums[2]) * perStep),
    ]
  }
}
