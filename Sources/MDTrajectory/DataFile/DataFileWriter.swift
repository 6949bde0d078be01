import MDCore
import MDDomain
import MDEngine

/// Writes a LAMMPS data file (`write_data`): rows in id order, block by block, numbers with as many
/// digits as bring them back exactly.
public enum DataFileWriter {
  /// The section `Pair Coeffs` (`pair ii`) or `PairIJ Coeffs` (`pair ij`) of a potential that has one.
  public struct Coefficients: Sendable {
    /// The name of the section.
    public var section: String
    /// The pair style.
    public var style: String
    /// The lines.
    public var lines: [String]

    /// A section of lines.
    public init(section: String = "Pair Coeffs", style: String, lines: [String]) {
      self.section = section
      self.style = style
      self.lines = lines
    }
  }

  /// Writes the whole system. A collective call; the file appears under its name only when it is whole.
  ///
  /// - Throws: the root's failure to write, on all ranks.
  public static func write(
    _ state: borrowing SystemState, to path: String, version: String,
    coefficients: Coefficients? = nil
  ) throws(CollectiveError) {
    let communicator = state.communicator
    let isRoot = communicator.isRoot
    let header = header(state, version: version, coefficients: coefficients)
    let file = try communicator.collectively { () throws -> AtomicFile? in
      guard isRoot else { return nil }
      let file = try AtomicFile(path: path)
      try write(header, to: file)
      return file
    }
    let hasAtoms = communicator.reduce(Int64(state.atoms.owned), .sum) > 0
    if hasAtoms {
      try writeAtoms(state, file)
      try writeVelocities(state, file)
    }
    try communicator.collectively { try file?.commit() }
  }

  private static func header(
    _ state: borrowing SystemState, version: String, coefficients: Coefficients?
  ) -> String {
    let box = state.box
    let total = state.communicator.reduce(Int64(state.atoms.owned), .sum)
    var text =
      "LAMMPS data file via write_data, version \(version), timestep = \(state.step)\n\n"
      + "\(total) atoms\n\(state.masses.count - 1) atom types\n\n"
    for (d, axis) in ["x", "y", "z"].enumerated() {
      text +=
        "\(exact(box.lower[d])) \(exact(box.upper[d])) \(axis)lo \(axis)hi\n"
    }
    if box.isTriclinic {
      text += "\(exact(box.tilts.x)) \(exact(box.tilts.y)) \(exact(box.tilts.z)) xy xz yz\n"
    }
    if state.masses.dropFirst().allSatisfy({ $0 > 0 }) {
      text += "\nMasses\n\n"
      for (type, mass) in state.masses.enumerated().dropFirst() {
        text += "\(type) \(exact(mass))\n"
      }
    }
    if let coefficients {
      text += "\n\(coefficients.section) # \(coefficients.style)\n\n"
      for line in coefficients.lines { text += line + "\n" }
    }
    return text
  }

  private static func writeAtoms(_ state: borrowing SystemState, _ file: AtomicFile?)
    throws(CollectiveError)
  {
    let view = state.atoms.view
    let style = DataFileAtomStyle(properties: state.atoms.columns.properties)
    try rows(state, file, title: "\nAtoms # \(style.rawValue)\n\n") { i, text in
      if style.hasMolecule { text.append(" " + exact(view.value(.molecule, of: i))) }
      text.append(" \(view.type[i])")
      if style.hasCharge { text.append(" " + exact(view.value(.charge, of: i))) }
      for d in 0..<3 { text.append(" " + exact(view.position(i)[d])) }
      for d in 0..<3 { text.append(" \(view.image(i)[d])") }
    }
  }

  private static func writeVelocities(_ state: borrowing SystemState, _ file: AtomicFile?)
    throws(CollectiveError)
  {
    let view = state.atoms.view
    try rows(state, file, title: "\nVelocities\n\n") { i, text in
      text.append(" " + exact(view.vx[i]))
      text.append(" " + exact(view.vy[i]))
      text.append(" " + exact(view.vz[i]))
    }
  }

  /// A section with a line for each atom: its id and what `write` adds.
  private static func rows(
    _ state: borrowing SystemState, _ file: AtomicFile?, title: String,
    write line: (Int, inout TextBuffer) -> Void
  ) throws(CollectiveError) {
    let view = state.atoms.view
    try OrderedRows(communicator: state.communicator).gatherText(
      ids: (0..<view.owned).map { view.id[$0] },
      write: { i, text in
        text.append(view.id[i])
        line(i, &text)
        text.append(UInt8(ascii: "\n"))
      },
      sink: { block in
        if block.firstRow == 0, let file { try write(title, to: file) }
        try file?.write(block.bytes)
      })
  }

  private static func write(_ text: String, to file: AtomicFile) throws {
    var text = text
    try text.withUTF8 { try file.write(UnsafeRawBufferPointer($0)) }
  }

  /// The shortest decimal number that reads back as the same double.
  static func exact(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
