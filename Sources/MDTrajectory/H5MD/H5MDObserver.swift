import Foundation
import MDCore
import MDDomain
import MDEngine

/// `dump ID group h5md N file elements…`: a trajectory in H5MD 1.1 that h5py and MDAnalysis read.
///
/// All ranks hold one; the root has the file. The file is opened with the first frame, since only then
/// the number of atoms is known. Rows are in id order.
public struct H5MDObserver: Observer {
  public let id: String
  /// The file.
  public let path: String
  /// The bits of the group whose atoms are written.
  public let groupMask: UInt32
  /// When a frame is due.
  public var schedule: DumpSchedule
  private let elements: [H5MDElement]
  private let observables: [H5MDObservable]
  private let options: H5MDOptions
  fileprivate let session = Session()

  /// What changes while frames are written.
  fileprivate final class Session {
    var atoms: Int?
    var file: H5MDFile?
    /// How many frames are kept of the file with which the dump goes on, until it is open again.
    var kept: Int?
  }

  /// A trajectory of some elements of the atoms of a group.
  ///
  /// - Throws: ``InputError`` if the folder does not exist or an element is asked for twice.
  public init(
    id: String, path: String, groupMask: UInt32 = 1, every: Int64, elements: [H5MDElement],
    observables: [H5MDObservable] = [], options: H5MDOptions = H5MDOptions()
  ) throws(InputError) {
    try OutputFolder.check(path)
    guard !elements.isEmpty else { throw InputError("dump \(id): no element is named") }
    for (i, element) in elements.enumerated()
    where elements[..<i].contains(where: { $0.name == element.name }) {
      throw InputError("dump \(id): '\(element.name)' is named twice")
    }
    if let level = options.compression, !(0...9).contains(level) {
      throw InputError("dump \(id): the gzip level must be 0 to 9, not \(level)")
    }
    self.id = id
    self.path = path
    self.groupMask = groupMask
    self.schedule = DumpSchedule(every: every)
    self.elements = elements
    self.observables = observables
    self.options = options
  }

  public func nextStep(atOrAfter step: Int64) -> Int64? { schedule.nextStep(atOrAfter: step) }

  public var needsVirial: Bool { sources.contains(where: \.needsVirial) }

  public var needsPerAtom: Bool {
    elements.contains { if case .energy = $0 { true } else { false } }
      || sources.contains(where: \.needsPerAtom)
  }

  private var sources: [any AtomSource] {
    elements.compactMap { if case .values(_, let source, _) = $0 { source } else { nil } }
  }

  public mutating func observe(_ simulation: borrowing Simulation) throws {
    try write(simulation.state)
  }

  /// Writes a frame of a state. Collective.
  mutating func write(_ state: borrowing SystemState) throws {
    let communicator = state.communicator
    let view = state.atoms.view
    let mask = groupMask
    let selected = (0..<view.owned).filter { view.groups[$0] & mask != 0 }.map { Int32($0) }
    let total = Int(communicator.reduce(Int64(selected.count), .sum))
    var observed: [Double] = []
    for observable in observables { observed.append(try observable.value(state)) }

    let layout = H5MDLayout(
      atoms: total, box: state.box, elements: elements, observables: observables, options: options)
    let (step, time, box) = (state.step, state.time, state.box)
    try communicator.collectively {
      try begin(layout, step, time, box, observed, isRoot: communicator.isRoot)
    }
    let packer = H5MDPacker(layout: layout, state: state)
    let file = session.file
    try OrderedRows(communicator: communicator, blockRows: options.blockRows).gather(
      ids: selected.map { view.id[Int($0)] }, stride: layout.stride,
      pack: { places, rows in
        let atoms = places.map { selected[Int($0)] }
        packer.pack(atoms, view, into: rows)
      },
      sink: { block in try file?.write(block) })
    try communicator.collectively { try session.file?.endFrame(rows: total) }
    schedule.wrote(step: step)
  }

  private func begin(
    _ layout: H5MDLayout, _ step: Int64, _ time: Double, _ box: Box, _ observed: [Double],
    isRoot: Bool
  ) throws {
    if let atoms = session.atoms, atoms != layout.atoms {
      throw HDF5Error(
        description:
          "\(path): the group has \(layout.atoms) atoms, but the file was begun with \(atoms), and an H5MD file holds the same atoms in all frames; start a new file"
      )
    }
    guard layout.atoms > 0 else {
      throw HDF5Error(description: "\(path): the group of dump \(id) has no atoms")
    }
    session.atoms = layout.atoms
    guard isRoot else { return }
    if session.file == nil {
      session.file = try H5MDFile.open(
        path: path, layout: layout, step: step, keeping: session.kept)
      session.kept = nil
    }
    try session.file?.beginFrame(step: step, time: time, box: box, observed: observed)
  }

  /// The step of the last frame and the number of frames, -1 before the first.
  public var memory: [Double] {
    [schedule.memory, Double(session.file?.frames ?? session.kept ?? -1)]
  }

  public mutating func resume(_ memory: [Double], isRoot: Bool) throws {
    guard memory.count == 2 else { throw InputError("dump \(id): its checkpoint makes no sense") }
    schedule.memory = memory[0]
    guard memory[1] >= 0 else { return }
    let frames = Int(Int64(clamped: memory[1]))
    session.kept = frames
    guard isRoot, access(path, F_OK) == 0 else { return }
    let found = try H5MDFile.repairAndCount(path)
    guard found >= frames else {
      throw HDF5Error(
        description:
          "dump \(id): '\(path)' has \(found) frames, but had \(frames) when the checkpoint was "
          + "written; it cannot be continued")
    }
  }

  public mutating func finish() throws {
    defer { session.file = nil }
    try session.file?.close()
  }
}

extension H5MDObserver {
  /// The file on the root once the first frame is written, for tests.
  var openFile: H5MDFile? { session.file }
}
