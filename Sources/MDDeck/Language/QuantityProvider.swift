/// The quantities of a simulation that formulas of the deck may name.
///
/// The session answers with what is true now; ``NoQuantities`` stands for a deck in which no box has
/// been made yet. A method returns nil for what it does not know and throws for what it knows but
/// cannot tell, such as a compute that is not current.
public protocol QuantityProvider {
  /// The thermo keywords that may be named, for checks and hints.
  var thermoKeywords: [String] { get }
  /// The value of a thermo keyword in the deck's units.
  func thermo(_ keyword: String) throws -> Double?
  /// `c_ID`, `c_ID[i]` or `c_ID[i][j]`: indices count from 1.
  func compute(_ id: String, indices: [Int]) throws -> Double?
  /// `f_ID`, `f_ID[i]` or `f_ID[i][j]`: indices count from 1.
  func fix(_ id: String, indices: [Int]) throws -> Double?
  /// The columns of the table of a compute, or its vector as the only one; nil if it is not defined.
  func computeColumns(_ id: String) throws -> [[Double]]?
  /// The same of a fix.
  func fixColumns(_ id: String) throws -> [[Double]]?
  /// A function of a group, such as `mass(all)` or `xcm(mobile,x,left)`. The component is nil for
  /// functions that have none and is checked already.
  func groupFunction(
    _ function: GroupFunction, group: String, component: String?, region: String?
  ) throws -> Double?
  /// An attribute of one atom, such as `x[17]`: `id mass type x y z vx vy vz fx fy fz q mol`.
  func atom(_ attribute: String, id: Int) throws -> Double?
  /// The attribute of each owned atom: `id mass type x y z vx vy vz fx fy fz`; nil without atoms.
  func atoms(_ attribute: String) throws -> [Double]?
  /// The values that a compute has of each owned atom; nil if it is not defined or has none of single atoms.
  /// Columns count from 1; nil stands for `c_ID` without an index.
  func computeAtoms(_ id: String, column: Int?) throws -> [Double]?
  /// 1 for each owned atom in a group and in a region, where they are given, 0 for others; nil without atoms.
  func mask(group: String?, region: String?) throws -> [Double]?
  /// Whether something of a category (`compute`, `dump`, `fix`, `group`, `region`, `variable`) is
  /// defined; nil for a category that is not known. Variables are answered without asking.
  func isDefined(_ category: String, id: String) throws -> Bool?
  /// The step the simulation has come to.
  var step: Int { get }
  /// The run in progress; nil between runs.
  var run: RunInterval? { get }
}

extension QuantityProvider {
  public func atoms(_ attribute: String) throws -> [Double]? { nil }
  public func computeAtoms(_ id: String, column: Int?) throws -> [Double]? { nil }
  public func mask(group: String?, region: String?) throws -> [Double]? { nil }
}

/// The steps of a run in progress, for the functions that change along it.
public struct RunInterval: Equatable, Sendable {
  /// The step that counts as the start.
  public var first: Int
  /// The step that counts as the end.
  public var last: Int
  /// The length of a step in the deck's unit of time.
  public var timestep: Double

  /// The steps of a run.
  public init(first: Int, last: Int, timestep: Double) {
    self.first = first
    self.last = last
    self.timestep = timestep
  }
}

/// The functions of a group of atoms that formulas may call.
public enum GroupFunction: String, CaseIterable, Sendable {
  case count, mass, charge, xcm, vcm, fcm, bound, gyration, ke, angmom, torque, inertia, omega

  /// The words that may follow the group; empty for functions that are one number.
  public var components: [String] {
    switch self {
    case .count, .mass, .charge, .gyration, .ke: []
    case .xcm, .vcm, .fcm, .angmom, .torque, .omega: ["x", "y", "z"]
    case .bound: ["xmin", "xmax", "ymin", "ymax", "zmin", "zmax"]
    case .inertia: ["xx", "yy", "zz", "xy", "yz", "xz"]
    }
  }
}

/// A deck in which nothing is defined yet.
public struct NoQuantities: QuantityProvider {
  /// No quantities.
  public init() {}
  public var thermoKeywords: [String] { [] }
  public func thermo(_ keyword: String) -> Double? { nil }
  public func compute(_ id: String, indices: [Int]) -> Double? { nil }
  public func fix(_ id: String, indices: [Int]) -> Double? { nil }
  public func computeColumns(_ id: String) -> [[Double]]? { nil }
  public func fixColumns(_ id: String) -> [[Double]]? { nil }
  public func groupFunction(
    _ function: GroupFunction, group: String, component: String?, region: String?
  ) -> Double? { nil }
  public func atom(_ attribute: String, id: Int) -> Double? { nil }
  public func isDefined(_ category: String, id: String) -> Bool? { nil }
  public var step: Int { 0 }
  public var run: RunInterval? { nil }
}

/// While a deck is checked: a value that only the run will tell.
struct NotKnownYet: Error {
  /// Whether the value is a text of any number of words.
  var hidesWords = false
}
