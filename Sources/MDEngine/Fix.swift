import MDCore

/// Something that takes part in every step: an integrator, a thermostat, a constraint. The name is
/// LAMMPS's.
///
/// The step calls the fixes in the order in which the deck defined them. Every method has an empty
/// default. Errors thrown are the same on all ranks.
///
/// Its scalar is e.g. the energy in a thermostat, eV.
public protocol Fix: GlobalQuantity {
  /// Called once when the deck defines it.
  mutating func begin(_ state: inout SystemState) throws
  /// Called when the deck removes it, or defines it anew.
  func end(_ state: inout SystemState)
  /// Called when a run begins, before the atoms are where they belong and forces are known.
  mutating func beginRun(_ state: inout SystemState) throws
  /// Called when a run begins, after the forces of its first step are known and before `setup` of
  /// the observers.
  mutating func setup(_ state: inout SystemState) throws
  /// First half of the step: kick and drift.
  mutating func initialIntegrate(_ state: inout SystemState) throws
  /// Called when all fixes have done their first half, so that atoms are where the step takes them.
  mutating func postIntegrate(_ state: inout SystemState) throws
  /// Called in a step that builds the neighbour list anew, right before atoms migrate to their owners
  /// (any rank may own them afterwards); not before the first step of a run. The box may change its
  /// description here, though not its lattice of images.
  mutating func preExchange(_ state: inout SystemState) throws
  /// Right after the forces, before the second half: adds forces of its own.
  mutating func postForce(_ state: inout SystemState) throws
  /// Second half of the step: kick.
  mutating func finalIntegrate(_ state: inout SystemState) throws
  /// After the step is whole.
  mutating func endOfStep(_ state: inout SystemState) throws

  /// Whether it needs the virial of this step.
  func needsVirial(atStep step: Int64) -> Bool
  /// Whether it changes the box during a run.
  var changesBox: Bool { get }
  /// Which components of the box it changes during a run, so that no two fixes do the same.
  var boxComponents: [PressureComponent] { get }
  /// Whether it moves atoms (an integrator); a run warns when none does.
  var integrates: Bool { get }
  /// Whether its `setup` and `postForce` are called in minimisations too.
  var actsInMinimization: Bool { get }
  /// Whether it changes forces in `setup` and `postForce`, so that they must be made anew before `setup`.
  var changesForces: Bool { get }
  /// Whether its scalar is the energy that it has taken out of the atoms and counts in `ecouple` and
  /// `econserve`.
  var couplesEnergy: Bool { get }
  /// This rank's share of the potential energy of the forces that it adds, eV, after its last `postForce`;
  /// nil for a fix that has none. `fix_modify ID energy yes` counts it in the potential energy.
  var potentialEnergyShare: Double? { get }
  /// Whether it carries atoms other ways than their velocities say, so that all ranks have to look in each
  /// step whether the neighbour list still holds.
  var displacesAtoms: Bool { get }
  /// All that it must remember to go on after a restart; empty if nothing. The same on all ranks.
  ///
  /// It is set when the deck defines the fix again behind `read_restart`, before `setup`; and when an
  /// interrupted run is continued, after `setup`: then the fix must go on as if nothing had been.
  var memory: [Double] { get set }
  /// The same for a fix that remembers values of single atoms. All ranks call it together.
  func memory(of state: borrowing SystemState) -> [Double]
  /// This rank's part of sums over all ranks that it must remember: their sums are kept, and handed to
  /// one rank, the others getting zeros.
  var memoryShares: [Double] { get set }
}

/// A fix that measures a temperature, which `fix_modify ID temp` may give another meaning.
public protocol TemperatureMeasuring: Fix {
  /// What is meant by the temperature.
  var temperatureDefinition: TemperatureDefinition { get set }
}

extension Fix {
  public mutating func begin(_ state: inout SystemState) throws {}
  public func end(_ state: inout SystemState) {}
  public mutating func beginRun(_ state: inout SystemState) throws {}
  public mutating func setup(_ state: inout SystemState) throws {}
  public mutating func initialIntegrate(_ state: inout SystemState) throws {}
  public mutating func postIntegrate(_ state: inout SystemState) throws {}
  public mutating func preExchange(_ state: inout SystemState) throws {}
  public mutating func postForce(_ state: inout SystemState) throws {}
  public mutating func finalIntegrate(_ state: inout SystemState) throws {}
  public mutating func endOfStep(_ state: inout SystemState) throws {}
  public func needsVirial(atStep step: Int64) -> Bool { false }
  public var changesBox: Bool { false }
  public var boxComponents: [PressureComponent] { [] }
  public var integrates: Bool { false }
  public var actsInMinimization: Bool { false }
  public var changesForces: Bool { actsInMinimization }
  public var couplesEnergy: Bool { false }
  public var potentialEnergyShare: Double? { nil }
  public var displacesAtoms: Bool { false }
  public var memory: [Double] {
    get { [] }
    set {}
  }
  public func memory(of state: borrowing SystemState) -> [Double] { memory }
  public var memoryShares: [Double] {
    get { [] }
    set {}
  }
}
