import CNumberText

/// A checked C format with one conversion, such as `%12.6g` or `E = %.3f eV`.
///
/// Formats come from decks (`print`, `variable format`, `thermo_modify`, `dump_modify`); handed to
/// `printf` as they are, a wrong one would read memory that is not there. Length modifiers (`l`, `ll`)
/// are accepted and do not matter, since the value's type is known.
public struct FormatSpecification: Equatable, Sendable {
  /// What a conversion is made for.
  public enum Kind: Sendable {
    /// `%d` and the like.
    case integer
    /// `%g`, `%f`, `%e` and the like.
    case real
    /// `%s`.
    case text
  }

  /// The format as it was given.
  public let source: String
  /// What the conversion is made for.
  public let kind: Kind
  private let prefix: [UInt8]
  private let suffix: [UInt8]
  /// The conversion alone, for a 64-bit value.
  private let conversion: String
  /// The letter of a conversion `e`, `f` or `g` without flags other than `-`.
  private let plainReal: CChar?
  /// Signed minimum width, left-justified if below zero.
  private let width: Int
  private let precision: Int?

  /// Reads a format.
  ///
  /// - Throws: ``InputError`` without a place if it has not exactly one conversion of a known kind.
  public init(_ source: String) throws(InputError) {
    var scanner = FormatScanner(Array(source.utf8))
    prefix = scanner.literal()
    guard let found = scanner.conversion() else {
      throw InputError(
        "'\(source)' is not a format: it needs one conversion such as %d, %g, %12.6f or %s")
    }
    suffix = scanner.literal()
    guard scanner.isAtEnd else {
      throw InputError("the format '\(source)' must hold one conversion and nothing else with '%'")
    }
    self.source = source
    kind = found.kind
    conversion =
      "%\(found.flags)\(found.digits)\(found.kind == .integer ? "ll" : "")\(found.letter)"
    let isPlain = "efg".contains(found.letter) && found.flags.allSatisfy { $0 == "-" }
    plainReal = isPlain ? CChar(found.letter.asciiValue!) : nil
    width = found.flags.contains("-") ? -found.width : found.width
    precision = found.precision
  }

  /// The formats of a line, one a word, as `thermo_modify line` and `dump_modify format line` hold
  /// them.
  public static func words(of line: String) throws(InputError) -> [FormatSpecification] {
    var result: [FormatSpecification] = []
    for word in line.split(whereSeparator: \.isWhitespace) {
      result.append(try FormatSpecification(String(word)))
    }
    return result
  }

  /// The format, if it is made for a kind of value.
  public func checked(for kind: Kind) throws(InputError) -> FormatSpecification {
    guard self.kind == kind else {
      let right =
        switch kind {
        case .integer: "a whole number (%d)"
        case .real: "a number (%g, %f or %e)"
        case .text: "a text (%s)"
        }
      throw InputError("the format '\(source)' is not one for \(right)")
    }
    return self
  }

  /// The number in this format. A format for whole numbers drops the fraction.
  public func string(_ value: Double) -> String { assembled { append(value, to: &$0) } }

  /// The whole number in this format.
  public func string(_ value: Int) -> String { assembled { append(value, to: &$0) } }

  /// The text in this format; formats for numbers leave it as it is.
  public func string(_ value: String) -> String { assembled { append(value, to: &$0) } }

  /// Writes the number in this format behind what is there.
  public func append(_ value: Double, to bytes: inout [UInt8]) {
    guard kind != .text else { return append("\(value)", to: &bytes) }
    append(to: &bytes) { write(value, into: $0) }
  }

  /// Writes the whole number in this format behind what is there.
  public func append(_ value: Int, to bytes: inout [UInt8]) {
    guard kind != .text else { return append("\(value)", to: &bytes) }
    append(to: &bytes) { write(Int64(value), into: $0) }
  }

  /// Writes the text in this format behind what is there.
  public func append(_ value: String, to bytes: inout [UInt8]) {
    let text = kind == .text ? value.prefix(precision ?? .max) : value[...]
    let blanks = [UInt8](
      repeating: UInt8(ascii: " "), count: kind == .text ? max(0, abs(width) - text.count) : 0)
    bytes += prefix
    if width > 0 { bytes += blanks }
    bytes += text.utf8
    if width < 0 { bytes += blanks }
    bytes += suffix
  }

