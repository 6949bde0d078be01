/// Something that looks at the system at some steps and changes nothing in it: the thermo output, a
/// dump, an average.
public protocol Observer {
  /// The deck's name for it.
  var id: String { get }
  /// Called when a run begins, with its first and last step.
  mutating func beginRun(_ steps: ClosedRange<Int64>) throws
  /// The first step at or after `step` at which it wants to look; nil if it never does again.
  func nextStep(atOrAfter step: Int64) -> Int64?
  /// Whether it wants the virial.
  var needsVirial: Bool { get }
  /// Whether it wants `state.perAtom` to hold the energies and virials of the step.
  var needsPerAtom: Bool { get }
  /// Whether it looks at the last moment of a run whatever its step.
  var looksAtTheEnd: Bool { get }
  /// Whether it looks at minimisations as well as at runs.
  var watchesMinimizations: Bool { get }
  /// Looks at the system. All ranks call it together; errors thrown are the same on all of them.
  mutating func observe(_ simulation: borrowing Simulation) throws
  /// Called when it is no longer wanted: files are closed.
  mutating func finish() throws
  /// All that it must remember to go on when an interrupted run is continued: when it last looked, how
  /// far its file had come. The root's counts; empty if nothing.
  var memory: [Double] { get }
  /// Goes on from what ``memory`` was, with a file that may have grown since. Called on all ranks after
  /// `beginRun`, with the root's memory.
  ///
  /// - Parameter isRoot: whether this rank has the file.
  /// - Throws: why it cannot go on, on the root.
  mutating func resume(_ memory: [Double], isRoot: Bool) throws
}

extension Observer {
  public mutating func beginRun(_ steps: ClosedRange<Int64>) throws {}
  public var needsVirial: Bool { false }
  public var needsPerAtom: Bool { false }
  public var looksAtTheEnd: Bool { false }
  public var watchesMinimizations: Bool { true }
  public mutating func finish() throws {}
  public var memory: [Double] { [] }
  public mutating func resume(_ memory: [Double], isRoot: Bool) throws {}
}
