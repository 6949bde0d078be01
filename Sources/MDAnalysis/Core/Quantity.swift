import MDDomain
import MDPlot

/// Something that is measured over frames.
protocol Quantity {
  /// Whether each rank must see all frames in order, and takes its share of the atoms of each.
  var followsAtoms: Bool { get }

  /// Takes in this rank's share of a frame.
  mutating func observe(_ snapshot: Snapshot, _ share: Share) throws

  /// Brings together what the ranks have. Collective.
  mutating func combine(_ communicator: any Communicator)

  /// What came out; called on the root.
  func result() throws -> AnalysisResult
}

extension Quantity {
  var followsAtoms: Bool { false }
}

/// What came out of a measurement.
public struct AnalysisResult: Sendable {
  /// Its name on the command line and of its files.
  public var name: String
  /// Columns of numbers; each becomes a file.
  public var tables: [AnalysisTable] = []
  /// The picture.
  public var charts: [Chart] = []
  /// The numbers that tell most.
  public var numbers: [AnalysisNumber] = []
  /// What the reader should know.
  public var notes: [String] = []

  init(_ name: String) { self.name = name }
}

/// Columns of numbers.
public struct AnalysisTable: Sendable {
  /// The name of the file, without ending.
  public var name: String
  /// What each column holds, with its unit in brackets.
  public var columns: [String]
  /// The numbers.
  public var rows: [[Double]]
}

/// A number that sums a measurement up.
public struct AnalysisNumber: Sendable {
  /// What it is.
  public var name: String
  /// The value.
  public var value: Double
  /// Its unit; empty for pure numbers.
  public var unit: String
}
