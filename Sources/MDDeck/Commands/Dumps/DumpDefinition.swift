import MDCore
import MDEngine
import MDTrajectory

/// A dump as the deck defined it, and what `dump_modify` has changed since.
struct DumpDefinition {
  /// The styles that are supported.
  static let styles = ["custom", "atom", "xyz", "extxyz", "h5md", "custom/gz", "atom/gz", "xyz/gz"]

  var id: String
  var group: String
  var style: String
  var interval: Int
  var path: String
  /// The columns of `custom`, the elements of `h5md`.
  var words: [String]
  var settings = DumpSettings(columns: [])
  var options = H5MDOptions()
  /// `dump_modify scale`, `image` of `dump atom`.
  var isScaled = true
  var hasImages = false
  /// `dump_modify unwrap`.
  var unwraps = false
  /// `dump_modify vel`, `force` of `dump extxyz`.
  var hasVelocities = false
  var hasForces = false

  /// The onlooker that writes it.
  func makeObserver(
    _ simulation: borrowing Simulation, in session: Session
  ) throws -> any Observer {
    let mask = try simulation.state.groups.requiredMask(of: group)
    if style == "h5md" {
      var options = options
      options.elementNames = settings.elementNames
      options.append = settings.append
      options.unwrap = unwraps
      let elements = try spelledOut(simulation, session).map {
        try h5mdElement($0, simulation, session)
      }
      return try H5MDObserver(
        id: id, path: path, groupMask: mask, every: Int64(interval), elements: elements,
        options: options)
    }
    var settings = self.settings
    settings.columns = try columns(simulation, session)
    settings.style = style == "xyz" || style == "extxyz" ? .extendedXYZ : .lammps
    return try DumpObserver(
      id: id, path: path, groupMask: mask, every: Int64(interval), settings: settings)
  }

  private func columns(
    _ simulation: borrowing Simulation, _ session: Session
  ) throws -> [DumpColumn] {
    switch style {
    case "custom":
      return try spelledOut(simulation, session).map { try column($0, simulation, session) }
    case "atom": return DumpSettings.atom(scaled: isScaled, image: hasImages).columns
    default:
      var more: [DumpColumn] = []
      if hasVelocities { more += (0..<3).map { .velocity($0) } }
      if hasForces { more += (0..<3).map { .force($0) } }
      return DumpSettings.extendedXYZ(more, unwrap: unwraps).columns
    }
  }

  /// The words with `c_ID[*]` and `f_ID[*]` as one word for each column of the compute or fix.
  private func spelledOut(
    _ simulation: borrowing Simulation, _ session: Session
  ) throws -> [String] {
    let (computes, fixes) = (simulation.computes, simulation.fixes)
    return try words.flatMap { word -> [String] in
      guard word.hasSuffix("[*]") else { return [word] }
      let name = String(word.dropLast(3))
      let columns: Int
      if let reference = Reference(name), reference.kind == .fix {
        let user = "dump \(id)"
        columns = try session.atomAverages(reference.id, for: user, among: fixes).perAtomColumns
      } else if let compute = computes.first(where: { "c_\($0.id)" == name }) {
        columns = compute.perAtomColumns
      } else {
        throw unknownID(String(name.dropFirst(2)), kind: "compute", among: computes.map(\.id))
      }
      return (0..<columns).map { "\(name)[\($0 + 1)]" }
    }
  }

  private func column(
    _ word: String, _ simulation: borrowing Simulation, _ session: Session
  ) throws -> DumpColumn {
    if let column = DumpColumn(word: word) {
      if case .property(let property) = column { try simulation.state.require(property) }
      return column
    }
    let (source, index) = try source(word, simulation, session)
    return .values(name: word, source, column: index)
  }

  private func h5mdElement(
    _ word: String, _ simulation: borrowing Simulation, _ session: Session
  ) throws -> H5MDElement {
    if let element = H5MDElement(word: word) { return element }
    let (source, index) = try source(word, simulation, session)
    return .values(name: word, source, column: index)
  }

  /// The compute or atom variable behind a word.
  private func source(
    _ word: String, _ simulation: borrowing Simulation, _ session: Session
  ) throws -> (any AtomSource, Int) {
    let value = try session.atomValue(
      word, for: "dump \(id)", among: simulation.computes, simulation.fixes)
    guard case .column(let column, let source) = value else {
      throw InputError("dump \(id): '\(word)' is not a column")
    }
    return (source, column)
  }
}
