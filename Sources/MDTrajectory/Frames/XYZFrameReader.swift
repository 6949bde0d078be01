import Foundation
import MDCore

/// Frames of extended XYZ, as ASE and OVITO write it: a line with the number of atoms, one with
/// `Lattice="…" Properties=…` and more, one for each atom.
final class XYZFrameReader: FrameReader {
  private let lines: LineSource
  private let options: FrameOptions
  private var species = SpeciesTable()
  private var number = 0
  private(set) var lastStep: Int64?
  private(set) var notes: [String] = []

  init(path: String, options: FrameOptions) throws {
    lines = try LineSource(path: path)
    self.options = options
  }

  func skip() throws -> Bool {
    guard let atoms = try count() else { return false }
    guard let comment = try lines.text(), lines.isWhole else { return cutOff() != nil }
    let head = ExtendedXYZComment(comment)
    let width = try XYZColumns(head["properties"], at: lines.location).width
    for _ in 0..<atoms {
      let isThere = try lines.words { lines.isWhole || $0.count() >= width }
      guard isThere == true else { return cutOff() != nil }
    }
    number += 1
    lastStep = Self.step(head)
    return true
  }

  func next() throws -> Frame? {
    guard let atoms = try count() else { return nil }
    guard let comment = try lines.text(), lines.isWhole || atoms == 0 else { return cutOff() }
    let head = ExtendedXYZComment(comment)
    let cell = try cell(head)
    let columns = try XYZColumns(head["properties"], at: lines.location)
    var frame = Frame(number: number + 1, box: cell.box)
    frame.step = Self.step(head)
    lastStep = frame.step
    frame.time = head["time"].flatMap { Double($0) }
    frame.energy = (head["energy"] ?? head["potential_energy"]).flatMap { Double($0) }
    var images: [SIMD3<Int32>] = []
    var velocities: [Vector3] = []
    for _ in 0..<atoms {
      var rest = 0
      let isThere: Void? = try lines.words { line in
        rest = line.count()
        guard rest >= columns.width else { return }
        let row = try columns.row(&line)
        frame.positions.append(cell.turned(row.position))
        frame.species.append(species.place(of: name(row.species)))
        if let id = row.id { frame.ids.append(id) }
        images.append(row.image)
        velocities.append(cell.turned(row.velocity))
      }
      guard isThere != nil, lines.isWhole || rest >= columns.width else { return cutOff() }
      guard rest >= columns.width else {
        throw lines.error("an atom has \(columns.width) columns by Properties, this line \(rest)")
      }
    }
    number += 1
    species.describe(&frame)
    frame.images = columns.hasImages ? images : nil
    if columns.hasVelocities { frame.velocities = velocities }
    frame.arrange(keepsImages: columns.hasImages, wraps: options.wraps)
    return frame
  }

  /// Type numbers get the user's names.
  private func name(_ word: String) -> String { Int(word).map(options.name(ofType:)) ?? word }

  private static func step(_ head: ExtendedXYZComment) -> Int64? {
    (head["timestep"] ?? head["step"]).flatMap { Int64($0) }
  }

  private func cutOff() -> Frame? {
    notes.append("\(lines.path): frame \(number + 1) is cut off and left out")
    return nil
  }

  /// The number of atoms of the next frame; nil at the end of the file.
  private func count() throws -> Int? {
    while true {
      let count = try lines.words { line -> Int? in
        if line.isAtEnd { return -1 }
        let count = try line.integer("the number of atoms of a frame")
        guard line.isAtEnd, count >= 0, count < 1 << 40 else {
          throw line.error("a frame of XYZ begins with its number of atoms alone in a line")
        }
        return Int(count)
      }
      guard let count else { return nil }
      if count != -1 { return count }
    }
  }

