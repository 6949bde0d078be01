/// Something that has values of single atoms: a compute, or a formula of the deck.
public protocol AtomSource {
  /// Whether it wants the virial of the step.
  var needsVirial: Bool { get }
  /// Whether it wants `state.perAtom`.
  var needsPerAtom: Bool { get }
  /// The IDs of other computes that it asks.
  var inputs: [String] { get }
  /// One value for each owned atom, in storage order; zero for atoms outside its group. Columns count
  /// from 0: `c_ID[i]` is column i − 1, `c_ID` column 0. What the step did not tally is NaN.
  func perAtom(_ state: borrowing SystemState, column: Int) -> [Double]
}

/// A quantity that a deck defines with `compute` and that thermo output and dumps name as `c_ID`,
/// `c_ID[i]`.
public protocol Compute: GlobalQuantity, AtomSource {
  /// The number of values an atom; 0 if it is global only.
  var perAtomColumns: Int { get }
  /// How many values ``GlobalQuantity/vector(_:)`` gives.
  var vectorLength: Int { get }
  /// How many columns ``GlobalQuantity/table(_:)`` gives.
  var tableColumns: Int { get }
  /// How far from the atoms of this rank it looks at ghosts, Å; 0 if it does not, or no farther than the
  /// potential.
  var ghostReach: Double { get }
  /// Whether it looks at ghosts, which are there only while a run or minimisation is in progress.
  var needsGhosts: Bool { get }
  /// A fix that keeps for it what must not be forgotten; it is defined and removed together with it.
  var store: (any Fix)? { get }
  /// Called once when the deck defines it.
  mutating func begin(_ state: inout SystemState) throws
  /// Called when the deck removes it.
  func end(_ state: inout SystemState)
  /// Called before a run.
  ///
  /// - Parameter cutoff: of the potential, Å; nil without one.
  mutating func prepare(cutoff: Double?) throws
}

extension Compute {
  public var perAtomColumns: Int { 0 }
  public var needsVirial: Bool { false }
  public var needsPerAtom: Bool { false }
  public var vectorLength: Int { 0 }
  public var tableColumns: Int { 0 }
  public var ghostReach: Double { 0 }
  public var needsGhosts: Bool { false }
  public var inputs: [String] { [] }
  public var store: (any Fix)? { nil }
  public mutating func begin(_ state: inout SystemState) throws {}
  public func end(_ state: inout SystemState) {}
  public mutating func prepare(cutoff: Double?) throws {}
  public func perAtom(_ state: borrowing SystemState, column: Int) -> [Double] { [] }
}
