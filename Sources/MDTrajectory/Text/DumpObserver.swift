import Foundation
import MDCore
import MDDomain
import MDEngine

/// A text dump: `dump custom`, `dump atom`, `dump xyz` or extended XYZ.
///
/// All ranks hold one and write their atoms' lines; the root has the file. Each block of rows is one write. A
/// snapshot that cannot be written to its end is cut off again, so that a file holds whole snapshots only. A file
/// whose name ends with `.gz` is a gzip file.
public struct DumpObserver: Observer {
  public let id: String
  /// The file; `*` in its name stands for the step, and each snapshot has a file of its own.
  public let path: String
  /// The bits of the group whose atoms are written.
  public let groupMask: UInt32
  /// When a snapshot is due.
  public var schedule: DumpSchedule
  private let settings: DumpSettings
  private let formats: [ColumnFormat]
  private let names: [Int64: String]
  private let session = Session()

  private final class Session {
    var file: SnapshotFile?
    var hasUnits = false
    var start = 0
    /// How long the file was at the checkpoint from which the dump goes on, until it is open again.
    var kept: Int?
  }

  /// A dump of the atoms of a group.
  ///
  /// - Throws: ``InputError`` for a folder that does not exist, a kind of file that is not supported,
  ///   or a format or sort that does not fit the columns.
  public init(
    id: String, path: String, groupMask: UInt32 = 1, every: Int64, settings: DumpSettings
  ) throws(InputError) {
    try Self.check(path, id)
    guard settings.compressionLevel == nil || SnapshotFile.isPacked(path) else {
      throw InputError(
        "dump \(id): compression_level is for files that end with .gz, not '\(path)'")
    }
    do {
      formats = try settings.format.resolved(
        for: settings.columns.map(\.kind), standard: settings.standardReal)
    } catch {
      throw InputError("dump \(id): \(error.message)")
    }
    if case .column(let column, _) = settings.sort,
      column < 1 || column > settings.columns.count
    {
      throw InputError(
        "dump \(id): cannot sort by column \(column) of \(settings.columns.count)")
    }
    self.id = id
    self.path = path
    self.groupMask = groupMask
    self.settings = settings
    schedule = DumpSchedule(every: every, first: settings.first)
    let types = max(32, settings.elementNames.count)
    names = Dictionary(
      uniqueKeysWithValues: (1...types).map { (Int64($0), settings.elementName(type: $0)) })
  }

  private static func check(_ path: String, _ id: String) throws(InputError) {
    for (ending, kind) in [(".zst", "Zstandard"), (".bin", "binary")]
    where path.hasSuffix(ending) {
      throw InputError(
        "dump \(id): \(kind) files ('\(path)') are not supported; write text, gzip files (.gz), or h5md"
      )
    }
    if path.contains("%") {
      throw InputError(
        "dump \(id): one file a rank ('%' in '\(path)') is not supported; '*' for a file a snapshot is"
      )
    }
    try OutputFolder.check(path.replacingOccurrences(of: "*", with: "0"))
  }

  public func nextStep(atOrAfter step: Int64) -> Int64? { schedule.nextStep(atOrAfter: step) }
  public var needsVirial: Bool { sources.contains(where: \.needsVirial) }
  public var needsPerAtom: Bool { sources.contains(where: \.needsPerAtom) }

  private var sources: [any AtomSource] {
    settings.columns.compactMap {
      if case .values(_, let source, _) = $0 { source } else { nil }
    }
  }

  public mutating func observe(_ simulation: borrowing Simulation) throws {
    try write(simulation.state)
  }

  /// Writes a snapshot of a state. Collective.
  mutating func write(_ state: borrowing SystemState) throws {
    let communicator = state.communicator
    let view = state.atoms.view
    let mask = groupMask
    let selected = (0..<view.owned).filter { view.groups[$0] & mask != 0 }.map { Int32($0) }
    let total = Int(communicator.reduce(Int64(selected.count), .sum))
    let header = DumpHeader(
      style: settings.style, step: state.step, time: state.time,
      atoms: total, box: state.box,
      energy: communicator.reduce(state.potentialEnergy, .sum), columns: settings.columns,
      showsTime: settings.showsTime)
    let isRoot = communicator.isRoot
    do {
      try communicator.collectively { if isRoot { try begin(header) } }
      try gather(state, selected, view)
      try communicator.collectively { if isRoot { try session.file?.endSnapshot() } }
    } catch {
      if isRoot { abandonSnapshot() }
      throw error
    }
    if isRoot && isOneFileASnapshot { session.file = nil }
    schedule.wrote(step: header.step)
  }

