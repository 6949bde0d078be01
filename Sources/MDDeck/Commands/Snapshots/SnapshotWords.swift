import MDCore
import MDEngine
import MDTrajectory

/// What `read_dump` and `rerun … dump` say of the snapshots: `x y z [vx vy vz] [ix iy iz] [keyword value …]`.
struct SnapshotWords {
  /// What atoms take from a snapshot.
  private(set) var fields: AtomSnapshot.Fields = []
  /// Whether the box is the snapshot's.
  private(set) var takesBox = true
  /// Whether the step is the snapshot's.
  private(set) var takesStep = true
  /// The format that the deck names; nil to take what the file is.
  private(set) var format: FrameFormat?

  private static let columns: [(names: [String], field: AtomSnapshot.Fields)] = [
    (["x", "y", "z"], .positions), (["vx", "vy", "vz"], .velocities),
    (["ix", "iy", "iz"], .images),
  ]
  private static let formats: [String: FrameFormat] = [
    "native": .dump, "xyz": .xyz, "h5md": .h5md,
  ]
  private static let keywords = [
    "box", "timestep", "replace", "purge", "trim", "add", "scaled", "wrapped", "format",
  ]

  /// Reads the words.
  ///
  /// - Parameter isRerun: whether they stand in a `rerun`, which always takes the steps.
  init(_ arguments: inout Arguments, isRerun: Bool) throws {
    try readFields(&arguments)
    while !arguments.isAtEnd {
      switch try arguments.choice(
        "keyword", among: Self.keywords.filter { !isRerun || $0 != "timestep" })
      {
      case "box": takesBox = try arguments.flag("box")
      case "timestep": takesStep = try arguments.flag("timestep")
      // The file's columns tell.
      case "scaled": _ = try arguments.flag("scaled")
      case "wrapped": _ = try arguments.flag("wrapped")
      case "replace": try Self.require("replace", true, &arguments)
      case "purge": try Self.require("purge", false, &arguments)
      case "trim": try Self.require("trim", false, &arguments)
      case "add":
        guard try arguments.word("add") == "no" else {
          throw arguments.error("add is not supported: atoms of a snapshot replace those there are")
        }
      default:
        format =
          Self.formats[
            try arguments.choice("format", among: Self.formats.keys.sorted())]
      }
    }
  }

  private mutating func readFields(_ arguments: inout Arguments) throws {
    var seen: Set<String> = []
    while let word = arguments.next, Self.columns.contains(where: { $0.names.contains(word) }) {
      guard seen.insert(word).inserted else { throw arguments.error("\(word) stands here twice") }
      _ = try arguments.word("a field")
    }
    guard !seen.isEmpty else {
      let what = arguments.next.map { ", not '\($0)'" } ?? ""
      throw arguments.error("the fields come first: x y z, vx vy vz, ix iy iz\(what)")
    }
    for (names, field) in Self.columns where !seen.isDisjoint(with: names) {
      guard seen.isSuperset(of: names) else {
        throw arguments.error(
          "\(names.joined(separator: " ")) belong together: all three or none")
      }
      fields.formUnion(field)
    }
  }

  private static func require(
    _ keyword: String, _ wanted: Bool, _ arguments: inout Arguments
  ) throws {
    guard try arguments.flag(keyword) == wanted else {
      throw arguments.error(
        "\(keyword) \(wanted ? "no" : "yes") is not supported: atoms of a snapshot replace those there are"
      )
    }
  }
}
