import MDCore

/// The second line of a frame of extended XYZ: `key=value` pairs, values in quotes, brackets or bare.
struct ExtendedXYZHeader {
  /// The pairs in the order of the line.
  private(set) var pairs: [(key: String, value: String)] = []
  let location: FrameLocation
  /// The line in the file.
  let line: Int

  /// - Parameter isProse: whether words without a value are passed over and not flags.
  init(
    _ text: UnsafeRawBufferPointer, location: FrameLocation, line: Int, isProse: Bool = false
  ) throws {
    self.location = location
    self.line = line
    var parser = Parser(bytes: text)
    while let key = parser.key() {
      if isProse && !parser.hasValue() { continue }
      guard let value = parser.value() else {
        throw error("the value of '\(key)' does not end: a quote or bracket is missing")
      }
      guard !pairs.contains(where: { $0.key == key }) else {
        throw error("the key '\(key)' stands twice")
      }
      pairs.append((key, value))
    }
  }

  func error(_ message: String) -> InputError { location.error(message, line: line) }

  /// The value of a key, whatever the case of its letters; the same spelling wins.
  func value(_ key: String) -> String? {
    if let exact = pairs.first(where: { $0.key == key }) { return exact.value }
    let lower = key.lowercased()
    return pairs.first { $0.key.lowercased() == lower }?.value
  }

  /// The finite numbers of a value, also in brackets and with commas.
  func numbers(_ value: String, of key: String) throws -> [Double] {
    var text = value[...]
    if text.hasPrefix("_JSON") { text = text.dropFirst(5) }
    let words = text.split { " \t,[]{}()".contains($0) }
    return try words.map { word in
      guard let number = Double(word) else {
        throw error("'\(word)' in \(key) is not a number")
      }
      guard number.isFinite else { throw error("\(key) holds \(word), which is not finite") }
      return number
    }
  }

  /// The edges of `Lattice`, three or none.
  func edges() throws -> [Vector3] {
    guard let value = value("Lattice") else { return [] }
    let n = try numbers(value, of: "Lattice")
    guard n.count == 9 else {
      throw error("Lattice has \(n.count) numbers, but the three edges of a cell have 9")
    }
    return (0..<3).map { Vector3(n[3 * $0], n[3 * $0 + 1], n[3 * $0 + 2]) }
  }

  /// The dimensions that repeat: those of `pbc`; without it, all of them if there is a lattice.
  func periodicity() throws -> [Bool] {
    guard let value = value("pbc") else {
      let has = self.value("Lattice") != nil
      return [has, has, has]
    }
    let words = value.split { " ,[]".contains($0) }.map { $0.lowercased() }
    let flags = words.map { ["t", "true", "1"].contains($0) }
    guard words.count == 3,
      zip(words, flags).allSatisfy({ $1 || ["f", "false", "0"].contains($0) })
    else {
      throw error("pbc is \"\(value)\", but three of T and F are expected")
    }
    return flags
  }

  /// Cuts the line.
  private struct Parser {
    let bytes: UnsafeRawBufferPointer
    var next = 0

    private func at(_ byte: Character) -> Bool {
      next < bytes.count && bytes[next] == byte.asciiValue!
    }

    private mutating func skipSpaces() {
      while next < bytes.count, WordScanner.isSpace(bytes[next]) { next += 1 }
    }

    /// The next key, nil at the end.
    mutating func key() -> String? {
      skipSpaces()
      guard next < bytes.count else { return nil }
      if at("\"") || at("'") { return quoted() ?? "" }
      let start = next
      while next < bytes.count, !WordScanner.isSpace(bytes[next]), !at("=") { next += 1 }
      return text(start..<next)
    }

    /// Whether an equals sign follows.
    func hasValue() -> Bool {
      var copy = self
      copy.skipSpaces()
      return copy.at("=")
    }

    /// What follows a key: `T` if there is no equals sign, nil if it does not end.
    mutating func value() -> String? {
      let before = next
      skipSpaces()
      guard at("=") else {
        next = before
        return "T"
      }
      next += 1
      skipSpaces()
      if at("\"") || at("'") { return quoted() }
      if at("{") || at("[") { return bracketed() }
      let start = next
      var depth = 0
      while next < bytes.count, depth > 0 || !WordScanner.isSpace(bytes[next]) {
        if at("[") || at("{") { depth += 1 }
        if at("]") || at("}") { depth -= 1 }
        next += 1
      }
      return depth > 0 ? nil : text(start..<next)
    }

    private mutating func quoted() -> String? {
      let quote = bytes[next]
      next += 1
      var content: [UInt8] = []
      while next < bytes.count, bytes[next] != quote {
        if bytes[next] == 92, next + 1 < bytes.count { next += 1 }
        content.append(bytes[next])
        next += 1
      }
      guard next < bytes.count else { return nil }
      next += 1
      return String(decoding: content, as: UTF8.self)
    }

    private mutating func bracketed() -> String? {
      let start = next
      var depth = 0
      repeat {
        if at("[") || at("{") { depth += 1 }
        if at("]") || at("}") { depth -= 1 }
        next += 1
      } while depth > 0 && next < bytes.count
      return depth == 0 ? text((start + 1)..<(next - 1)) : nil
    }

    private func text(_ range: Range<Int>) -> String {
      String(decoding: bytes[range], as: UTF8.self)
    }
  }
}
