/// Something whose values decks name by its ID: a compute (`c_ID`) or a fix (`f_ID`). Collective calls
/// inside are allowed.
public protocol GlobalQuantity {
  /// The deck's name for it.
  var id: String { get }
  /// The style, as in `compute ID group STYLE`.
  var style: String { get }
  /// The one value (`c_ID`), nil if it has none.
  func scalar(_ state: borrowing SystemState) -> Double?
  /// The values `c_ID[1]…`, empty if it has none.
  func vector(_ state: borrowing SystemState) -> [Double]
  /// The columns of its table, `c_ID[row][column]`; empty if it has none.
  func table(_ state: borrowing SystemState) -> [[Double]]
  /// Whether the one value, or those of the vector, grow with the system, so that `thermo_modify norm` makes an atom's
  /// share of them; as LAMMPS has it.
  func isExtensive(isElement: Bool) -> Bool
}

extension GlobalQuantity {
  public func scalar(_ state: borrowing SystemState) -> Double? { nil }
  public func vector(_ state: borrowing SystemState) -> [Double] { [] }
  public func table(_ state: borrowing SystemState) -> [[Double]] { [] }
  public func isExtensive(isElement: Bool) -> Bool { false }
}