  private func gather(_ state: borrowing SystemState, _ selected: [Int32], _ view: AtomView)
    throws(CollectiveError)
  {
    let values = DumpValues(columns: settings.columns, wraps: settings.wraps, state: state)
    var order = RowOrder.id
    var keys: [Double] = []
    switch settings.sort {
    case .off: order = .none
    case .id: break
    case .column(let column, let descending):
      order = .key(descending: descending)
      keys = selected.map { values.key(column: column - 1, atom: Int($0), view) }
    }
    let file = session.file
    try OrderedRows(communicator: state.communicator, order: order).gatherText(
      ids: selected.map { view.id[Int($0)] }, keys: keys,
      write: { write(values, atom: Int(selected[$0]), view, to: &$1) },
      sink: { try file?.write($0.bytes) })
  }

  /// Writes the line of an atom.
  private func write(
    _ values: DumpValues, atom: Int, _ view: AtomView, to text: inout TextBuffer
  ) {
    for (c, column) in settings.columns.enumerated() {
      if c > 0 { text.append(UInt8(ascii: " ")) }
      switch column.kind {
      case .real:
        formats[c].write(values.real(c, atom, view), to: &text)
      case .integer:
        formats[c].write(values.integer(c, atom, view), to: &text)
      case .text:
        let type = values.integer(c, atom, view)
        formats[c].write(names[type] ?? settings.elementName(type: Int(type)), to: &text)
      }
    }
    text.append(UInt8(ascii: "\n"))
  }

  private var isOneFileASnapshot: Bool { path.contains("*") }

  private func begin(_ header: DumpHeader) throws {
    var header = header
    if isOneFileASnapshot || session.file == nil {
      let goesOn = session.kept != nil || settings.append
      session.file = try SnapshotFile(
        path: fileName(step: header.step), append: goesOn && !isOneFileASnapshot,
        level: settings.compressionLevel ?? GzipPacker.standardLevel)
      if let kept = session.kept {
        session.file?.truncate(at: kept)
        session.kept = nil
      } else {
        session.hasUnits = false
      }
    }
    header.showsUnits = settings.showsUnits && !session.hasUnits
    session.hasUnits = true
    session.start = session.file?.position ?? 0
    var text = TextBuffer()
    header.write(to: &text)
    try session.file?.write(text.contents)
  }

  private func fileName(step: Int64) -> String {
    var digits = "\(step)"
    digits = String(repeating: "0", count: max(0, settings.pad - digits.count)) + digits
    return path.replacingOccurrences(of: "*", with: digits)
  }

  /// Takes back what was written of a snapshot that could not be finished.
  private func abandonSnapshot() {
    guard let file = session.file else { return }
    file.truncate(at: session.start)
    if isOneFileASnapshot { _ = unlink(file.path) }
    session.file = nil
  }

  public mutating func finish() throws { session.file = nil }

  /// The step of the last snapshot, how long the file is (-1 before the first snapshot of a new file),
  /// whether it has units.
  public var memory: [Double] {
    var length = session.file?.position ?? session.kept ?? -1
    var status = stat()
    if length < 0, settings.append, stat(path, &status) == 0 { length = Int(status.st_size) }
    return [schedule.memory, Double(length), session.hasUnits ? 1 : 0]
  }

  public mutating func resume(_ memory: [Double], isRoot: Bool) throws {
    guard memory.count == 3 else { throw InputError("dump \(id): its checkpoint makes no sense") }
    schedule.memory = memory[0]
    session.hasUnits = memory[2] != 0
    guard memory[1] >= 0, !isOneFileASnapshot else { return }
    let length = Int(Int64(clamped: memory[1]))
    session.kept = length
    var status = stat()
    guard isRoot, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    guard status.st_size >= length else {
      throw InputError(
        "dump \(id): '\(path)' is shorter than it was when the checkpoint was written, so that frames "
          + "of it are lost; it cannot be continued")
    }
  }
}
