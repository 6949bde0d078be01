import Foundation
import MDCore

/// Reads n2p2's `input.data`: blocks from `begin` to `end` with the keywords comment, lattice, atom,
/// energy and charge.
///
/// Lengths and energies are in the units of the potential; ``StructureReadingOptions`` tells what they
/// are. A comment may hold the keys of extended XYZ (`group=liquid`, `weight=2`, `stress="…"` in
/// eV/Å³), which is where our writer puts them.
struct N2P2DataReader {
  private let file: String
  private let options: StructureReadingOptions
  private var lines: LineScanner
  private var frames = 0
  private var symbols = SymbolTable()
  private let length, energy, force: Double

  init(_ bytes: UnsafeRawBufferPointer, file: String, options: StructureReadingOptions) {
    self.file = file
    self.options = options
    lines = LineScanner(bytes)
    length = 1 / options.lengthFactor
    energy = 1 / options.energyFactor
    force = options.lengthFactor / options.energyFactor
  }

  /// The next structure, nil at the end of the file.
  mutating func next() throws -> LabelledStructure? {
    guard let line = try begin() else { return nil }
    frames += 1
    var frame = RawFrame(
      location: FrameLocation(file: file, frame: frames, line: lines.lineNumber))
    try readBegin(line, &frame)
    frame.forces = []
    var comment: ExtendedXYZHeader?
    while let line = lines.nextLine() {
      var words = WordScanner(line)
      guard let keyword = words.nextWord() else { throw error(frame, "the line is empty") }
      if word(keyword, is: "atom") {
        try readAtom(&words, &frame)
        continue
      }
      switch String(decoding: keyword, as: UTF8.self) {
      case "comment":
        comment = try? ExtendedXYZHeader(
          words.rest, location: frame.location, line: lines.lineNumber, isProse: true)
      case "lattice":
        guard frame.edges.count < 3 else { throw error(frame, "a fourth line lattice") }
        frame.edges.append(try vector(&words, "a cell's edge", frame) * length)
      case "energy": frame.energy = try number(&words, "the energy", frame) * energy
      case "charge": _ = try number(&words, "the charge", frame)
      case "end": return try finish(&frame, comment)
      case let other:
        throw error(
          frame,
          "unknown keyword '\(other)'; comment, lattice, atom, energy, charge and end are expected")
      }
    }
    throw error(frame, "the file ends before the frame's end")
  }

  /// The next line that begins a frame, past blank ones; nil at the end of the file.
  private mutating func begin() throws -> UnsafeRawBufferPointer? {
    while let line = lines.nextLine() {
      var words = WordScanner(line)
      guard let word = words.nextWord() else { continue }
      guard self.word(word, is: "begin") else {
        throw InputError(
          "'\(String(decoding: word, as: UTF8.self))' stands where a frame begins; begin is expected",
          at: SourceLocation(file: file, line: lines.lineNumber))
      }
      return words.rest
    }
    return nil
  }

  /// `set=train` and `set=test` behind `begin`, which win over `test_fraction`. What n2p2 tests with is what a
  /// fit watches here.
  private func readBegin(_ rest: UnsafeRawBufferPointer, _ frame: inout RawFrame) throws {
    var words = WordScanner(rest)
    for word in words.words() {
      switch word {
      case "set=train": frame.part = .training
      case "set=test": frame.part = .validation
      default:
        throw error(frame, "'\(word)' after begin; set=train and set=test are known")
      }
    }
  }

  private func word(_ word: UnsafeRawBufferPointer, is name: StaticString) -> Bool {
    word.count == name.utf8CodeUnitCount
      && memcmp(word.baseAddress!, name.utf8Start, word.count) == 0
  }

  private func error(_ frame: RawFrame, _ message: String) -> InputError {
    frame.error(message, line: lines.lineNumber)
  }

  /// `atom x y z element charge energy fx fy fz`; the energy of the atom is not used, as by n2p2.
  private mutating func readAtom(_ words: inout WordScanner, _ frame: inout RawFrame) throws {
    frame.positions.append(try vector(&words, "a position", frame) * length)
    guard let symbol = words.nextWord() else {
      throw error(frame, "the line ends before the element")
    }
    frame.elements.append(symbols.string(symbol))
    frame.charges.append(try number(&words, "the charge", frame))
    _ = try number(&words, "the energy of the atom", frame)
    let force = try vector(&words, "a force", frame) * self.force
    frame.forces?.append(force)
  }

  private func vector(_ words: inout WordScanner, _ meaning: String, _ frame: RawFrame) throws
    -> Vector3
  {
    Vector3(
      try number(&words, meaning, frame), try number(&words, meaning, frame),
      try number(&words, meaning, frame))
  }

  @inline(__always)
  private func number(_ words: inout WordScanner, _ meaning: String, _ frame: RawFrame) throws
    -> Double
  {
    guard let word = words.nextWord() else {
      throw error(frame, "the line ends before \(meaning)")
    }
    guard let value = NumberText.number(word), value.isFinite else {
      let text = String(decoding: word, as: UTF8.self)
      throw error(frame, "'\(text)' is not a finite number (\(meaning))")
    }
    return value
  }

  private func finish(_ frame: inout RawFrame, _ comment: ExtendedXYZHeader?) throws
    -> LabelledStructure
  {
    guard frame.edges.isEmpty || frame.edges.count == 3 else {
      throw error(frame, "\(frame.edges.count) lines lattice; there must be three or none")
    }
    frame.isPeriodic = [Bool](repeating: frame.edges.count == 3, count: 3)
    if let comment {
      var plain = StructureReadingOptions()
      plain.groupKey = comment.value(options.groupKey ?? "group") == nil ? nil : options.groupKey
      try ExtendedXYZLabels(header: comment, options: plain).fillAllButEnergy(&frame)
    }
    return try frame.structure(options)
  }
}
