import MDEngine

/// How an H5MD file is written.
public struct H5MDOptions: Sendable {
  /// Real numbers of 4 bytes instead of 8.
  public var singlePrecision = false
  /// gzip level 1 to 9 with HDF5's own filter, nil for none.
  public var compression: Int?
  /// Go on with a file that exists: frames from the first step that is written now on are replaced.
  public var append = false
  /// Store unwrapped positions instead of those in the box.
  public var unwrap = false
  /// Who made the file, `/h5md/author`.
  public var author = ""
  /// The version of swift-md, `/h5md/creator`.
  public var creatorVersion = ""
  /// Names of the atom types from type 1 on, empty if not known.
  public var elementNames: [String] = []
  /// The most rows that are gathered at a time and the most that are stored in a chunk.
  public var blockRows = 65_536

  /// Double precision, no compression, a new file.
  public init() {}
}

/// A number for each frame, stored under `/observables`.
public struct H5MDObservable {
  /// The name of the group.
  public var name: String
  /// The H5MD unit, nil for a pure number.
  public var unit: String?
  /// The number; all ranks call it together.
  public var value: (borrowing SystemState) throws -> Double

  /// A number under a name.
  public init(
    name: String, unit: String?, value: @escaping (borrowing SystemState) throws -> Double
  ) {
    self.name = name
    self.unit = unit
    self.value = value
  }
}
