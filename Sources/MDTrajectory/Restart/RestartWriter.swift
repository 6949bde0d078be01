import MDCore
import MDDomain
import MDEngine

/// Writes restart files: atoms in id order, block by block through the root.
public enum RestartWriter {
  /// Writes the state. A collective call; the file appears under its name only when it is whole and on
  /// the disk, and an older one of that name stays until then.
  ///
  /// - Parameters:
  ///   - fixes: those whose memory is to be kept.
  ///   - words: what the deck needs to go on.
  /// - Throws: the root's failure to write, on all ranks.
  public static func write(
    _ state: borrowing SystemState, fixes: [any Fix] = [], words: [String: String] = [:],
    to path: String
  ) throws(CollectiveError) {
    let communicator = state.communicator
    let isRoot = communicator.isRoot
    var encoder = RestartEncoder()
    encoder.write(RestartHead(state, fixes: fixes, words: words))
    let head = encoder.bytes
    let file = try communicator.collectively { () throws -> Output? in
      guard isRoot else { return nil }
      let file = Output(file: try AtomicFile(path: path))
      var lead = RestartEncoder()
      for byte in RestartFormat.magic { lead.write(byte) }
      lead.write(RestartFormat.version)
      lead.write(UInt32(0))
      try lead.bytes.withUnsafeBytes { try file.write($0) }
      try head.withUnsafeBytes { try file.write(.head, $0) }
      return file
    }
    let view = state.atoms.view
    try OrderedRows(communicator: communicator).gather(
      ids: (0..<view.owned).map { view.id[$0] }, stride: RestartFormat.rowBytes,
      pack: { places, rows in
        for (n, place) in places.enumerated() {
          RestartFormat.pack(Int(place), view, into: rows + n * RestartFormat.rowBytes)
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
