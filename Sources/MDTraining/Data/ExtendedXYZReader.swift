import Foundation
import MDCore
import MDPotentials

/// Reads extended XYZ: for each frame the number of atoms, a line of `key=value` pairs, and a line an
/// atom.
struct ExtendedXYZReader {
  private let file: String
  private let options: StructureReadingOptions
  private var lines: LineScanner
  private var frames = 0
  private var symbols = SymbolTable()

  init(_ bytes: UnsafeRawBufferPointer, file: String, options: StructureReadingOptions) {
    self.file = file
    self.options = options
    lines = LineScanner(bytes)
  }

  /// The next structure, nil at the end of the file.
  mutating func next() throws -> LabelledStructure? {
    guard !lines.isAtEnd(), let first = lines.nextLine() else { return nil }
    frames += 1
    let location = FrameLocation(file: file, frame: frames, line: lines.lineNumber)
    var words = WordScanner(first)
    let word = words.nextWord().map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard let count = Int(word), count > 0, words.nextWord() == nil else {
      let line = String(decoding: first, as: UTF8.self)
      throw location.error("the number of atoms is expected, but the line is '\(line)'")
    }
    guard let comment = lines.nextLine() else {
      throw location.error("the file ends after the number of atoms")
    }
    let header = try ExtendedXYZHeader(comment, location: location, line: lines.lineNumber)
    var frame = RawFrame(location: location)
    frame.edges = try header.edges()
    frame.isPeriodic = try header.periodicity()
    try ExtendedXYZLabels(header: header, options: options).fill(&frame)
    let columns = try ExtendedXYZColumns(header, forcesKey: options.forcesKey)
    try readAtoms(count, columns, &frame)
    return try frame.structure(options)
  }

  private mutating func readAtoms(
    _ count: Int, _ columns: ExtendedXYZColumns, _ frame: inout RawFrame
  ) throws {
    // A line has a digit and its end at least: a wild number must not take all memory.
    guard count <= lines.bytesLeft else {
      throw frame.error("the file is too short for \(count) atoms")
    }
    frame.elements.reserveCapacity(count)
    frame.positions.reserveCapacity(count)
    if columns.force >= 0 {
      frame.forces = []
      frame.forces?.reserveCapacity(count)
    }
    var fields = [UnsafeRawBufferPointer](
      repeating: UnsafeRawBufferPointer(start: nil, count: 0), count: columns.count)
    for atom in 1...count {
      guard let line = lines.nextLine() else {
        throw frame.error(
          "the file ends after \(atom - 1) of \(count) atoms", line: lines.lineNumber)
      }
      try split(line, atom, of: count, into: &fields, frame)
      frame.elements.append(try element(fields, columns, frame))
      frame.positions.append(try vector(fields, columns.position, "position", frame))
      if columns.force >= 0 {
        let force = try vector(fields, columns.force, "force", frame)
        frame.forces?.append(force)
      }
      if columns.charge >= 0 {
        frame.charges.append(try number(fields[columns.charge], "charge", frame))
      }
    }
  }

  private func split(
    _ line: UnsafeRawBufferPointer, _ atom: Int, of count: Int,
    into fields: inout [UnsafeRawBufferPointer], _ frame: RawFrame
  ) throws {
    var words = WordScanner(line)
    var found = 0
    while let word = words.nextWord() {
      if found < fields.count { fields[found] = word }
      found += 1
    }
    guard found == fields.count else {
      throw frame.error(
        "atom \(atom) of \(count) has \(found) columns, but Properties has \(fields.count)",
        line: lines.lineNumber)
    }
  }

  private mutating func element(
    _ fields: [UnsafeRawBufferPointer], _ columns: ExtendedXYZColumns, _ frame: RawFrame
  ) throws -> String {
    if columns.symbol >= 0 { return symbols.string(fields[columns.symbol]) }
    let word = String(decoding: fields[columns.number], as: UTF8.self)
    guard let number = Int(word), let symbol = elementSymbol(ofAtomicNumber: number) else {
      throw frame.error("'\(word)' is not an atomic number", line: lines.lineNumber)
    }
    return symbol
  }

  @inline(__always)
  private func vector(
    _ fields: [UnsafeRawBufferPointer], _ first: Int, _ meaning: String, _ frame: RawFrame
  ) throws -> Vector3 {
    Vector3(
      try number(fields[first], meaning, frame), try number(fields[first + 1], meaning, frame),
      try number(fields[first + 2], meaning, frame))
  }

  @inline(__always)
  private func number(_ word: UnsafeRawBufferPointer, _ meaning: String, _ frame: RawFrame) throws
    -> Double
  {
    guard let value = NumberText.number(word) else {
      throw frame.error(
        "'\(String(decoding: word, as: UTF8.self))' is not a number (a \(meaning))",
        line: lines.lineNumber)
    }
    guard value.isFinite else {
      throw frame.error(
        "a \(meaning) is \(String(decoding: word, as: UTF8.self)), which is not finite",
        line: lines.lineNumber)
    }
    return value
  }
}

/// Strings of the few symbols that a file repeats, so that each is made once.
struct SymbolTable {
  private var known: [(bytes: [UInt8], string: String)] = []

  /// The string of some bytes.
  mutating func string(_ bytes: UnsafeRawBufferPointer) -> String {
    for entry in known where entry.bytes.count == bytes.count {
      if entry.bytes.elementsEqual(bytes) { return entry.string }
    }
    let string = String(decoding: bytes, as: UTF8.self)
    known.append((Array(bytes), string))
    return string
  }
}
