import MDCore
import MDDomain
import MDPotentials

/// A system that can be run: the state and everything that acts on it or looks at it.
///
/// What happens in a step is in `Simulation+Step.swift`, what happens around the steps in
/// ``Runner``.
public struct Simulation: ~Copyable {
  /// Atoms, box and time.
  public var state: SystemState
  /// Who owns which part of the box.
  public var decomposition: Decomposition
  /// The model of the energy; none until the deck names one.
  public var potential: (any Potential)?
  /// What the deck wants to be done about extrapolation warnings.
  public var extrapolations = ExtrapolationMonitor()
  /// Takes the lines that a step has for the user; the root's are shown.
  public var print: (String) -> Void = { _ in }
  /// Integrators, thermostats and the like, in the order of the deck.
  public var fixes: [any Fix] = []
  /// The IDs of the fixes whose energy is part of the potential energy (`fix_modify ID energy yes`).
  public var energyFixes: Set<String> = []
  /// Quantities that thermo output, dumps and formulas name as `c_ID`.
  public var computes: [any Compute] = []
  /// When the neighbour list is built.
  public var neighborSettings = NeighborSettings()
  /// Where the time of the current run goes.
  public var timers = Timers()
  /// Where the time went between the beginning of the run and its first step.
  public internal(set) var setupTimers = Timers()
  /// What the neighbour list did in the current run.
  public internal(set) var neighborStatistics = NeighborStatistics()

  /// Whether somebody who looks at the step in progress wants the virial.
  var wantsVirial = false
  /// Whether somebody who looks at the step in progress wants energies and virials of single atoms.
  var wantsPerAtom = false
  var neighbors = NeighborList()
  var lastBuild = LastBuild()
  /// The box of the step before.
  var previousBox: Box?
  /// Whether atoms of this rank moved farther than the list allows before it was made anew.
  var buildIsLate = false
  /// Whether somebody looks at the step in progress, so that the ranks meet anyway.
  var isObserved = false

  /// An empty system in a cell, spread over the ranks of a communicator.
  ///
  /// - Parameter processors: ranks along each dimension; 0 leaves the choice to the decomposition.
  public init(
    box: Box, communicator: any Communicator, processors: SIMD3<Int> = .zero
  ) throws {
    state = SystemState(box: box, communicator: communicator)
    decomposition = try Decomposition(
      communicator: communicator, box: box, processors: processors)
  }

  /// Grows whenever forces are evaluated: what was measured under another stamp is out of date.
  public internal(set) var stamp = 0

  /// How far ghosts and the neighbour list reach, Å.
  public var interactionRange: Double { (potential?.cutoff ?? 0) + neighborSettings.skin }

  /// How far ghosts reach, Å: farther than the list if a compute looks farther (`compute rdf`), or the
  /// deck says so (`comm_modify cutoff`).
  var ghostRange: Double {
    let reach = computes.map(\.ghostReach).max() ?? 0
    let wanted = max(neighborSettings.ghostCutoff, reach > 0 ? reach + neighborSettings.skin : 0)
    return max(interactionRange, wanted)
  }

  /// How often the neighbour list was built, and how often it may have been too late.
  public struct NeighborStatistics: Sendable {
    /// Builds in the current run, the one before the first step not counted.
    public var builds = 0
    /// Builds at the first moment allowed by `delay` and `every`: earlier ones may have been due.
    public var dangerous = 0
    /// Ghosts and list entries after the last build, on this rank.
    public var ghosts = 0
    /// Entries of the neighbour list of this rank.
    public var entries = 0
  }
}
