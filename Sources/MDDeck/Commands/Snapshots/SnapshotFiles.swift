import MDCore
import MDDomain
import MDEngine
import MDTrajectory

/// The snapshots of some files, one after the other: the root reads, all ranks know the head.
final class SnapshotFiles {
  /// What all ranks know of a snapshot.
  struct Head {
    var step: Int64
    var atoms: Int64
    var box: Box
    /// Whether positions are paths without jumps: image counts begin at zero, and follow when atoms are wrapped.
    var isUnwrapped: Bool
  }

  /// What becomes of a snapshot.
  enum Choice {
    case take, pass
    /// Neither it nor any that follows is wanted.
    case end
  }

  private let paths: [String]
  private let words: SnapshotWords
  private let communicator: any Communicator
  /// The root's.
  private lazy var reader = FrameSequence(paths, options: FrameOptions(wraps: false))
  private var frame: Frame?

  init(_ paths: [String], _ words: SnapshotWords, _ communicator: any Communicator) {
    self.paths = paths
    self.words = words
    self.communicator = communicator
  }

  /// Reads the next snapshot that is wanted; nil if there is none. Collective.
  ///
  /// - Parameter choose: judges by the step, on the root.
  func next(_ choose: (Int64) -> Choice) throws -> Head? {
    let isRoot = communicator.isRoot
    let numbers = try communicator.collectively { () -> [Double] in
      guard isRoot else { return [] }
      try checkFormats()
      frame = try nextFrame(choose)
      guard let frame else { return [] }
      try check(frame)
      return Self.numbers(frame)
    }
    let known = communicator.broadcast(numbers.withUnsafeBytes { Array($0) })
    guard !known.isEmpty else { return nil }
    return known.withUnsafeBytes { raw in
      let x = (0..<(raw.count / 8)).map {
        raw.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self)
      }
      return Head(
        step: Int64(x[0]), atoms: Int64(x[1]),
        box: Box(
          lower: Vector3(x[2], x[3], x[4]), lengths: Vector3(x[5], x[6], x[7]),
          tilts: Vector3(x[8], x[9], x[10]), isTriclinic: x[11] != 0),
        isUnwrapped: x[12] != 0)
    }
  }

  private func nextFrame(_ choose: (Int64) -> Choice) throws -> Frame? {
    while let frame = try reader.next() {
      guard let step = frame.step else {
        throw InputError("\(name(of: frame)) does not tell its step")
      }
      guard step >= 0, step < 1 << 52 else {
        throw InputError("\(name(of: frame)): there is no step \(step)")
      }
      switch choose(step) {
      case .take: return frame
      case .pass: continue
      case .end: return nil
      }
    }
    return nil
  }

  /// The atoms of the snapshot that was read last; empty but on the root.
  func atoms() -> [AtomSnapshot] {
    guard let frame else { return [] }
    return frame.ids.indices.map { i in
      AtomSnapshot(
        id: frame.ids[i], position: frame.positions[i], image: frame.images?[i] ?? .zero,
        velocity: frame.velocities?[i] ?? .zero)
    }
  }

  private static func numbers(_ frame: Frame) -> [Double] {
    let vectors = [frame.box.lower, frame.box.lengths, frame.box.tilts].flatMap {
      [$0.x, $0.y, $0.z]
    }
    return [Double(frame.step ?? 0), Double(frame.count)] + vectors
      + [frame.box.isTriclinic ? 1 : 0, frame.isUnwrapped ? 1 : 0]
  }

  private func name(of frame: Frame) -> String {
    "snapshot \(frame.number) of \(paths.joined(separator: ", "))"
  }

  /// Throws if a file is not of the format that the deck names.
  private func checkFormats() throws {
    guard let format = words.format else { return }
    for path in paths {
      let found = try FrameFormat.detect(path)
      guard !format.formats.contains(found) else { continue }
      throw InputError("'\(path)' is of the format \(found.rawValue), not \(format.name)")
    }
  }

  /// Throws if a snapshot lacks what the deck takes from it.
  private func check(_ frame: Frame) throws {
    if words.fields.contains(.velocities) && frame.velocities == nil {
      throw InputError("\(name(of: frame)) has no velocities (vx vy vz)")
    }
    if words.fields.contains(.images) && frame.images == nil && !frame.isUnwrapped {
      throw InputError("\(name(of: frame)) has no image counts (ix iy iz)")
    }
    for (a, b) in zip(frame.ids, frame.ids.dropFirst()) where a == b {
      throw InputError("\(name(of: frame)) has atom \(a) twice")
    }
  }
}

extension Session {
  /// Puts a snapshot in place of the present moment. Collective.
  ///
  /// - Returns: how many atoms it gave new values.
  func take(
    _ head: SnapshotFiles.Head, of files: SnapshotFiles, _ words: SnapshotWords
  ) throws -> Int64 {
    if words.takesStep { try resetStep(to: head.step) }
    let atoms = files.atoms()
    var fields = words.fields
    if head.isUnwrapped && fields.contains(.positions) { fields.insert(.images) }
    return try withSimulation { simulation in
      if words.takesBox {
        guard head.box.isTriclinic == simulation.state.box.isTriclinic else {
          throw InputError(
            "the box of the snapshot is \(head.box.isTriclinic ? "triclinic" : "orthogonal"), that of the "
              + "simulation is not (change_box)")
        }
        simulation.state.box.lower = head.box.lower
        simulation.state.box.lengths = head.box.lengths
        simulation.state.box.tilts = head.box.tilts
        try simulation.state.box.check(allowsLargeTilts: true)
      }
      let replaced = simulation.state.replaceAtoms(by: atoms, taking: fields)
      simulation.settle()
      return replaced
    }
  }
}
