/// What a rank may ask all ranks to do together between two steps. The first is the most urgent.
public enum RunWish: Int64, Sendable {
  /// End at once: somebody has told the program to.
  case stop
  /// End the run: the time is up.
  case endRun
  /// Write a checkpoint and go on.
  case checkpoint
}

/// Looks at the clock and at what the system tells this process, between steps.
public protocol RunWatch: AnyObject {
  /// What this rank wants all to do; nil for nothing. Asked before each step, on each rank by itself.
  func wish(atStep step: Int64) -> RunWish?
  /// Does what some rank wished, on all ranks after the same step; whether the run ends with it.
  func fulfil(_ wish: RunWish, _ runner: Runner) throws -> Bool
  /// Whether the run ends after this step, because of something that all ranks know by themselves.
  var endsRun: Bool { get }
  /// Called on all ranks after each step, when all observers have looked.
  func stepIsDone(_ runner: Runner) throws
}

/// Wishes travel with the updates of the ghosts, as notices of builds do, so that no step needs a
/// reduction for them: a rank that has one names a step so far ahead that all will have heard of it.
extension Runner {
  /// Takes this rank's wish, and does what is due by now; whether the run ends with it.
  func keepAppointment() throws -> Bool {
    guard let watch else { return false }
    if endsHere(watch) { return true }
    let step = simulation.state.step
    if let wish = watch.wish(atStep: step) {
      let reach = Int64(simulation.decomposition.noticeReach(in: simulation.state.box))
      let code = (step + reach) * 4 + wish.rawValue
      simulation.decomposition.appointment = min(simulation.decomposition.appointment, code)
    }
    let code = simulation.decomposition.appointment
    guard code / 4 <= step, let wish = RunWish(rawValue: code % 4) else { return false }
    simulation.decomposition.appointment = .max
    return try watch.fulfil(wish, self)
  }

  /// Whether the watch ends the run without an appointment. One that some ranks have heard of is forgotten: who
  /// wished it will wish again in the next run.
  private func endsHere(_ watch: any RunWatch) -> Bool {
    if watch.endsRun { simulation.decomposition.appointment = .max }
    return watch.endsRun
  }

  /// At the end of a run, where no step follows that could tell the others.
  func settleAppointments() throws -> Bool {
    guard let watch else { return false }
    if endsHere(watch) { return true }
    let own = watch.wish(atStep: simulation.state.step)?.rawValue ?? .max
    let heard = simulation.decomposition.appointment
    let least = min(own, heard == .max ? .max : heard % 4)
    let agreed = simulation.state.communicator.reduce(least, .minimum)
    simulation.decomposition.appointment = .max
    guard let wish = RunWish(rawValue: agreed) else { return false }
    return try watch.fulfil(wish, self)
  }
}