  private func cell(_ head: ExtendedXYZComment) throws -> CellOrientation {
    let numbers = (head["lattice"] ?? "").split(whereSeparator: \.isWhitespace)
      .compactMap { Double($0) }
    guard numbers.count == 9 else {
      throw lines.error(
        "the second line of the frame has no Lattice=\"ax ay az bx by bz cx cy cz\": an analysis needs the cell"
      )
    }
    let origin = (head["origin"] ?? "").split(whereSeparator: \.isWhitespace)
      .compactMap { Double($0) }
    let periodic = (head["pbc"] ?? "T T T").split(whereSeparator: \.isWhitespace)
      .map { ["T", "1", "true", "True"].contains($0) ? Boundary.periodic : .fixed }
    func vector(_ i: Int) -> Vector3 { Vector3(numbers[i], numbers[i + 1], numbers[i + 2]) }
    do {
      return try CellOrientation(
        edges: vector(0), vector(3), vector(6),
        origin: origin.count == 3 ? Vector3(origin[0], origin[1], origin[2]) : .zero,
        boundaries: periodic.count == 3
          ? Boundaries(x: periodic[0], y: periodic[1], z: periodic[2]) : Boundaries())
    } catch {
      throw lines.error(error.message)
    }
  }
}

/// The `key=value` pairs of the second line; values in quotes or braces may hold blanks.
struct ExtendedXYZComment {
  private var values: [String: String] = [:]

  init(_ line: String) {
    var rest = line[...]
    while let equals = rest.firstIndex(of: "=") {
      let key = rest[..<equals].split(whereSeparator: \.isWhitespace).last ?? ""
      rest = rest[rest.index(after: equals)...].drop { $0 == " " }
      let closing: Character? =
        switch rest.first {
        case "\"": "\""
        case "'": "'"
        case "{": "}"
        case "[": "]"
        default: nil
        }
      var value: Substring
      if let closing {
        rest = rest.dropFirst()
        value = rest.prefix { $0 != closing }
        rest = rest[value.endIndex...].dropFirst()
      } else {
        value = rest.prefix { !$0.isWhitespace }
        rest = rest[value.endIndex...]
      }
      values[key.lowercased()] = String(value)
    }
  }

  /// The value of a key, whatever its case.
  subscript(key: String) -> String? { values[key] }
}

/// What the columns of an extended XYZ file mean.
struct XYZColumns {
  /// Values of an atom.
  struct Row {
    var species = ""
    var position = Vector3.zero
    var velocity = Vector3.zero
    var image = SIMD3<Int32>.zero
    var id: Int64?
  }

  private enum Meaning {
    case species, position, velocity, image, id, other
  }

  private let properties: [(meaning: Meaning, columns: Int)]
  /// Words of a line.
  let width: Int
  let hasImages: Bool
  let hasVelocities: Bool

  init(_ text: String?, at location: SourceLocation) throws(InputError) {
    let words = (text ?? "species:S:1:pos:R:3").split(separator: ":").map(String.init)
    guard words.count % 3 == 0 else {
      throw InputError("Properties must be triples name:type:columns", at: location)
    }
    var properties: [(meaning: Meaning, columns: Int)] = []
    for i in stride(from: 0, to: words.count, by: 3) {
      guard let columns = Int(words[i + 2]), columns > 0, columns < 1000 else {
        throw InputError("'\(words[i + 2])' is no number of columns", at: location)
      }
      let meaning: Meaning =
        switch (words[i].lowercased(), columns) {
        case ("species", 1), ("element", 1), ("type", 1): .species
        case ("pos", 3), ("positions", 3): .position
        case ("velo", 3), ("vel", 3), ("velocities", 3), ("velocity", 3): .velocity
        case ("map_shift", 3): .image
        case ("id", 1): .id
        default: .other
        }
      properties.append((meaning, columns))
    }
    func has(_ meaning: Meaning) -> Bool { properties.contains { $0.meaning == meaning } }
    guard has(.position), has(.species) else {
      throw InputError("Properties must have species:S:1 and pos:R:3", at: location)
    }
    self.properties = properties
    width = properties.reduce(0) { $0 + $1.columns }
    hasImages = has(.image)
    hasVelocities = has(.velocity)
  }

  /// Reads the words of a line, which are enough.
  func row(_ line: inout LineWords) throws(InputError) -> Row {
    var row = Row()
    for (meaning, columns) in properties {
      switch meaning {
      case .species:
        guard let word = line.word() else { throw line.error("the species is missing") }
        row.species = String(decoding: word, as: UTF8.self)
      case .position: for d in 0..<3 { row.position[d] = try line.number("a coordinate") }
      case .velocity: for d in 0..<3 { row.velocity[d] = try line.number("a velocity") }
      case .image:
        for d in 0..<3 { row.image[d] = Int32(clamping: try line.integer("an image count")) }
      case .id: row.id = try line.integer("the id")
      case .other: for _ in 0..<columns { _ = line.word() }
      }
    }
    return row
  }
}
