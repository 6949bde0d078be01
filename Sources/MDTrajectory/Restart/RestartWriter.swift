import MDCore
import MDDomain
import MDEngine

/// Writes restart files: atoms in id order, block by block through the root.
public enum RestartWriter {
  /// Writes a simulation in the middle of a run, so that it can go on as if it had not been interrupted.
  /// A collective call; see ``write(_:fixes:words:numbers:to:)``.
  public static func writeCheckpoint(
    _ simulation: borrowing Simulation, words: [String: String], numbers: [String: [Double]],
    to path: String
  ) throws(CollectiveError) {
    var numbers = numbers
    numbers[RestartHead.phaseKey] = simulation.phase().numbers
    let owned = simulation.state.atoms.owned
    let directions = (0..<owned).compactMap { simulation.searchDirection($0) }
    if simulation.isSearching { numbers[RestartHead.directionKey] = [1] }
    let head = RestartHead(
      simulation.state, fixes: simulation.fixes, words: words, numbers: numbers)
    let built = (0..<owned).map { simulation.buildPosition($0) }
    try write(simulation.state, head, builtAt: built, directions: directions, to: path)
  }

  /// Writes the state. A collective call; the file appears under its name only when it is whole and on
  /// the disk, and an older one of that name stays until then.
  ///
  /// - Parameters:
  ///   - fixes: those whose memory is to be kept.
  ///   - words: what the deck needs to go on.
  ///   - numbers: likewise.
  /// - Throws: the root's failure to write, on all ranks.
  public static func write(
    _ state: borrowing SystemState, fixes: [any Fix] = [], words: [String: String] = [:],
    numbers: [String: [Double]] = [:], to path: String
  ) throws(CollectiveError) {
    let head = RestartHead(state, fixes: fixes, words: words, numbers: numbers)
    try write(state, head, builtAt: nil, to: path)
  }

  private static func write(
    _ state: borrowing SystemState, _ head: RestartHead, builtAt: [Vector3]?,
    directions: [Vector3] = [], to path: String
  ) throws(CollectiveError) {
    let communicator = state.communicator
    let isRoot = communicator.isRoot
    var encoder = RestartEncoder()
    encoder.write(head)
    let headBytes = encoder.bytes
    let file = try communicator.collectively { () throws -> Output? in
      guard isRoot else { return nil }
      let file = Output(file: try AtomicFile(path: path))
      var lead = RestartEncoder()
      for byte in RestartFormat.magic { lead.write(byte) }
      let versions = RestartFormat.versions
      lead.write(head.properties.isEmpty ? versions.lowerBound : versions.upperBound)
      lead.write(UInt32(0))
      try lead.bytes.withUnsafeBytes { try file.write($0) }
      try headBytes.withUnsafeBytes { try file.write(.head, $0) }
      return file
    }
    let view = state.atoms.view
    let layout = head.rowLayout
    let rowBytes = layout.bytes
    try OrderedRows(communicator: communicator).gather(
      ids: (0..<view.owned).map { view.id[$0] }, stride: rowBytes,
      pack: { places, rows in
        for (n, place) in places.enumerated() {
          let i = Int(place)
          RestartFormat.pack(
            i, view, builtAt: builtAt?[i] ?? view.position(i),
            direction: head.hasDirections ? directions[i] : nil, layout,
            into: rows + n * rowBytes)
        }
      },
      sink: { block in try file?.write(.atoms, block.bytes) })
    try communicator.collectively { try file?.finish() }
  }

  /// A file that counts its bytes.
  private final class Output {
    private let file: AtomicFile
    private var length = 0

    init(file: AtomicFile) { self.file = file }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
      try file.write(bytes)
      length += bytes.count
    }

    func write(_ kind: RestartFormat.Kind, _ content: UnsafeRawBufferPointer) throws {
      let (before, after) = RestartFormat.frame(kind, content)
      try before.withUnsafeBytes { try write($0) }
      try write(content)
      try after.withUnsafeBytes { try write($0) }
    }

    func finish() throws {
      var end = RestartEncoder()
      // Kind, length, this number and the checksum follow.
      end.write(UInt64(length + 4 + 8 + 8 + 4))
      try end.bytes.withUnsafeBytes { try write(.end, $0) }
      try file.commit()
    }
  }
}
