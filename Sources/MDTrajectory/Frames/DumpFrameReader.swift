import Foundation
import MDCore

/// Frames of a LAMMPS text dump (`dump custom` and `dump atom`): orthogonal and triclinic boxes,
/// coordinates as they are, scaled, unwrapped or both, atoms in any order.
final class DumpFrameReader: FrameReader {
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

  /// What stands before the atoms.
  private struct Head {
    var step: Int64 = 0
    var time: Double?
    var atoms = 0
    var box: Box?
    var columns: [String] = []
  }

  func next() throws -> Frame? {
    guard let head = try head() else { return nil }
    guard let box = head.box else { throw lines.error("a frame has no ITEM: BOX BOUNDS") }
    let columns = try DumpColumns(head.columns, at: lines.location)
    var frame = Frame(number: number + 1, box: box)
    frame.step = head.step
    lastStep = head.step
    frame.time = head.time
    // A damaged head may promise more than the file holds.
    frame.positions.reserveCapacity(min(head.atoms, 1 << 16))
    var images: [SIMD3<Int32>] = []
    var velocities: [Vector3] = []
    for _ in 0..<head.atoms {
      let isThere: Void? = try lines.words(needsNewline: true) { line in
        let row = try columns.row(&line)
        frame.positions.append(columns.position(row, box))
        if let id = row.id { frame.ids.append(id) }
        let name = row.element ?? options.name(ofType: Int(row.type))
        frame.species.append(species.place(of: name, mass: row.mass))
        images.append(row.image)
        velocities.append(row.velocity)
      }
      guard isThere != nil else { return cutOff() }
    }
    number += 1
    species.describe(&frame)
    frame.images = columns.hasImages ? images : nil
    frame.isUnwrapped = columns.isUnwrapped
    if columns.hasVelocities { frame.velocities = velocities }
    frame.arrange(keepsImages: columns.hasImages || columns.isUnwrapped, wraps: options.wraps)
    return frame
  }

  func skip() throws -> Bool {
    guard let head = try head() else { return false }
    guard try lines.skip(head.atoms) else {
      _ = cutOff()
      return false
    }
    number += 1
    lastStep = head.step
    return true
  }

  private func cutOff() -> Frame? {
    notes.append("\(lines.path): frame \(number + 1) is cut off and left out")
    return nil
  }

  /// The lines of a frame up to its atoms; nil at the end of the file.
  private func head() throws -> Head? {
    var head = Head()
    var isFirst = true
    while let line = try lines.text() {
      if isFirst, line.isEmpty { continue }
      isFirst = false
      guard lines.isWhole else { break }
      switch line {
      case "ITEM: UNITS": try checkUnits()
      case "ITEM: TIME":
        guard let time = try lines.words(needsNewline: true, { try $0.number("the time") }) else {
          break
        }
        head.time = time
      case "ITEM: TIMESTEP":
        guard let step = try lines.words(needsNewline: true, { try $0.integer("the step") }) else {
          break
        }
        head.step = step
      case "ITEM: NUMBER OF ATOMS":
        guard
          let atoms = try lines.words(needsNewline: true, { try $0.integer("the number of atoms") })
        else { break }
        guard atoms >= 0, atoms < 1 << 40 else { throw lines.error("\(atoms) atoms cannot be") }
        head.atoms = Int(atoms)
      case let line where line.hasPrefix("ITEM: BOX BOUNDS"):
        guard let box = try box(line) else { break }
        head.box = box
      case let line where line.hasPrefix("ITEM: ATOMS"):
        head.columns = line.split(separator: " ").dropFirst(2).map(String.init)
        return head
      default:
        throw lines.error("'\(line)' is not what a frame of a LAMMPS text dump begins with")
      }
    }
    if !isFirst { _ = cutOff() }
    return nil
  }

  private func checkUnits() throws {
    guard let units = try lines.text() else { return }
    guard units == "metal" else {
      throw lines.error("the dump is in units '\(units)'; supported: metal (Å, ps)")
    }
  }

