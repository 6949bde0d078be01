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
    try rows(
      state, file, title: "\nAtoms # \(style.rawValue)\n\n", stride: 56,
      pack: { i, row in
        for d in 0..<3 {
          row.storeBytes(of: view.position(i)[d], toByteOffset: 8 * d, as: Double.self)
          row.storeBytes(of: view.image(i)[d], toByteOffset: 24 + 4 * d, as: Int32.self)
        }
        row.storeBytes(of: view.type[i], toByteOffset: 36, as: Int32.self)
        row.storeBytes(of: view.value(.charge, of: i), toByteOffset: 40, as: Double.self)
        row.storeBytes(of: view.value(.molecule, of: i), toByteOffset: 48, as: Double.self)
      },
      format: { block, row, text in
        if style.hasMolecule {
          text.append(" " + exact(block.load(Double.self, row: row, offset: 48)))
        }
        text.append(" \(block.load(Int32.self, row: row, offset: 36))")
        if style.hasCharge {
          text.append(" " + exact(block.load(Double.self, row: row, offset: 40)))
        }
        for d in 0..<3 {
          text.append(" " + exact(block.load(Double.self, row: row, offset: 8 * d)))
        }
        for d in 0..<3 {
          text.append(" \(block.load(Int32.self, row: row, offset: 24 + 4 * d))")
        }
      })
  }

  private static func writeVelocities(_ state: borrowing SystemState, _ file: AtomicFile?)
    throws(CollectiveError)
  {
    let view = state.atoms.view
    try rows(
      state, file, title: "\nVelocities\n\n", stride: 24,
      pack: { i, row in
        let velocity = [view.vx[i], view.vy[i], view.vz[i]]
        for d in 0..<3 {
          row.storeBytes(of: velocity[d], toByteOffset: 8 * d, as: Double.self)
        }
      },
      format: { block, row, text in
        for d in 0..<3 {
          text.append(" " + exact(block.load(Double.self, row: row, offset: 8 * d)))
        }
      })
  }

  private static func rows(
    _ state: borrowing SystemState, _ file: AtomicFile?, title: String, stride: Int,
    pack: (Int, UnsafeMutableRawPointer) -> Void,
    format: (RowBlock, Int, inout TextBuffer) -> Void
  ) throws(CollectiveError) {
    let view = state.atoms.view
    var text = TextBuffer()
    try OrderedRows(communicator: state.communicator).gather(
      ids: (0..<view.owned).map { view.id[$0] }, stride: stride,
      pack: { places, rows in
        for (n, place) in places.enumerated() { pack(Int(place), rows + n * stride) }
      },
      sink: { block in
        text.removeAll()
        if block.firstRow == 0 { text.append(title) }
        for row in 0..<block.count {
          text.append(block.ids[row])
          format(block, row, &text)
          text.append(UInt8(ascii: "\n"))
        }
        try file?.write(text.contents)
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
