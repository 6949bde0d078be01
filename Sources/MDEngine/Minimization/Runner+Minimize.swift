import MDCore

extension Runner {
  /// Minimises the energy and shows the system to the observers that are due, before the first
  /// iteration, after each, and after the last. Errors are the same on all ranks.
  ///
  /// - Parameters:
  ///   - isPerAtom: whether energies are divided by the number of atoms.
  ///   - resume: for a minimisation that was interrupted: puts the system and ``minimization`` back to
  ///     where they were, in place of all that comes before the first iteration.
  public func minimize(
    _ plan: MinimizationPlan, settings: MinimizerSettings, isPerAtom: Bool = false,
    resume: ((Runner) throws -> Void)? = nil
  ) throws -> MinimizationReport {
    try settings.validate()
    let first = plan.interruptedBegan ?? simulation.state.step
    let last = first + plan.iterations
    current = first...last
    simulation.timers.restart()
    defer {
      current = nil
      minimization = nil
    }
    simulation.state.rampRange = first..<last
    let place = try boxRelaxation(settings)
    for i in observers.indices where observers[i].watchesMinimizations {
      try observers[i].beginRun(first...last)
    }
    if let resume {
      hasRun = true
      simulation.beginCounting()
      try resume(self)
      askForWhatIsDue(at: simulation.state.step + 1)
    } else {
      try beginMinimization(settings)
    }
    let atoms = isPerAtom ? max(1, Double(simulation.state.totalAtoms)) : 1
    var minimizer = Minimizer(
      settings: settings, plan: plan, divisor: atoms, relaxationPlace: place)
    if let place {
      minimizer.boxRelaxation = simulation.fixes[place] as? FixBoxRelax
      if resume == nil { minimizer.boxRelaxation?.begin(simulation.state.box) }
    }
    if resume != nil { try minimizer.resume(minimization ?? []) }
    let report = try minimizer.run(self)
    loopSeconds = simulation.timers.elapsed
    try simulation.endCounting()
    return report
  }

  private func beginMinimization(_ settings: MinimizerSettings) throws {
    askForWhatIsDue(at: simulation.state.step)
    if !settings.style.searchesLines { simulation.state.scaleVelocities(1, by: 0) }
    try simulation.prepare(isMinimizing: true)
    try simulation.setUpFixesForMinimization()
    hasRun = true
    try observeMinimization(isLast: false)
    simulation.beginCounting()
  }

  /// Lets the observers of minimisations that are due look at the system, or all of them at its last
  /// step, and tells the simulation what they will want to know next.
  func observeMinimization(isLast: Bool) throws {
    let step = simulation.state.step
    for i in observers.indices where observers[i].watchesMinimizations {
      guard isLast || observers[i].nextStep(atOrAfter: step) == step else { continue }
      try observers[i].observe(simulation)
    }
    simulation.timers.charge(.output)
    askForWhatIsDue(at: step + 1)
  }

  /// Tells the simulation that all observers will look.
  func askForEverything() {
    simulation.isObserved = true
    simulation.wantsVirial = true
    simulation.wantsPerAtom = observers.contains { $0.watchesMinimizations && $0.needsPerAtom }
  }

  /// Where the fix is that lets the box follow.
  private func boxRelaxation(_ settings: MinimizerSettings) throws -> Int? {
    let places = simulation.fixes.indices.filter { simulation.fixes[$0] is FixBoxRelax }
    guard places.count <= 1 else {
      throw InputError("minimize: there can be only one fix box/relax")
    }
    guard places.isEmpty || settings.style.searchesLines else {
      throw InputError(
        "Cannot use a damped dynamics min style (\(settings.style.rawValue)) with fix box/relax; "
          + "use min_style cg")
    }
    return places.first
  }
}
