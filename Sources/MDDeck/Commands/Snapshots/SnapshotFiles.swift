import MDCore
import MDDomain
import MDEngine
import MDTrajectory

/// The snapshots of some files, one after the other: the root reads, all ranks know the head.
final class SnapshotFiles {
  /// What all ranks know of a snapshot.
  struct Head: BitwiseCopyable {
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
  private lazy var reader = FrameSequence(
    paths, options: FrameOptions(wraps: false, format: words.format))
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
    let found = try communicator.collectively { () -> [Head] in
      guard isRoot else { return [] }
      frame = try nextFrame(choose)
      guard let frame else { return [] }
      try check(frame)
      return [
        Head(
          step: frame.step!, atoms: Int64(frame.count), box: frame.box,
          isUnwrapped: frame.isUnwrapped)
      ]
    }
    return communicator.broadcast(found).first
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

  private func name(of frame: Frame) -> String {
    "snapshot \(frame.number) of \(paths.joined(separator: ", "))"
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
        simulation.state.box.shape = head.box.shape
        try simulation.state.box.check(allowsLargeTilts: true)
      }
      let replaced = simulation.state.replaceAtoms(by: atoms, taking: fields)
      simulation.settle()
      return replaced
    }
  }
}
