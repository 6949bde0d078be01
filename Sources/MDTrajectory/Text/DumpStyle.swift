import MDCore

/// The layout of a text dump.
public enum DumpStyle: Equatable, Sendable {
  /// `dump custom` and `dump atom`: LAMMPS's own text format.
  case lammps
  /// Extended XYZ: cell, columns, energy and step in the comment line, for ASE and OVITO.
  case extendedXYZ
}

/// What a text dump holds beyond the columns of all atoms.
struct DumpHeader {
  var style: DumpStyle
  var step: Int64
  var time: Double
  var atoms: Int
  var box: Box
  var energy: Double
  var columns: [DumpColumn]
  /// `dump_modify time yes` and `units yes`.
  var showsTime = false
  var showsUnits = false

  /// The lines before the first atom.
  func write(to text: inout TextBuffer) {
    switch style {
    case .lammps: writeLAMMPS(to: &text)
    case .extendedXYZ: writeExtendedXYZ(to: &text)
    }
  }

  private func writeLAMMPS(to text: inout TextBuffer) {
    if showsUnits { text.append("ITEM: UNITS\nmetal\n") }
    if showsTime {
      text.append("ITEM: TIME\n")
      text.append(time, .exact)
      text.append("\n")
    }
    text.append("ITEM: TIMESTEP\n\(step)\nITEM: NUMBER OF ATOMS\n\(atoms)\n")
    let boundaries = (0..<3).map { letters(box.boundaries[$0]) }.joined(separator: " ")
    text.append("ITEM: BOX BOUNDS \(box.isTriclinic ? "xy xz yz " : "")\(boundaries)\n")
    let (lower, upper) = bounds
    for d in 0..<3 {
      text.append(lower[d], .scientific)
      text.append(" ")
      text.append(upper[d], .scientific)
      if box.isTriclinic {
        text.append(" ")
        text.append(box.tilts[d], .scientific)
      }
      text.append("\n")
    }
    text.append("ITEM: ATOMS \(columns.map(\.name).joined(separator: " "))\n")
  }

  /// The smallest orthogonal box around the cell, which is what LAMMPS's format gives.
  private var bounds: (lower: Vector3, upper: Vector3) {
    let (xy, xz, yz) = (box.tilts.x, box.tilts.y, box.tilts.z)
    func reach(_ corner: Double, _ pick: (Double, Double, Double, Double) -> Double) -> Double {
      pick(corner, corner + xy, corner + xz, corner + xy + xz)
    }
    let (low, high) = (box.lower, box.upper)
    return (
      Vector3(reach(low.x) { min($0, $1, $2, $3) }, min(low.y, low.y + yz), low.z),
      Vector3(reach(high.x) { max($0, $1, $2, $3) }, max(high.y, high.y + yz), high.z)
    )
  }

  private func letters(_ boundary: Boundary) -> String {
    switch boundary {
    case .periodic: "pp"
    case .fixed: "ff"
    case .shrinkWrapped: "ss"
    }
  }

  private func writeExtendedXYZ(to text: inout TextBuffer) {
    text.append("\(atoms)\nLattice=\"")
    let (a, b, c) = box.edges
    append([a, b, c].flatMap { [$0.x, $0.y, $0.z] }, to: &text)
    text.append("\" Properties=\(properties) pbc=\"")
    text.append((0..<3).map { box.isPeriodic($0) ? "T" : "F" }.joined(separator: " "))
    text.append("\" Origin=\"")
    append([box.lower.x, box.lower.y, box.lower.z], to: &text)
    text.append("\" Timestep=\(step) Time=")
    text.append(time, .exact)
    text.append(" energy=")
    text.append(energy, .exact)
    text.append("\n")
  }

  private func append(_ values: [Double], to text: inout TextBuffer) {
    for (i, value) in values.enumerated() {
      if i > 0 { text.append(" ") }
      text.append(value, .exact)
    }
  }

  /// The columns in extended XYZ's words: three columns of a vector are one property.
  var properties: String {
    var words: [String] = []
    for column in columns {
      switch column {
      case .element: words.append("species:S:1")
      case .position(0), .unwrapped(0): words.append("pos:R:3")
      case .velocity(0): words.append("velo:R:3")
      case .force(0): words.append("forces:R:3")
      case .image(0): words.append("map_shift:I:3")
      case .position, .unwrapped, .velocity, .force, .image: continue
      default:
        let letter = column.kind == .integer ? "I" : column.kind == .real ? "R" : "S"
        words.append("\(column.name):\(letter):1")
      }
    }
    return words.joined(separator: ":")
  }
}

extension FormatSpecification {
  /// Enough digits for a reader.
  fileprivate static let exact = try! FormatSpecification("%.16g")
  /// LAMMPS's format of box bounds.
  fileprivate static let scientific = try! FormatSpecification("%-1.16e")
}
