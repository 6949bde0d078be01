import MDCore
import MDDomain

/// Searches along the direction h for a lower energy.
extension Minimizer {
  /// What a search starts from.
  private struct Line {
    /// F·h at the start, eV/Å per step length.
    var slope: Double
    /// The longest step: no atom moves farther than `dmax`, the box no more than `vmax`.
    var longest: Double
    /// The largest component of h.
    var largest: Double
    /// Where the box started.
    var box: Box
    /// The energy at the start, eV.
    var energy: Double
  }

  /// Energy changes below this are rounding, eV.
  private static let resolution = 1e-8

  /// Goes to a lower energy along h; nil if that went well.
  mutating func searchLine(_ simulation: inout Simulation) throws -> MinimizationReport.Ending? {
    let slope = forceAlongDirection(simulation)
    guard slope > 0 else { return .uphill }
    guard let line = beginLine(simulation, slope: slope) else { return .noForce }
    switch settings.lineSearch {
    case .backtrack: return try backtrack(line, &simulation)
    case .quadratic: return try searchQuadratically(line, &simulation)
    case .forcezero: return try seekZeroForce(line, &simulation)
    }
  }

  /// Remembers the starting point; nil if h is zero. Collective.
  private mutating func beginLine(_ simulation: borrowing Simulation, slope: Double) -> Line? {
    let atoms = simulation.state.atoms.view
    let first = place(0, simulation)
    let box = simulation.state.box
    var largest = 0.0
    for i in 0..<atoms.owned {
      let row = atoms.extra + i * atoms.extraCount + first
      // Unwrapped, so that the point is the same when the atom has crossed a face in between.
      let start = atoms.position(i) + box.shift(atoms.image(i))
      for d in 0..<3 {
        row[Column.start + d] = start[d]
        largest = max(largest, abs(row[Column.direction + d]))
      }
    }
    largest = simulation.state.communicator.reduce(largest, .maximum)
    var longest = settings.largestMove / largest
    if settings.lineSearch != .forcezero { longest = min(1, longest) }
    if let relaxation = boxRelaxation {
      longest = min(longest, relaxation.longestStep)
      largest = relaxation.direction.reduce(largest) { max($0, abs($1)) }
    }
    guard largest > 0 else { return nil }
    return Line(slope: slope, longest: longest, largest: largest, box: box, energy: energy)
  }

  /// The energy a step of some length away from the start of a line.
  private mutating func energy(
    at step: Double, _ line: Line, _ simulation: inout Simulation
  ) throws -> Double {
    let atoms = simulation.state.atoms.view
    let first = place(0, simulation)
    var box = line.box
    if let relaxation = boxRelaxation, step > 0 {
      box = try relaxation.box(after: step, from: line.box)
    }
    let moved = box != line.box
    let mask = boxRelaxation?.mask ?? 0
    for i in 0..<atoms.owned {
      let row = atoms.extra + i * atoms.extraCount + first
      var r = Vector3(row[0], row[1], row[2]) - line.box.shift(atoms.image(i))
      if moved && atoms.groups[i] & mask != 0 { r = box.cartesian(line.box.fractional(r)) }
      if step > 0 { r += step * Vector3(row[6], row[7], row[8]) }
      (atoms.x[i], atoms.y[i], atoms.z[i]) = (r.x, r.y, r.z)
    }
    simulation.state.box = box
    report.evaluations += 1
    return try evaluate(&simulation)
  }

  /// The end of a search that went well.
  private mutating func accept(_ step: Double, _ simulation: inout Simulation) throws {
    report.lastStep = step
    guard boxRelaxation?.resetsReference(simulation.state) == true else { return }
    boxRelaxation!.takeReference(simulation.state.box)
    energy = try evaluate(&simulation)
  }

  /// Halves the step until the energy has fallen enough (Nocedal and Wright, procedure 3.1).
  private mutating func backtrack(
    _ line: Line, _ simulation: inout Simulation
  ) throws -> MinimizationReport.Ending? {
    var step = line.longest
    while true {
      energy = try energy(at: step, line, &simulation)
      let wanted = -0.4 * step * line.slope
      let change = energy - line.energy
      if change <= wanted {
        try accept(step, &simulation)
        return nil
      }
      step *= 0.5
      if step <= 0 || wanted >= -Self.resolution {
        energy = try energy(at: 0, line, &simulation)
        report.lastStep = step
        return change < 0 ? .energy : .noStep
      }
    }
  }

  /// Halves the step until the forces along the line fit a parabola, and goes to its lowest point.
  private mutating func searchQuadratically(
    _ line: Line, _ simulation: inout Simulation
  ) throws -> MinimizationReport.Ending? {
    var step = line.longest
    var before = (step: 0.0, force: line.slope, energy: line.energy)
    while true {
      energy = try energy(at: step, line, &simulation)
      let force = forceAlongDirection(simulation)
      let difference = force - before.force
      if abs(force) < 1e-28 || abs(difference) < 1e-28 {
        energy = try energy(at: 0, line, &simulation)
        report.lastStep = step
        return .noCurvature
      }
      let predicted = 0.5 * (step - before.step) * (force + before.force) + energy
      let lowest = step - (step - before.step) * force / difference
      if abs(1 - predicted / before.energy) <= 0.1 && lowest > 0 && lowest < line.longest {
        energy = try energy(at: lowest, line, &simulation)
        if energy - line.energy < Self.resolution {
          try accept(step, &simulation)
          return nil
        }
      }
      let wanted = -0.4 * step * line.slope
      if energy - line.energy <= wanted {
        try accept(step, &simulation)
        return nil
      }
      before = (step, force, energy)
      step *= 0.5
      if step <= 0 || wanted >= -Self.resolution {
        energy = try energy(at: 0, line, &simulation)
        report.lastStep = step
        return .noStep
      }
    }
  }

  /// Seeks where the force along the line is zero, without letting the energy rise.
  private mutating func seekZeroForce(
    _ line: Line, _ simulation: inout Simulation
  ) throws -> MinimizationReport.Ending? {
    var step = 0.0
    var stride = min(0.1 * abs(line.energy) / line.slope, 0.5 * line.longest)
    var now = (energy: line.energy, force: line.slope)
    while true {
      let before = now
      guard step + stride <= line.longest else {
        try accept(step, &simulation)
        return nil
      }
      step += stride
      energy = try energy(at: step, line, &simulation)
      now = (energy, forceAlongDirection(simulation))
      let rises = now.energy - before.energy >= 1e-12
      if !rises && abs(now.force / line.slope) <= 0.1 {
        try accept(step, &simulation)
        return nil
      }
      if rises || now.force < 0 {
        step -= stride
        stride *= now.force < 0 ? before.force / (before.force - now.force) : 0.1
        now = before
        energy = before.energy
        if line.largest * stride <= 1e-14 {
          energy = try energy(at: 0, line, &simulation)
          report.lastStep = step
          return .noStep
        }
      } else {
        let boost = before.force > now.force ? now.force / (before.force - now.force) : 4
        stride *= min(boost, 4)
      }
    }
  }
}
