extension Simulation {
  /// Gives the current moment another step number and, if given, another time (ps); what follows from
  /// step numbers goes along.
  public mutating func resetStep(to number: Int64, time: Double? = nil) {
    lastBuild.step += number - state.step
    // A build that some ranks have been told of goes by step number: make one now instead, on all.
    state.needsRebuild = true
    if state.perAtom.step == state.step { state.perAtom.step = number }
    state.resetStep(to: number, time: time)
    stamp += 1
  }
}
