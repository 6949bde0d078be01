/// A quantity that a deck defines with `compute` and that thermo output and dumps name as `c_ID`,
/// `c_ID[i]`. A pure function of the state; collective calls inside are allowed.
public protocol Compute {
  /// The deck's name for it.
  var id: String { get }
  /// The style, as in `compute ID group STYLE`.
  var style: String { get }
  /// The number of values an atom; 0 if it is global only.
  var perAtomColumns: Int { get }
  /// Whether it wants the virial of the step.
  var needsVirial: Bool { get }
  /// Whether it wants `state.perAtom`.
  var needsPerAtom: Bool { get }
  /// The global value, nil if it has none.
  func scalar(_ state: borrowing SystemState) -> Double?
  /// The global values `c_ID[1]…`, empty if it has none.
  func vector(_ state: borrowing SystemState) -> [Double]
  /// One value for each owned atom, in storage order; zero for atoms outside its group. Columns count
  /// from 0: `c_ID[i]` is column i − 1, `c_ID` column 0. What the step did not tally is NaN.
  func perAtom(_ state: borrowing SystemState, column: Int) -> [Double]
}

extension Compute {
  public var perAtomColumns: Int { 0 }
  public var needsVirial: Bool { false }
  public var needsPerAtom: Bool { false }
  public func scalar(_ state: borrowing SystemState) -> Double? { nil }
  public func vector(_ state: borrowing SystemState) -> [Double] { [] }
  public func perAtom(_ state: borrowing SystemState, column: Int) -> [Double] { [] }
}
