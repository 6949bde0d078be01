import MDCore

/// What a minimisation must remember between two iterations to go on as if it had not been interrupted,
/// besides positions, velocities, forces and search direction of the atoms and the memory of the fixes.
extension Minimizer {
  /// All of it as numbers. Whole numbers are exact up to 2⁵³.
  var memory: [Double] {
    [
      Double(report.iterations), Double(report.evaluations), report.energies.initial,
      report.norms.initial, report.largest.initial, report.lastStep, energy, previousEnergy,
      squares, inertia.time, inertia.mixing, Double(inertia.lastUphill), Double(inertia.first),
      Double(inertia.uphill), inertia.isAtRest ? 1 : 0,
    ]
  }

  /// Goes on with what ``memory`` was.
  ///
  /// - Throws: ``InputError`` for numbers that it cannot have been.
  mutating func resume(_ memory: [Double]) throws(InputError) {
    var rest = memory[...]
    func take() -> Double { rest.removeFirst() }
    func whole() -> Int64 { Int64(clamped: take()) }
    guard memory.count == self.memory.count, memory.allSatisfy(\.isFinite) else {
      throw InputError("what the checkpoint says of the minimisation makes no sense")
    }
    (report.iterations, report.evaluations) = (whole(), whole())
    report.energies.initial = take()
    report.norms.initial = take()
    report.largest.initial = take()
    report.lastStep = take()
    (energy, previousEnergy, squares) = (take(), take(), take())
    (inertia.time, inertia.mixing) = (take(), take())
    (inertia.lastUphill, inertia.first, inertia.uphill) = (whole(), whole(), whole())
    inertia.isAtRest = take() != 0
    isContinued = true
  }
}

extension Simulation {
  /// Whether a minimisation along lines is in progress.
  public var isSearching: Bool { state.atoms.columns.offset(of: Minimizer.columns) != nil }

  /// The direction in which a minimisation along lines goes on from owned atom i, eV/Å; nil if none is in
  /// progress. The gradient needs no memory: between two iterations it is the force.
  public func searchDirection(_ i: Int) -> Vector3? {
    guard let offset = state.atoms.columns.offset(of: Minimizer.columns) else { return nil }
    let view = state.atoms.view
    let row = view.extra + i * view.extraCount + offset + Minimizer.Column.direction
    return Vector3(row[0], row[1], row[2])
  }

  /// Gives the owned atoms gradient and direction back, in their order.
  mutating func restoreSearch(_ rows: [SavedAtom]) {
    state.atoms.addColumns(Minimizer.columns, width: Minimizer.width)
    let offset = state.atoms.columns.offset(of: Minimizer.columns)!
    let view = state.atoms.view
    for (i, saved) in rows.enumerated() {
      let row = view.extra + i * view.extraCount + offset
      for d in 0..<3 {
        row[Minimizer.Column.gradient + d] = saved.force[d]
        row[Minimizer.Column.direction + d] = saved.direction?[d] ?? 0
      }
    }
  }
}

extension FixBoxRelax {
  /// The box at the beginning and the one from which strain is measured, the deviation of the target, and
  /// what the search along lines knows of the box.
  public var memory: [Double] {
    get {
      guard let initial, let reference else { return [] }
      return initial.shape + reference.shape + sigma.components + [lastEnergy] + forces + gradient
        + direction
    }
    set {
      let count = degreesOfFreedom
      guard newValue.count == 25 + 3 * count else { return }
      var rest = newValue[...]
      func take(_ count: Int) -> [Double] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
      func box() -> Box {
        var box = defined
        box.shape = take(9)
        return box
      }
      initial = box()
      reference = box()
      sigma.components = take(6)
      lastEnergy = take(1)[0]
      (forces, gradient, direction) = (take(count), take(count), take(count))
    }
  }
}
