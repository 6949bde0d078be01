import MDCore
import MDDomain

/// Reads a LAMMPS data file (`read_data`) in parallel: the root reads blocks of lines, every rank
/// parses them and keeps the atoms that it owns.
///
/// Making one reads the header, from which the caller makes the decomposition; `readBody` reads the
/// sections. Both are collective; errors are the same on all ranks and name the file and the line.
public struct DataFileReader: ~Copyable {
  /// Numbers of atoms and types, and the box.
  public let header: DataFileHeader
  /// g/mol by atom type, 0 where the file says nothing; index 0 is not used.
  public private(set) var masses: [Double]
  let communicator: any Communicator
  private(set) var style: DataFileAtomStyle
  var text: DataFileText
  /// The section whose name has been read.
  private var section: Section?
  var identities: IdentityCheck

  struct Section {
    var name: String
    var style: String?
    var location: SourceLocation
  }

  /// Names of sections that LAMMPS knows; those that are not read end the run with a message.
  private static let otherSections = [
    "Pair Coeffs", "PairIJ Coeffs", "Bond Coeffs", "Angle Coeffs", "Dihedral Coeffs",
    "Improper Coeffs", "Bonds", "Angles", "Dihedrals", "Impropers", "Ellipsoids", "Lines",
    "Triangles", "Bodies",
  ]
  private static let sections = ["Masses", "Atoms", "Velocities"]

  /// Opens a data file and reads its header.
  ///
  /// - Parameters:
  ///   - boundaries: those of the deck, since the file does not tell.
  ///   - style: the deck's atom style.
  public static func open(
    path: String, boundaries: Boundaries, style: DataFileAtomStyle = .atomic,
    communicator: any Communicator
  ) throws -> DataFileReader {
    var text = try DataFileText.open(path: path, communicator: communicator)
    var parser = DataFileHeaderParser(boundaries: boundaries)
    // LAMMPS skips the first line whatever it says.
    if try text.fill() { text.takeLine { _ in } }
    var section: Section?
    while section == nil, try text.fill() {
      section = try text.takeLine { line in
        if line.isAtEnd { return nil }
        return try parser.take(line) ? nil : try Self.section(line)
      }
    }
    let header = try parser.finish(at: section?.location ?? SourceLocation(file: path))
    return DataFileReader(header, text, section, style, communicator)
  }

  private init(
    _ header: DataFileHeader, _ text: consuming DataFileText, _ section: Section?,
    _ style: DataFileAtomStyle, _ communicator: any Communicator
  ) {
    self.header = header
    self.text = text
    self.section = section
    self.style = style
    self.communicator = communicator
    masses = [Double](repeating: 0, count: header.types + 1)
    identities = IdentityCheck(
      rank: communicator.rank, size: communicator.size, atoms: min(header.atoms, self.text.length))
  }

  private static func section(_ line: LineWords) throws(InputError) -> Section {
    var line = line
    let comment = line.comment
    let name = line.rest().joined(separator: " ")
    guard sections.contains(name) else {
      if otherSections.contains(name) {
        throw line.error(
          "the section '\(name)' is not supported; give it with commands of the deck. Supported: \(sections.joined(separator: ", "))"
        )
      }
      if Double(name.split(separator: " ").first ?? "") != nil {
        throw line.error(
          "a section should begin here, but the line is '\(name)'; either it is a header line that is not supported, or the section before it has more lines than the header says"
        )
      }
      let hint =
        nearestName(to: name, among: sections).map { "; did you mean '\($0)'?" } ?? "."
      guard name.unicodeScalars.allSatisfy({ $0.value >= 32 && $0 != "\u{fffd}" }) else {
        throw line.error("this is no text, but something else than a LAMMPS data file")
      }
      throw line.error(
        "'\(name)' is neither a header line nor a section\(hint) Sections: \(sections.joined(separator: ", "))"
      )
    }
    return Section(
      name: name, style: comment?.split(separator: " ").first.map(String.init),
      location: line.location)
  }

  /// Reads all sections and puts this rank's atoms into the store, at rest where the file gives no
  /// velocities. Atoms outside a periodic box are wrapped into it with their image counts.
  ///
  /// - Parameter owns: whether an atom at a point of the box is this rank's; exactly one rank says so.
  public mutating func readBody(into atoms: inout AtomStore, owns: (Vector3) -> Bool) throws {
    var seen: [String] = []
    while let current = section {
      section = nil
      guard !seen.contains(current.name) else {
        throw InputError("a second section '\(current.name)'", at: current.location)
      }
      seen.append(current.name)
      switch current.name {
      case "Masses":
        var masses = masses
        try readLines(of: current, count: Int64(header.types)) { line, types in
          try Self.readMass(&line, types, &masses)
        }
        self.masses = masses
      case "Atoms":
        try checkStyle(current)
        try readAtoms(current, into: &atoms, owns: owns)
      default:
        guard seen.contains("Atoms") else {
          throw InputError("the section Atoms must come before Velocities", at: current.location)
        }
        try readVelocities(current, into: &atoms)
      }
      section = try nextSection()
    }
    guard header.atoms == 0 || seen.contains("Atoms") else {
      throw InputError("there is no section Atoms", at: SourceLocation(file: text.path))
    }
  }

  /// What the section says of its lines wins over the deck, since it stands beside them.
  private mutating func checkStyle(_ section: Section) throws(InputError) {
    guard let name = section.style, name != style.rawValue else { return }
    guard let own = DataFileAtomStyle(rawValue: name) else {
      let known = DataFileAtomStyle.allCases.map(\.rawValue).joined(separator: ", ")
      throw InputError(
        "the section says atom style '\(name)', which is not supported. Supported: \(known)",
        at: section.location)
    }
    style = own
  }

  private mutating func nextSection() throws -> Section? {
    while try text.fill() {
      if let found = try text.takeLine({ line in
        line.isAtEnd ? nil : try Self.section(line)
      }) {
        return found
      }
    }
    return nil
  }

  private static func readMass(_ line: inout LineWords, _ types: Int, _ masses: inout [Double])
    throws(InputError)
  {
    let type = try line.integer("the atom type")
    guard type >= 1 && type <= types else {
      throw line.error("atom type \(type) is not between 1 and \(types)")
    }
    let mass = try line.number("the mass")
    guard mass > 0 else { throw line.error("a mass must be above zero, not \(mass)") }
    guard line.isAtEnd else { throw line.error("a line of Masses has two words: type and mass") }
    masses[Int(type)] = mass
  }

  /// Calls `body` with each of `count` lines that are not blank. What it throws on any rank is thrown
  /// on all, after the block in which it happened.
  mutating func readLines(
    of section: Section, count: Int64, _ body: (inout LineWords, Int) throws -> Void
  ) throws {
    var left = count
    let types = header.types
    while left > 0 {
      guard try text.fill() else {
        throw InputError(
          "the file ends after \(count - left) of \(count) lines of the section \(section.name)",
          at: SourceLocation(file: text.path, line: text.line))
      }
      var failure: (any Error)?
      while left > 0, text.hasLineInBlock {
        let isRow = text.takeLine { line -> Bool in
          guard !line.isAtEnd else { return false }
          guard failure == nil else { return true }
          do { try body(&line, types) } catch { failure = error }
          return true
        }
        if isRow { left -= 1 }
      }
      try communicator.collectively { if let failure { throw failure } }
    }
  }
}