  private func assembled(_ body: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    body(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func append(to bytes: inout [UInt8], _ write: (Buffer) -> Int?) {
    var capacity = 128
    while true {
      let fits = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { buffer in
        guard let length = write(buffer) else { return false }
        bytes += buffer[..<length]
        return true
      }
      if fits { return }
      capacity *= 2
    }
  }
}

// MARK: - Into memory that is there

extension FormatSpecification {
  /// Memory for a text.
  public typealias Buffer = UnsafeMutableBufferPointer<UInt8>

  /// Writes the number in this format, which must not be one for texts, at the beginning of a buffer. What lies behind
  /// it there may be overwritten.
  ///
  /// - Returns: the length in bytes, nil if the buffer is too small.
  public func write(_ value: Double, into buffer: Buffer) -> Int? {
    precondition(kind != .text)
    return kind == .integer
      ? surrounded(buffer) { convert(Int64(clamped: value), into: $0) }
      : surrounded(buffer) { convert(value, into: $0) }
  }

  /// Writes the whole number in this format, which must not be one for texts, at the beginning of a buffer. What lies
  /// behind it there may be overwritten.
  ///
  /// - Returns: the length in bytes, nil if the buffer is too small.
  public func write(_ value: Int64, into buffer: Buffer) -> Int? {
    precondition(kind != .text)
    return kind == .integer
      ? surrounded(buffer) { convert(value, into: $0) }
      : surrounded(buffer) { convert(Double(value), into: $0) }
  }

  /// What a conversion writes, between the text before and after it.
  @inline(__always)
  private func surrounded(_ buffer: Buffer, _ convert: (Buffer) -> Int?) -> Int? {
    let around = prefix.count + suffix.count
    guard buffer.count > around else { return nil }
    if around == 0 { return convert(buffer) }
    _ = buffer.update(fromContentsOf: prefix)
    guard let length = convert(Buffer(rebasing: buffer[prefix.count..<buffer.count - suffix.count]))
    else { return nil }
    _ = Buffer(rebasing: buffer[(prefix.count + length)...]).update(fromContentsOf: suffix)
    return around + length
  }

  private func convert(_ value: Int64, into buffer: Buffer) -> Int? {
    let length = buffer.withMemoryRebound(to: CChar.self) {
      cnumber_print_integer($0.baseAddress!, $0.count, conversion, value)
    }
    return length < buffer.count ? length : nil
  }

  private func convert(_ value: Double, into buffer: Buffer) -> Int? {
    buffer.withMemoryRebound(to: CChar.self) { buffer in
      guard let plainReal else {
        let length = cnumber_print_real(buffer.baseAddress!, buffer.count, conversion, value)
        return length < buffer.count ? length : nil
      }
      let length = cnumber_real(
        buffer.baseAddress!, buffer.count, value, plainReal, Int32(precision ?? 6))
      guard length >= 0 else { return nil }
      return padded(buffer, length)
    }
  }

  /// Brings a number to the width of the format by blanks.
  private func padded(_ buffer: UnsafeMutableBufferPointer<CChar>, _ length: Int) -> Int? {
    let blanks = abs(width) - length
    guard blanks > 0 else { return length }
    guard length + blanks <= buffer.count, let start = buffer.baseAddress else { return nil }
    let blank = CChar(UInt8(ascii: " "))
    if width > 0 {
      (start + blanks).update(from: start, count: length)
      start.update(repeating: blank, count: blanks)
    } else {
      (start + length).update(repeating: blank, count: blanks)
    }
    return length + blanks
  }
}

extension Int64 {
  /// The whole part of a number, at the ends of the range for numbers beyond it, 0 for NaN.
  public init(clamped value: Double) {
    if value.isNaN {
      self = 0
    } else if value >= 9.2e18 {
      self = .max
    } else if value <= -9.2e18 {
      self = .min
    } else {
      self = Int64(value)
    }
  }
}

/// Reads the parts of a C format.
private struct FormatScanner {
  struct Conversion {
    var kind: FormatSpecification.Kind
    var flags: String
    var width: Int
    var precision: Int?
    var digits: String
    var letter: Character
  }

  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { index == bytes.count }

  /// Text up to a conversion; `%%` stands for a percent sign.
  mutating func literal() -> [UInt8] {
    let percent = UInt8(ascii: "%")
    var result: [UInt8] = []
    while index < bytes.count {
      if bytes[index] == percent {
        guard index + 1 < bytes.count, bytes[index + 1] == percent else { break }
        index += 1
      }
      result.append(bytes[index])
      index += 1
    }
    return result
  }

  mutating func conversion() -> Conversion? {
    guard take(in: "%") != nil else { return nil }
    var flags = ""
    while let flag = take(in: "-+ #0") { flags.append(flag) }
    let width = number()
    var digits = width.map(String.init) ?? ""
    var precision: Int?
    if take(in: ".") != nil {
      precision = number() ?? 0
      digits += ".\(precision!)"
    }
    // Wider numbers than these are mistakes, and would cost memory.
    guard width ?? 0 <= 1000, precision ?? 0 <= 1000 else { return nil }
    while take(in: "hlqjz") != nil {}
    guard let letter = take(in: "diouxXeEfFgGaAs") else { return nil }
    let kind: FormatSpecification.Kind =
      "diouxX".contains(letter) ? .integer : letter == "s" ? .text : .real
    return Conversion(
      kind: kind, flags: flags, width: width ?? 0, precision: precision, digits: digits,
      letter: letter)
  }

  private mutating func take(in set: String) -> Character? {
    guard index < bytes.count else { return nil }
    let character = Character(Unicode.Scalar(bytes[index]))
    guard set.contains(character) else { return nil }
    index += 1
    return character
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let digit = take(in: "0123456789") {
      value = min(100_000, (value ?? 0) * 10 + digit.wholeNumberValue!)
    }
    return value
  }
}