  private func box(_ line: String) throws -> Box? {
    let words = line.split(separator: " ").dropFirst(3).map(String.init)
    guard words.first != "abc" else {
      throw lines.error(
        "general triclinic boxes ('abc origin') are not supported; write with tilts")
    }
    let isTriclinic = words.starts(with: ["xy", "xz", "yz"])
    var low = Vector3.zero, high = Vector3.zero, tilts = Vector3.zero
    for d in 0..<3 {
      let isThere: Void? = try lines.words(needsNewline: true) { line in
        low[d] = try line.number("a lower bound")
        high[d] = try line.number("an upper bound")
        if isTriclinic { tilts[d] = try line.number("a tilt") }
      }
      guard isThere != nil else { return nil }
    }
    // The bounds are those of the smallest orthogonal box around the cell.
    let (xy, xz, yz) = (tilts.x, tilts.y, tilts.z)
    low.x -= min(0, xy, xz, xy + xz)
    high.x -= max(0, xy, xz, xy + xz)
    low.y -= min(0, yz)
    high.y -= max(0, yz)
    guard low.x < high.x, low.y < high.y, low.z < high.z else {
      throw lines.error("the bounds of the box are not in order")
    }
    let letters = words.suffix(3)
    func boundary(_ d: Int) -> Boundary {
      letters.count == 3 && !letters[letters.startIndex + d].hasPrefix("p") ? .fixed : .periodic
    }
    return Box(
      lower: low, lengths: high - low, tilts: tilts, isTriclinic: isTriclinic,
      boundaries: Boundaries(x: boundary(0), y: boundary(1), z: boundary(2)))
  }
}

/// What the columns of a text dump mean.
struct DumpColumns {
  /// Values of an atom as the file has them.
  struct Row {
    var id: Int64?
    var type: Int64 = 1
    var element: String?
    var mass: Double?
    var coordinates = Vector3.zero
    var image = SIMD3<Int32>.zero
    var velocity = Vector3.zero
  }

  private enum Meaning {
    case id, type, element, mass, coordinate(Int), image(Int), velocity(Int), other
  }

  private let meanings: [Meaning]
  private let isScaled: Bool
  let isUnwrapped: Bool
  let hasImages: Bool
  let hasVelocities: Bool

  init(_ names: [String], at location: SourceLocation) throws(InputError) {
    let axes = ["x", "y", "z"]
    let endings = ["", "s", "u", "su"].first { ending in
      axes.allSatisfy { names.contains($0 + ending) }
    }
    guard let ending = endings else {
      throw InputError(
        "the dump has no coordinates (x y z, xs ys zs, xu yu zu or xsu ysu zsu): \(names.joined(separator: " "))",
        at: location)
    }
    isScaled = ending.hasPrefix("s")
    isUnwrapped = ending.hasSuffix("u")
    hasImages = !isUnwrapped && axes.allSatisfy { names.contains("i" + $0) }
    hasVelocities = axes.allSatisfy { names.contains("v" + $0) }
    let withImages = hasImages
    meanings = names.map { name in
      switch name {
      case "id": return .id
      case "type": return .type
      case "element": return .element
      case "mass": return .mass
      default: break
      }
      if let d = axes.firstIndex(where: { name == $0 + ending }) { return .coordinate(d) }
      if withImages, let d = axes.firstIndex(where: { name == "i" + $0 }) { return .image(d) }
      if let d = axes.firstIndex(where: { name == "v" + $0 }) { return .velocity(d) }
      return .other
    }
  }

  /// Reads the words of a line.
  func row(_ line: inout LineWords) throws(InputError) -> Row {
    var row = Row()
    for meaning in meanings {
      switch meaning {
      case .id: row.id = try line.integer("the atom id")
      case .type: row.type = try line.integer("the atom type")
      case .mass: row.mass = try line.number("the mass")
      case .coordinate(let d): row.coordinates[d] = try line.number("a coordinate")
      case .velocity(let d): row.velocity[d] = try line.number("a velocity")
      case .image(let d):
        let image = try line.integer("an image count")
        guard let small = Int32(exactly: image) else {
          throw line.error("an image count of \(image) is too large")
        }
        row.image[d] = small
      case .element:
        guard let word = line.word() else { throw line.error("the element is missing") }
        row.element = String(decoding: word, as: UTF8.self)
      case .other:
        guard line.word() != nil else {
          throw line.error("the line has fewer words than ITEM: ATOMS names")
        }
      }
    }
    return row
  }

  /// Å, as the file has it, which may be outside the box.
  func position(_ row: Row, _ box: Box) -> Vector3 {
    isScaled ? box.cartesian(row.coordinates) : row.coordinates
  }
}
